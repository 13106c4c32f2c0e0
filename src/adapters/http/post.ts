// Sending a form, or JSON, to another server, through the same guarded dialer as everything else.
import { request } from 'undici'
import { messageOf } from '../../model/error.ts'
import { guardedAgent } from './dial.ts'
import type { WebOptions } from './web.ts'

export type Posted =
  | { readonly kind: 'answered'; readonly status: number }
  | { readonly kind: 'failed'; readonly message: string }

/** A form, or a text that is JSON. */
export type Body = Readonly<Record<string, string>> | string
export type Post = (url: string, body: Body) => Promise<Posted>

/** A POST of a form or of JSON; no redirects, the answer's body is not looked at. Nothing it is given makes it throw. */
export function httpPost(options: WebOptions): { post: Post; close(): Promise<void> } {
  const agent = guardedAgent({ ...options, perHost: 1 })
  return {
    async post(url, body) {
      try {
        const answer = await request(url, {
          method: 'POST',
          dispatcher: agent,
          signal: AbortSignal.timeout(options.timeout),
          headers: {
            'user-agent': options.userAgent,
            'content-type':
              typeof body === 'string' ? 'application/json' : 'application/x-www-form-urlencoded',
          },
          body: typeof body === 'string' ? body : new URLSearchParams(body).toString(),
        })
        await answer.body.dump({ limit: 64 * 1024 }).catch(() => {})
        return { kind: 'answered', status: answer.statusCode }
      } catch (error) {
        return { kind: 'failed', message: messageOf(error) }
      }
    },
    close: () => agent.close(),
  }
}
