// Who asks, from where: the socket's own address, or what proxies that are trusted say of it.
import { BlockList, isIP } from 'node:net'
import { StetError } from '../model/error.ts'

export interface Visitor {
  /** An IP address; '' in tests without a socket. */
  readonly address: string
  readonly isSecure: boolean
  /** As the browser asked for it, with its port. */
  readonly host: string
}

/** Says whether an address is a proxy whose X-Forwarded-* count. */
export type Trust = (address: string) => boolean

/**
 * Reads a list of addresses and networks, `127.0.0.1, 10.0.0.0/8, ::1`, with commas or spaces between; `loopback` stands
 * for this machine. Throws StetError 'config', naming the setting.
 */
export function trustIn(list: string): Trust {
  const trusted = new BlockList()
  for (const entry of list.split(/[\s,]+/).filter(Boolean)) {
    if (entry === 'loopback') {
      trusted.addSubnet('127.0.0.0', 8, 'ipv4')
      trusted.addAddress('::1', 'ipv6')
      continue
    }
    const [address = '', bits] = entry.split('/')
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    const most = family === 'ipv6' ? 128 : 32
    const prefix = bits === undefined ? most : /^\d{1,3}$/.test(bits) ? Number(bits) : -1
    if (isIP(address) === 0 || prefix < 0 || prefix > most)
      throw new StetError(
        'config',
        `serve.trustedProxies has "${entry}"; expected addresses or networks like 10.0.0.0/8, or loopback`,
      )
    trusted.addSubnet(address, prefix, family)
  }
  return address =>
    isIP(address) !== 0 && trusted.check(plain(address), isIP(plain(address)) === 6 ? 'ipv6' : 'ipv4')
}

/** `::ffff:10.0.0.1` is `10.0.0.1`. */
const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '')

/**
 * The visitor behind a request. Of X-Forwarded-For the last address that no trusted proxy has counts: what stands before
 * it anybody could have written.
 */
export function visitorOf(headers: Headers, socket: string, isSecure: boolean, trust: Trust): Visitor {
  const direct = plain(socket)
  const own = { address: direct, isSecure, host: headers.get('host') ?? '' }
  if (!trust(direct)) return own
  const chain = (headers.get('x-forwarded-for') ?? '')
    .split(',')
    .map(part =>
      plain(
        part
          .trim()
          .replace(/^\[([^\]]+)\](?::\d+)?$/, '$1')
          .replace(/^(\d+(?:\.\d+){3}):\d+$/, '$1'),
      ),
    )
    .filter(part => isIP(part) !== 0)
  const address = chain.findLast(one => !trust(one)) ?? chain[0] ?? direct
  const proto = headers.get('x-forwarded-proto')?.split(',').at(-1)?.trim().toLowerCase()
  const host = headers.get('x-forwarded-host')?.split(',').at(-1)?.trim()
  return {
    address,
    isSecure: proto === undefined ? isSecure : proto === 'https',
    host: host && /^[\w.:[\]-]+$/.test(host) ? host : own.host,
  }
}
