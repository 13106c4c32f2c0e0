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
