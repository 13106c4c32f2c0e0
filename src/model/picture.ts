// A picture as an article uses it.
import type { Digest } from './digest.ts'

export interface Picture {
  /** Where the outlet had it. */
  readonly url: string
  readonly alt?: string
  readonly caption?: string
  readonly credit?: string
  readonly width?: number
  readonly height?: number
  /** SHA-256 of the kept bytes, once they are kept. */
  readonly digest?: Digest
}
