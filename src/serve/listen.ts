// The application on a port, with time-outs for the slow and a clear word when the port is taken.
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import type { Hono } from 'hono'
import { StetError } from '../model/error.ts'
import { type Duration, SECOND } from '../model/time.ts'
import { breakOff, refuse, withoutApp } from './refusals.ts'
import { inTurn } from './turns.ts'

export interface ListenOptions {
  /** 0 takes any free port. */
  readonly port: number
  readonly host: string
  /** How long answers under way may take when the server is closed. */
  readonly grace?: Duration
  /** Time for the head of a request, and for all of it. */
  readonly headersTimeout?: Duration
  readonly requestTimeout?: Duration
}

export interface Listening {
  /** `http://127.0.0.1:4000/`. */
  readonly url: string
  readonly port: number
  /** Takes no more connections, lets answers under way end, then cuts what is left. */
  close(): Promise<void>
}

/** Listens. Throws StetError 'unavailable', naming port and host and the way out, when the port cannot be had. */
export async function listen(
  app: Pick<Hono, 'fetch'>,
  {
    port,
    host,
    grace = 5 * SECOND,
    headersTimeout = 10 * SECOND,
    requestTimeout = 30 * SECOND,
  }: ListenOptions,
): Promise<Listening> {
  // The name is for requests that give none, as HTTP/1.0 allows: probes of load balancers.
  const answer = getRequestListener(app.fetch, { hostname: 'localhost', errorHandler: withoutApp })
  const turns = inTurn((request, response) => {
    const { host, expect = '100-continue' } = request.headers
    if (host === undefined && request.httpVersion !== '1.0') refuse(response, 400)
    else if (expect.toLowerCase() !== '100-continue') refuse(response, 417)
    else answer(request, response)
  })
  const server = createServer(
    {
      headersTimeout: Math.min(headersTimeout, requestTimeout),
      requestTimeout,
      keepAliveTimeout: 5 * SECOND,
      // Node looks for those who are late only so often, and is late itself by as much.
      connectionsCheckingInterval: Math.min(5 * SECOND, headersTimeout / 2),
      // Looked at below: Node's own refusal has none of our headers.
      requireHostHeader: false,
    },
    turns.answer,
  )
  server.on('checkExpectation', turns.answer)
  server.on('clientError', (error, stream) => {
    const socket = stream as Socket
    breakOff(error, socket, turns.underWay(socket))
  })
  // Who asked and then neither reads nor writes.
  server.setTimeout(4 * requestTimeout)
  await new Promise<void>((resolve, reject) => {
    server.once('error', cause => reject(refused(cause, port, host)))
    server.listen(port, host, () => resolve())
  })
  const at = server.address() as AddressInfo
  const name = at.family === 'IPv6' ? `[${at.address}]` : at.address
  return {
    url: `http://${name}:${at.port}/`,
    port: at.port,
    close: () =>
      new Promise(resolve => {
        const cut = setTimeout(() => server.closeAllConnections(), grace)
        server.close(() => {
          clearTimeout(cut)
          resolve()
        })
        server.closeIdleConnections()
      }),
  }
}

function refused(cause: Error & { code?: string }, port: number, host: string): StetError {
  const said: Record<string, string> = {
    EADDRINUSE: `port ${port} on ${host} is in use, perhaps by another stet. Choose another with --port, serve.port or PORT`,
    EACCES: `port ${port} on ${host} is not ours to take: ports below 1024 need rights. Choose another with --port, serve.port or PORT`,
    EADDRNOTAVAIL: `${host} is no address of this machine. Choose another with serve.host`,
  }
  return new StetError(
    'unavailable',
    said[cause.code ?? ''] ?? `cannot listen on ${host}:${port}: ${cause.message}`,
    {
      cause,
    },
  )
}
