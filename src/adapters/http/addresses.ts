// Which network addresses may be asked: public ones. Judged as parsed addresses, never as text, after DNS and again on
// the connected socket, so that no spelling and no rebinding reaches the house the program runs in.
import { BlockList, isIP, isIPv6 } from 'node:net'

// IANA special-purpose registries (RFC 6890 and successors).
const SPECIAL_4: readonly [string, number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
]
// Inside 2000::/3: protocol assignments with Teredo, documentation, 6to4.
const SPECIAL_6: readonly [string, number][] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
]

const special = new BlockList()
for (const [network, prefix] of SPECIAL_4) special.addSubnet(network, prefix, 'ipv4')
for (const [network, prefix] of SPECIAL_6) special.addSubnet(network, prefix, 'ipv6')
const global6 = new BlockList()
global6.addSubnet('2000::', 3, 'ipv6')

/** True for an address of the public internet; mapped, NAT64 and other embedded forms are not in 2000::/3. */
export function isPublic(address: string): boolean {
  const plain = address.replace(/%.*$/, '')
  if (isIP(plain) === 4) return !special.check(plain, 'ipv4')
  if (isIPv6(plain)) return global6.check(plain, 'ipv6') && !special.check(plain, 'ipv6')
  return false
}

/** Private addresses that are allowed all the same, as `address:port`, in one canonical form. */
export type Allowed = ReadonlySet<string>

/** `127.0.0.1:1200,[::1]:8080` as a set; parts that are no literal address with a port are returned as `bad`. */
export function readAllowed(list: string): { allowed: Allowed; bad: string[] } {
  const allowed = new Set<string>()
  const bad: string[] = []
  for (const part of list.split(/[\s,]+/).filter(Boolean)) {
    const url = URL.parse(`http://${part}`)
    const host = url?.hostname.replace(/^\[|\]$/g, '') ?? ''
    if (url && isIP(host) && /:\d+$/.test(part)) allowed.add(origin(host, Number(url.port || 80)))
    else bad.push(part)
  }
  return { allowed, bad }
}

/** May this address be connected to? */
export const mayConnect = (address: string, port: number, allowed: Allowed): boolean =>
  isPublic(address) || allowed.has(origin(address, port))

/** The socket of a dual-stack system says ::ffff:127.0.0.1 for 127.0.0.1. */
function origin(address: string, port: number): string {
  const plain = address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '').replace(/%.*$/, '')
  const canonical = isIPv6(plain) ? new URL(`http://[${plain}]`).hostname : plain
  return `${canonical} ${port}`
}
