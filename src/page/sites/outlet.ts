// How an outlet is written down: the hosts it publishes at, and a rule as a keeper could write it too.
import { readRule } from '../rules/read.ts'
import type { Site } from './site.ts'

export interface Outlet {
  /** Hosts without `www.`; a leading dot stands for all below as well. */
  readonly hosts: readonly string[]
  /** What stands in the source of all its pages, and together on no other outlet's: a copy at another address is known by it. */
  readonly marks?: readonly string[]
  /** In the format of `rules/`. */
  readonly rule?: string
  readonly state?: Site['state']
}

/** The site of one of an outlet's names. */
export const siteOf = ({ rule, state }: Outlet, name: string): Site => ({
  ...(rule !== undefined && { rule: readRule(name, rule).rule }),
  ...(state && { state }),
})
