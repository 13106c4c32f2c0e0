// A page that is followed itself, for want of a feed: its links to articles, as a feed of nothing but addresses.
import type { Entry, Feed } from '../model/entry.ts'
import { messageOf, StetError } from '../model/error.ts'
import { canonicalAddress } from '../model/url.ts'

export type SectionRead =
  | { readonly kind: 'feed'; readonly feed: Feed }
  | { readonly kind: 'refused'; readonly message: string }

/**
 * A section page as a feed. Its entries have no title of their own: what a link says changes with the page (`3 hours
 * ago`), and is kept aside for an article whose page cannot be read. A page without articles is no feed.
 */
export function sectionFeed(
  readSection: typeof import('../page/section.ts').readSection,
  body: Uint8Array,
  url: string,
  links: string,
): SectionRead {
  try {
    const section = readSection(body, url, links)
    if (section.links.length === 0)
      return { kind: 'refused', message: 'the page has no links that look like articles' }
    const feed: Feed = {
      kind: 'section',
      version: '',
      title: section.title,
      description: '',
      home: url,
      hubs: [],
      ...(section.language !== '' && { language: section.language }),
      authors: [],
      tags: [],
      rhythm: {},
      entries: section.links.map(link => entryOf(link)),
      repairs: [],
      cut: false,
      extra: {},
    }
    return { kind: 'feed', feed }
  } catch (error) {
    if (error instanceof StetError) return { kind: 'refused', message: messageOf(error) }
    throw error
  }
}

const entryOf = ({ url, title }: { readonly url: string; readonly title: string }): Entry => ({
  id: canonicalAddress(url) ?? url,
  idFrom: 'link',
  url,
  title: '',
  authors: [],
  tags: [],
  enclosures: [],
  extra: { [LINK_TEXT]: title },
})

/** Where an entry of a section page has what its link says. */
export const LINK_TEXT = 'stet:link'
