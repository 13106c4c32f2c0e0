// What a page says about its article outside the text: title, author, dates, site, address, keywords, picture.
import { oneLine } from '../model/text.ts'
import { namesAPage, resolve } from '../model/url.ts'
import { authorOfThing, markedAuthor, namesake } from './authors.ts'
import { dateIn } from './dates.ts'
import { addressIn, articleThing, isA, namesIn, type Thing, text, thingsOf, unescaped } from './json-ld.ts'
import { publishedOf } from './published.ts'
import { likeness, withoutSite } from './titles.ts'
import { attr, elements, type Node, textOf } from './tree.ts'

export interface Metadata {
  readonly title: string
  /** Names that structured data gives, joined by a comma; '' when it gives none. */
  readonly author: string
  /** Names in meta tags and marked elements: weaker, they may be those of the site's program. */
  readonly marked: string
  /** The author's name where the site has it too: a person's own site, or a person made of a site. */
  readonly namesake: string
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
  const things = thingsOf(root)
  const thing = articleThing(things)
  const page = things.find(one => isA(one, /^(?:\w*Page|WebSite)$/) && one.datePublished !== undefined)
  const meta = (...names: string[]): string =>
    names.map(name => metas.get(name)?.[0] ?? '').find(value => value !== '') ?? ''
  const site = oneLine(meta('og:site_name') || namesIn(thing?.publisher)[0] || meta('application-name'))
  const canonical = canonicalOf(root, meta('og:url'), address)
  const picture =
    meta('og:image', 'og:image:url', 'twitter:image', 'twitter:image:src') || addressIn(thing?.image)
  // Of nothing, `resolve` would make the page's own address.
  const image = picture === '' ? undefined : resolve(picture, address)
  const published =
    publishedOf(root, meta, thing ?? page, canonical ?? address, zone) ??
    (page && dateIn(text(page.datePublished), zone))
  const modified = dateIn(
    text(thing?.dateModified) || meta('article:modified_time', 'og:updated_time', 'last-modified'),
    zone,
  )
  return {
    title: titleOf(root, meta, thing, site),
    author: authorOfThing(thing, site),
    marked: markedAuthor(root, metas, site),
    namesake: namesake(thing, site),
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
    const content = unescaped(attr(tag, 'content')?.trim() ?? '')
    if (content === '') continue
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
  const short = said.map(one => withoutSite(one, site))
  // The heading that the head of the page repeats, more or less, is the title as readers saw it.
  let best = ''
  let most = 0.4
  for (const heading of headings) {
    const like = Math.max(0, ...short.map(one => likeness(heading, one)))
    if (like > most && !isSame(heading, site)) {
      best = heading
      most = like
    }
  }
  return best || short[0] || headings[0] || ''
}

const isSame = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase()

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
