// Connecting, for undici: the host is resolved here, every address judged, and the socket's own address judged again.
import { lookup, Resolver } from 'node:dns/promises'
import { isIP } from 'node:net'
import { Agent, buildConnector } from 'undici'
import { type Allowed, mayConnect } from './addresses.ts'

/** Thrown inside the dialer; the client turns it into a `failed` outcome. */
export class DialError extends Error {
  readonly reason: 'dns' | 'private-address'
  constructor(reason: 'dns' | 'private-address', message: string, cause?: unknown) {
    super(message, { cause })
    this.reason = reason
  }
}

export interface DialOptions {
  readonly allowed: Allowed
  /** `address:port` of a DNS server to ask instead of the system's. */
  readonly dns?: string
  /** Milliseconds until a connection must stand. */
  readonly connectTimeout: number
  /** Connections to one host at a time. */
  readonly perHost: number
  /** Milliseconds between two bytes of an answer. */
  readonly idleTimeout: number
  readonly maxHeaderBytes: number
  /** Told which address a request to this origin went to. */
  readonly connected?: (origin: string, address: string) => void
}

/** An agent that can only reach public addresses, and those in `allowed`. */
export function guardedAgent(options: DialOptions): Agent {
  const connect = buildConnector({ timeout: options.connectTimeout })
  const resolve = resolver(options.dns)
  return new Agent({
    connections: options.perHost,
    pipelining: 1,
    headersTimeout: options.idleTimeout,
    bodyTimeout: options.idleTimeout,
    keepAliveTimeout: 10_000,
    maxHeaderSize: options.maxHeaderBytes,
    connect: (target, done) => {
      const port = Number(target.port || (target.protocol === 'https:' ? 443 : 80))
      const name = target.hostname.replace(/^\[|\]$/g, '')
      chooseAddress(name, port, resolve, options.allowed).then(
        address =>
          connect({ ...target, hostname: address, servername: isIP(name) ? '' : name }, (error, socket) => {
            if (error || !socket) return done(error ?? new Error('no socket'), null)
            const remote = socket.remoteAddress ?? ''
            if (!mayConnect(remote, port, options.allowed)) {
              socket.destroy()
              return done(refusal(name, remote), null)
            }
            options.connected?.(`${target.protocol}//${target.host ?? target.hostname}`, remote)
            done(null, socket)
          }),
        error => done(error, null),
      )
    },
  })
}

type Resolve = (name: string) => Promise<string[]>

/** Names of this machine, whatever a DNS server says of them (RFC 6761). */
const LOCAL_NAME = /(?:^|\.)localhost\.?$/i

async function chooseAddress(
  name: string,
  port: number,
  resolve: Resolve,
  allowed: Allowed,
): Promise<string> {
  const addresses = isIP(name) ? [name] : LOCAL_NAME.test(name) ? ['127.0.0.1'] : await resolve(name)
  // One private address among public ones is a rebinding waiting to happen: refuse the name.
  const refused = addresses.find(address => !mayConnect(address, port, allowed))
  if (refused !== undefined) throw refusal(name, refused)
  if (addresses[0] === undefined) throw new DialError('dns', `${name} has no address`)
  return addresses[0]
}

const refusal = (name: string, address: string): DialError =>
  new DialError(
    'private-address',
    `${name === address ? name : `${name} (${address})`} is not a public address; allow it with net.allowPrivate or STET_ALLOW_PRIVATE if it is yours`,
  )

function resolver(server: string | undefined): Resolve {
  if (server === undefined)
    return async name => {
      try {
        return (await lookup(name, { all: true, order: 'ipv4first' })).map(({ address }) => address)
      } catch (error) {
        throw new DialError(
          'dns',
          `${name} could not be resolved (${(error as NodeJS.ErrnoException).code})`,
          error,
        )
      }
    }
  const dns = new Resolver({ timeout: 3000, tries: 2 })
  dns.setServers([server])
  return async name => {
    const results = await Promise.allSettled([dns.resolve4(name), dns.resolve6(name)])
    const addresses = results.flatMap(result => (result.status === 'fulfilled' ? result.value : []))
    if (addresses.length === 0) throw new DialError('dns', `${name} could not be resolved by ${server}`)
    return addresses
  }
}
