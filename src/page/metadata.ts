// What a page says about its article outside the text: title, author, dates, site, address, keywords, picture.
import { oneLine } from '../model/text.ts'
import { namesAPage, resolve } from '../model/url.ts'
import { bylineIn, joinNames, personName } from './bylines.ts'
import { dateIn, dateInAddress } from './dates.ts'
import { addressIn, articleThing, namesIn, type Thing, text, thingsOf } from './json-ld.ts'
import { withoutSite } from './titles.ts'
import { attr, elements, type Node, textOf } from './tree.ts'
import { namesOf } from './unwanted.ts'

export interface Metadata {
  readonly title: string
  /** Names joined by a comma; '' when the page names none. */
  readonly author: string
  /** ISO 8601 with offset. */
  readonly published?: string
  readonly modified?: string
  readonly site: string
  readonly canonical?: string
  readonly keywords: readonly string[]
  /** As the page declares it, not normalised. */
  readonly language: string
  /** Absolute. */
  readonly image?: string
  readonly thing?: Thing
}

/** Reads the whole page; nothing in it is changed. `zone` is that of times without one. */
export function metadataOf(root: Node, address: string | undefined, zone: string): Metadata {
  const metas = metaTags(root)
  const thing = articleThing(thingsOf(root))
  const meta = (...names: string[]): string =>
    names.map(name => metas.get(name)?.[0] ?? '').find(value => value !== '') ?? ''
  const site = oneLine(meta('og:site_name') || namesIn(thing?.publisher)[0] || meta('application-name'))
  const canonical = canonicalOf(root, meta('og:url'), address)
  const image = resolve(
    meta('og:image', 'og:image:url', 'twitter:image', 'twitter:image:src') || addressIn(thing?.image),
    address,
  )
  const published = publishedOf(root, meta, thing, canonical ?? address, zone)
  const modified = dateIn(
    text(thing?.dateModified) || meta('article:modified_time', 'og:updated_time', 'last-modified'),
    zone,
  )
  return {
    title: titleOf(root, meta, thing, site),
    author: authorOf(root, metas, thing, site),
    ...(published !== undefined && { published }),
    ...(modified !== undefined && { modified }),
    site,
    ...(canonical !== undefined && { canonical }),
    keywords: keywordsOf(metas, thing),
    language:
      attr(elements(root, 'html')[0] ?? root, 'lang') ||
      meta('content-language', 'og:locale') ||
      text(thing?.inLanguage),
    ...(image !== undefined && { image }),
    ...(thing && { thing }),
  }
}

type Meta = (...names: string[]) => string

function metaTags(root: Node): Map<string, string[]> {
  const metas = new Map<string, string[]>()
  for (const tag of elements(root, 'meta')) {
    const content = attr(tag, 'content')?.trim()
    if (content === undefined || content === '') continue
    for (const key of ['property', 'name', 'itemprop', 'http-equiv']) {
      const name = attr(tag, key)?.trim().toLowerCase()
      if (name === undefined) continue
      const there = metas.get(name)
      if (there) there.push(content)
      else metas.set(name, [content])
    }
  }
  return metas
}

function titleOf(root: Node, meta: Meta, thing: Thing | undefined, site: string): string {
  const full = oneLine(
    textOf(elements(root, 'title').find(one => one.space.endsWith('xhtml')) ?? { ...root, first: null }),
  )
  const headings = elements(root, 'h1')
    .map(one => oneLine(textOf(one)))
    .filter(one => one.length > 3)
  const said = [text(thing?.headline), meta('og:title'), meta('twitter:title'), full]
    .map(oneLine)
    .filter(one => one !== '')
  // The heading that the head of the page repeats is the title as readers saw it.
  const heading = headings.find(one =>
    said.some(other => other.includes(one) && one.length * 3 > other.length),
  )
  if (heading !== undefined) return heading
  const best = said[0]
  if (best === undefined) return headings[0] ?? ''
  return withoutSite(best, site)
}

const AUTHOR_METAS = [
  'author',
  'article:author',
  'parsely-author',
  'dc.creator',
  'dcterms.creator',
  'sailthru.author',
  'byl',
  'citation_author',
  'article:author_name',
  'weibo: article:create_by',
]
const BYLINE =
  /(?:^|[\s_-])(?:byline|author|authors|writer|post-?author|article-?author|entry-?author|author-?name|contributor|zuozhe)(?:$|[\s_-])/i

function authorOf(root: Node, metas: Map<string, string[]>, thing: Thing | undefined, site: string): string {
  const isSite = (name: string): boolean => site !== '' && name.toLowerCase() === site.toLowerCase()
  const fromThing = joinNames(namesIn(thing?.author).filter(name => !isSite(name)))
  if (fromThing !== '') return fromThing
  for (const name of AUTHOR_METAS) {
    const found = joinNames((metas.get(name) ?? []).filter(one => !isSite(one)))
    if (found !== '') return found
  }
  return authorInText(root, isSite)
}

/** Inside comments, forms, lists of other stories: the names there are of others. */
function isAround(at: Node): boolean {
  for (let one: Node | null = at; one; one = one.parent)
    if (one.tag === 'form' || one.tag === 'label' || /comment|respond|related|sidebar|footer|recommend|popular/i.test(namesOf(one)))
      return one.tag !== 'body' && one.tag !== 'html' && one.tag !== 'article'
  return false
}

function authorInText(root: Node, isSite: (name: string) => boolean): string {
  const marked = elements(root).filter(
    one =>
      /\bauthor\b/i.test(`${attr(one, 'rel') ?? ''} ${attr(one, 'itemprop') ?? ''}`) && one.tag !== 'meta',
  )
  for (const one of marked) {
    const name = personName(textOf(one))
    if (name !== '' && !isSite(name) && name.length < 60) return name
  }
  for (const one of elements(root, 'a', 'span', 'p', 'div', 'address', 'td', 'em', 'li')) {
    if (!BYLINE.test(namesOf(one)) || isAround(one)) continue
    const line = oneLine(textOf(one))
    if (line.length === 0 || line.length > 80) continue
    const name = bylineIn(line) || (line.length < 40 ? personName(line) : '')
    if (name !== '' && !isSite(name)) return name
  }
  return ''
}

const PUBLISHED_METAS = [
  'article:published_time',
  'og:published_time',
  'og:article:published_time',
  'datepublished',
  'pubdate',
  'publishdate',
  'publish-date',
  'publish_date',
  'parsely-pub-date',
  'dc.date.issued',
  'dc.date',
  'dcterms.created',
  'dc.date.created',
  'sailthru.date',
  'date',
  'article.published',
  'citation_publication_date',
  'citation_date',
  'originalpublicationdate',
  'weibo: article:create_at',
  'creation_date',
  'cxenseparse:recs:publishtime',
  'uploaddate',
]

function publishedOf(
  root: Node,
  meta: Meta,
  thing: Thing | undefined,
  address: string | undefined,
  zone: string,
): string | undefined {
  for (const value of [
    text(thing?.datePublished),
    meta(...PUBLISHED_METAS),
    text(thing?.uploadDate),
    text(thing?.dateCreated),
  ]) {
    const found = dateIn(value, zone)
    if (found !== undefined) return found
  }
  return timeElement(root, zone) ?? (address === undefined ? undefined : dateInAddress(address, zone))
}

function timeElement(root: Node, zone: string): string | undefined {
  const times: { date: string; rank: number }[] = []
  for (const one of elements(root, 'time', 'abbr', 'span', 'meta')) {
    const prop = attr(one, 'itemprop') ?? ''
    const marked = /datePublished/i.test(prop)
    if (one.tag !== 'time' && !marked) continue
    const date = dateIn(attr(one, 'datetime') || attr(one, 'content') || textOf(one), zone)
    if (date === undefined) continue
    const names = namesOf(one)
    const rank =
      marked || attr(one, 'pubdate') !== undefined
        ? 0
        : /publish|entry-date|posted/i.test(names)
          ? 1
          : /updat|modif/i.test(names + prop)
            ? 3
            : 2
    times.push({ date, rank })
  }
  return times.sort((a, b) => a.rank - b.rank)[0]?.date
}

function canonicalOf(root: Node, og: string, address: string | undefined): string | undefined {
  const link = elements(root, 'link').find(one => /(?:^|\s)canonical(?:\s|$)/i.test(attr(one, 'rel') ?? ''))
  for (const given of [link ? (attr(link, 'href') ?? '') : '', og]) {
    const url = resolve(given, address)
    // A page that names the front page as its own address is mistaken.
    if (url !== undefined && (namesAPage(url) || address === undefined || !namesAPage(address))) return url
  }
  return undefined
}

function keywordsOf(metas: Map<string, string[]>, thing: Thing | undefined): string[] {
  const tags = metas.get('article:tag') ?? []
  const lists = [thing?.keywords].flat().filter(one => typeof one === 'string')
  const given =
    tags.length > 0
      ? tags
      : lists.length > 0
        ? lists
        : [...(metas.get('news_keywords') ?? []), ...(metas.get('keywords') ?? [])]
  const words = given.flatMap(one => one.split(/[,，;；、|]/)).map(oneLine)
  return [...new Set(words.filter(word => word !== '' && word.length <= 60))].slice(0, 30)
}
