// Writes sitemaps and their index (sitemaps.org, protocol 0.9).
import { type Instant, iso } from '../../model/time.ts'
import { element, lines, textElement, XML_DECLARATION } from '../xml/write.ts'

/** The protocol's limit for one file; who has more pages writes several and an index. */
export const MOST_PAGES = 50_000

export interface SitemapPage {
  /** Absolute. */
  readonly url: string
  readonly modified?: Instant
}

const NAMESPACE = { xmlns: 'http://www.sitemaps.org/schemas/sitemap/0.9' }

/** A sitemap of at most MOST_PAGES pages, in the order given. */
export const writeSitemap = (pages: readonly SitemapPage[]): string => list('urlset', 'url', pages)

/** An index of sitemaps. */
export const writeSitemapIndex = (sitemaps: readonly SitemapPage[]): string =>
  list('sitemapindex', 'sitemap', sitemaps)

function list(root: string, item: string, pages: readonly SitemapPage[]): string {
  const items = pages.map(({ url, modified }) =>
    element(
      item,
      {},
      textElement('loc', url) + textElement('lastmod', modified === undefined ? undefined : iso(modified)),
    ),
  )
  return `${XML_DECLARATION}\n${element(root, NAMESPACE, `\n${lines(items)}\n`)}\n`
}
