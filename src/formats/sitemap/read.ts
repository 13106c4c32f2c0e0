// Sitemaps (sitemaps.org 0.9) and news sitemaps as feeds, and indexes of sitemaps as lists of addresses.
import type { Entry, Feed } from '../../model/entry.ts'
import type { Instant } from '../../model/time.ts'
import { absolute } from '../feed/address.ts'
import { readDate } from '../feed/date.ts'
import type { ReadHint } from '../feed/head.ts'
import { distinct } from '../feed/identity.ts'
import { plainLine } from '../feed/plain.ts'
import { everything } from '../feed/whole.ts'
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
export function readSitemap(text: XmlText, { url, whole = false }: ReadHint = {}): Feed {
  const { items, cut, repairs: broken } = scanXml(text, SITEMAP)
  const repairs = new Set(broken)
  const entries = items.map(item => entryOf(item, url, whole)).filter(entry => entry !== undefined)
  return {
    ...sitemapOf(distinct(entries, repairs)),
    title: publication(items) ?? '',
    repairs: [...repairs],
    cut,
  }
}

/** A sitemap may be a mere list of addresses, one a line (sitemaps.org); undefined for any other text. */
export function readAddressList(text: string): Feed | undefined {
  const lines = text
    .split(/\r\n?|\n/)
    .map(line => line.trim())
    .filter(line => line !== '')
  const urls = lines.map(line => (/\s/.test(line) ? undefined : absolute(line)))
  if (urls.length === 0 || !urls.every(url => url !== undefined)) return undefined
  return sitemapOf(
    distinct(
      urls.map(url => ({ ...EMPTY, id: url, url })),
      new Set(),
    ),
  )
}

const EMPTY = { idFrom: 'link', title: '', authors: [], tags: [], enclosures: [], extra: {} } as const

const sitemapOf = (entries: readonly Entry[]): Feed => ({
  kind: 'sitemap',
  version: '0.9',
  title: '',
  description: '',
  hubs: [],
  authors: [],
  tags: [],
  rhythm: {},
  entries,
  repairs: [],
  cut: false,
  extra: {},
})

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

function entryOf(item: XmlElement, base: string | undefined, whole: boolean): Entry | undefined {
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
    extra: whole ? everything(item, url) : {},
  }
}
