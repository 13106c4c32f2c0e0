// Sitemaps (sitemaps.org 0.9) and news sitemaps as feeds, and indexes of sitemaps as lists of addresses.
import type { Entry, Feed } from '../../model/entry.ts'
import type { Instant } from '../../model/time.ts'
import { absolute } from '../feed/address.ts'
import { readDate } from '../feed/date.ts'
import { distinct } from '../feed/identity.ts'
import { plainLine } from '../feed/plain.ts'
import { contentOf } from '../xml/content.ts'
import { child, type XmlElement } from '../xml/element.ts'
import { scanXml, type XmlText } from '../xml/scan.ts'
import { vocabulary } from '../xml/vocabulary.ts'

const SITEMAP = vocabulary('sitemap', {
  root: 'urlset sitemapindex',
  list: '',
  item: 'url sitemap',
  text: `loc lastmod changefreq priority news:title news:name news:language news:publication_date news:keywords
    news:genres news:access image:loc image:title image:caption`,
  part: '',
  markup: '',
  void: '',
  tree: 'news:news news:publication image:image',
})

/** Reads a sitemap as a feed. Entries have titles and dates of their own only in news sitemaps. */
export function readSitemap(text: XmlText, url?: string): Feed {
  const { items, cut, repairs: broken } = scanXml(text, SITEMAP)
  const repairs = new Set(broken)
  const entries = items.map(item => entryOf(item, url)).filter(entry => entry !== undefined)
  return {
    kind: 'sitemap',
    version: '0.9',
    title: publication(items) ?? '',
    description: '',
    hubs: [],
    authors: [],
    tags: [],
    rhythm: {},
    entries: distinct(entries, repairs),
    repairs: [...repairs],
    cut,
    extra: {},
  }
}

export interface ChildSitemap {
  readonly url: string
  readonly modified?: Instant
}

/** The sitemaps an index lists; none when it is no index. */
export function readSitemapIndex(text: string, url?: string): ChildSitemap[] {
  const { items } = scanXml({ text }, SITEMAP)
  return items
    .filter(item => item.name === 'sitemap')
    .flatMap(item => {
      const address = absolute(textIn(item, 'loc'), url)
      const modified = readDate(textIn(item, 'lastmod'))
      return address === undefined ? [] : [{ url: address, ...(modified !== undefined && { modified }) }]
    })
}

const textIn = (element: XmlElement | undefined, name: string): string => {
  const found = element && child(element, name)
  return found ? contentOf(found).trim() : ''
}

const publication = (items: readonly XmlElement[]): string | undefined =>
  items
    .map(item => plainLine(textIn(child(child(item, 'news:news') ?? item, 'news:publication'), 'news:name')))
    .find(Boolean)

function entryOf(item: XmlElement, base: string | undefined): Entry | undefined {
  const url = absolute(textIn(item, 'loc'), base)
  if (url === undefined) return undefined
  const news = child(item, 'news:news')
  const language = textIn(news && child(news, 'news:publication'), 'news:language')
  const published = readDate(textIn(news, 'news:publication_date'))
  const updated = readDate(textIn(item, 'lastmod'))
  const image = absolute(textIn(child(item, 'image:image'), 'image:loc'), url)
  return {
    id: url,
    idFrom: 'link',
    url,
    title: plainLine(textIn(news, 'news:title')),
    ...(image !== undefined && { image }),
    ...(published !== undefined && { published }),
    ...(updated !== undefined && { updated }),
    authors: [],
    tags: textIn(news, 'news:keywords')
      .split(/[,，]/)
      .map(plainLine)
      .filter(tag => tag !== ''),
    ...(language !== '' && { language }),
    enclosures: [],
    extra: {},
  }
}
