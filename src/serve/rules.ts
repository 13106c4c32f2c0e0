// How a server behaves, where its keeper can choose.
import type { Trust } from './visitor.ts'

export interface ServeRules {
  /** Everything asks for a login. */
  readonly isPrivate: boolean
  /** Proxies whose X-Forwarded-* count. */
  readonly trust: Trust
  /** Told of every answer, for an access log. */
  readonly accessed?: (access: Access) => void
}

/** One answer, for the log: never what was typed into a form, nor a search's words beyond the address. */
export interface Access {
  readonly address: string
  readonly user?: string
  readonly method: string
  readonly path: string
  readonly status: number
  readonly bytes?: number
  /** ms until the answer's head. */
  readonly time: number
  readonly agent: string
}

export const OPEN: ServeRules = { isPrivate: false, trust: () => false }
