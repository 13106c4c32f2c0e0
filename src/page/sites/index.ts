// The outlets that stet knows by name. A page of another is read all the same: a rule only saves it the doubt.
import * as asia from './asia.ts'
import * as europe from './europe.ts'
import * as mainland from './mainland.ts'
import { type Outlet, siteOf } from './outlet.ts'
import type { Site } from './site.ts'
import * as us from './us.ts'

export const OUTLETS: Readonly<Record<string, Outlet>> = { ...us, ...europe, ...asia, ...mainland }

const byName = new Map<string, Outlet>(
  Object.values(OUTLETS).flatMap(outlet => outlet.hosts.map(host => [host, outlet] as const)),
)
const read = new Map<string, Site>()

/** What is known of the pages under a host's name; rules are read when they are first asked for. */
export function siteNamed(name: string): Site | undefined {
  const known = read.get(name)
  if (known) return known
  const outlet = byName.get(name)
  if (!outlet) return undefined
  const site = siteOf(outlet, name)
  read.set(name, site)
  return site
}

const marked = Object.values(OUTLETS).filter(({ marks }) => marks !== undefined)
/** Where a page says what its own address is; far enough down the head for every outlet seen. */
const HEAD = 100_000
const OWN_ADDRESS =
  /<link\b[^>]{0,300}\brel=["']?canonical\b[^>]{0,500}>|<meta\b[^>]{0,200}["']og:url["'][^>]{0,500}>/gi
const ADDRESS = /(?:href|content)=["']?(https?:\/\/[^"'\s>]{1,400})/i

/** The site of a page at an address that says nothing (a mirror, a copy, a cache): by its own word, or by its marks. */
export function siteOfCopy(html: string, named: (address: string) => Site | undefined): Site | undefined {
  for (const [tag] of html.slice(0, HEAD).matchAll(OWN_ADDRESS)) {
    const address = ADDRESS.exec(tag)?.[1]
    const site = address === undefined ? undefined : named(address)
    if (site) return site
  }
  const outlet = marked.find(({ marks }) => marks!.every(mark => html.includes(mark)))
  return outlet && siteNamed(outlet.hosts[0]!)
}
