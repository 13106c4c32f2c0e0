// What went wrong on the way, as one of the reasons that the rest of the program tells apart.
import { BodyError } from '../../model/coding.ts'
import type { FailReason, Fetched, Hop } from '../../model/ports.ts'
import { DialError } from './dial.ts'

export const failed = (
  reason: FailReason,
  message: string,
  hops: readonly Hop[],
  cause?: unknown,
): Fetched => ({
  kind: 'failed',
  reason,
  message,
  hops,
  ...(cause !== undefined && { cause }),
})

/** The outcome of an error that the client threw; `late` says that the time for the whole exchange was over. */
export function failure(error: unknown, hops: readonly Hop[], late: boolean): Fetched {
  if (late) return failed('timeout', 'no whole answer in time (net.timeout)', hops, error)
  if (error instanceof DialError || error instanceof BodyError)
    return failed(error.reason, error.message, hops, error)
  const { code = '', message = String(error) } = error as NodeJS.ErrnoException
  if (/TIMEOUT|ETIMEDOUT/.test(code))
    return failed(
      'timeout',
      /CONNECT/.test(code)
        ? 'no connection in time (net.connectTimeout)'
        : 'the server fell silent (net.idleTimeout)',
      hops,
      error,
    )
  if (/^(ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EPIPE)$/.test(code))
    return failed('connect', `the connection failed (${code})`, hops, error)
  if (/CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO|DEPTH_ZERO/.test(code))
    return failed('tls', `no secure connection (${code})`, hops, error)
  if (/HEADERS_OVERFLOW|HPE_HEADER_OVERFLOW/.test(code))
    return failed('too-large', 'the headers are larger than net.maxHeaderBytes allows', hops, error)
  if (/UND_ERR_SOCKET|HPE_INVALID_EOF_STATE|CONTENT_LENGTH/.test(code))
    return failed('truncated', 'the connection ended before the answer did', hops, error)
  return failed('protocol', message, hops, error)
}
