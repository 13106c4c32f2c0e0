// What is said to requests that never come to the application: plain text, with the headers that keep an answer to
// itself. Node's own answers have neither.
import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { RequestError } from '@hono/node-server'
import { securityHeaders } from './answer.ts'

const REFUSALS = {
  400: ['Bad Request', 'This is no request that HTTP knows.\n'],
  408: ['Request Timeout', 'The request took too long to come.\n'],
  413: ['Content Too Large', 'The request is too large.\n'],
  417: ['Expectation Failed', 'What the request expects cannot be done.\n'],
  431: ['Request Header Fields Too Large', 'The head of the request is too large.\n'],
  500: [
    'Internal Server Error',
    'Something went wrong here. The archive itself is not touched by reading.\n',
  ],
} as const
type Refusal = keyof typeof REFUSALS

const headersOf = (status: Refusal): Record<string, string> => ({
  ...securityHeaders({ pictures: 'kept' }),
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cache-Control': 'no-store',
  'Content-Type': 'text/plain; charset=utf-8',
  'Content-Length': String(Buffer.byteLength(REFUSALS[status][1])),
  Connection: 'close',
})

/** For a request whose host or address is none (400), or one that the application could not answer. */
export function withoutApp(error: unknown): Response {
  const status = error instanceof RequestError ? 400 : 500
  return new Response(REFUSALS[status][1], { status, headers: headersOf(status) })
}

/** Refuses a request that could be read. */
export function refuse(response: ServerResponse, status: Refusal): void {
  response.writeHead(status, headersOf(status)).end(REFUSALS[status][1])
}

/** What Node's parser stumbled over; all else is 400. */
const STATUS: Readonly<Record<string, Refusal>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  HPE_HEADER_OVERFLOW: 431,
}

/** Ends a connection on which no request could be read; with a word, where that cannot be taken for one of the answers under way. */
export function breakOff(
  error: Error & { readonly code?: string },
  socket: Socket,
  underWay: readonly ServerResponse[],
): void {
  const isReset = error.code === 'ECONNRESET' || !socket.writable
  // What a client gets first it takes for the answer to its first whole request.
  const isOwed = underWay.some(({ headersSent, req }) => headersSent || req.complete)
  if (!isReset && !isOwed) socket.write(bytesOf(STATUS[error.code ?? ''] ?? 400))
  socket.destroySoon()
}

function bytesOf(status: Refusal): string {
  const [reason, text] = REFUSALS[status]
  const headers = Object.entries({ Date: new Date().toUTCString(), ...headersOf(status) })
  const head = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  return `HTTP/1.1 ${status} ${reason}\r\n${head}\r\n${text}`
}
