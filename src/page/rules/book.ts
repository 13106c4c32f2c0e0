// Which rule a page's address calls for: the keeper's own before those that come with stet.
import { siteNamed, siteOfCopy } from '../sites/index.ts'
import type { Site } from '../sites/site.ts'
import type { SiteRule } from './read.ts'

/** Rules by name: a host, or a dot and a host for all below it. */
export interface RuleBook {
  get(name: string): SiteRule | undefined
}

/**
 * The names under which a host's rule may stand, the closest first: `www.` tells no hosts apart, a leading dot means the
 * host and all below it.
 */
export function namesFor(address: string): string[] {
  const host =
    URL.parse(address)
      ?.hostname.toLowerCase()
      .replace(/^www\./, '')
      .replace(/\.$/, '') ?? ''
  if (host === '') return []
  const parts = host.split('.')
  return [host, ...parts.slice(0, -1).map((_, i) => `.${parts.slice(i).join('.')}`)]
}

/** What is known of the site of a page; undefined when nothing is. */
export function siteFor(address: string | undefined, book?: RuleBook): Site | undefined {
  if (address === undefined) return undefined
  const names = namesFor(address)
  for (const name of names) {
    const rule = book?.get(name)
    if (rule) return { rule }
  }
  for (const name of names) {
    const site = siteNamed(name)
    if (site) return site
  }
  return undefined
}

/** The same of a page whose source is at hand: a copy at another address is known by what it says of itself. */
export const siteOfPage = (html: string, address: string | undefined, book?: RuleBook): Site | undefined =>
  siteFor(address, book) ?? siteOfCopy(html, own => siteFor(own))
