// The articles that a section page or a front page links to: told from its other links by the shape of their addresses,
// or by a selector that the keeper gives.
import { decodeText } from '../model/charset.ts'
import { oneLine } from '../model/text.ts'
import { canonicalAddress, resolve } from '../model/url.ts'
import { seenText } from './content.ts'
import { chosenBy, selector } from './css.ts'
import { baseOf } from './discover.ts'
import { measure } from './measure.ts'
import { parsePage } from './parse.ts'
import { attr, elements, type Node } from './tree.ts'

export interface SectionLink {
  readonly url: string
  /** The longest text that leads there; pages have better titles. */
  readonly title: string
}

export interface Section {
  readonly title: string
  readonly language: string
  readonly links: readonly SectionLink[]
}

/** The shape is to be learned from the page. */
export const LEARNED = 'auto'

const MOST = 200

/**
 * The articles on a page, in its order, each once. `links` is `auto` or a CSS selector of links or of what holds them.
 * Throws StetError 'config' for a selector that is none.
 */
export function readSection(bytes: Uint8Array, url: string, links: string): Section {
  const root = parsePage(decodeText(bytes).text)
  const base = baseOf(root, url)
  const anchors = links === LEARNED ? likelyAnchors(root) : anchorsBy(root, links)
  const found = targets(anchors, base, url)
  const chosen = links === LEARNED ? articlesAmong(found, url) : found
  const title = elements(root, 'title').find(one => one.space.endsWith('xhtml'))
  return {
    title: title ? oneLine(seenText(title)) : '',
    language: attr(elements(root, 'html')[0] ?? root, 'lang') ?? '',
    links: chosen.slice(0, MOST).map(({ url, title }) => ({ url, title })),
  }
}

const AROUND = /^(?:nav|footer|header)$/

/** Links that are not in a menu or at the foot of the page; cards and items have headers of their own. */
const likelyAnchors = (root: Node): Node[] => elements(root, 'a').filter(link => !isAround(link))

function isAround(link: Node): boolean {
  let around = false
  for (let at = link.parent; at; at = at.parent)
    if (AROUND.test(at.tag)) around = true
    else if (at.tag === 'article' || at.tag === 'li') around = false
  return around
}

function anchorsBy(root: Node, text: string): Node[] {
  const found = chosenBy(root, selector(text))
  return found.flatMap(one => (one.tag === 'a' ? [one] : elements(one, 'a').slice(0, 1)))
}

interface Target extends SectionLink {
  readonly letters: number
  readonly shape: string
}

/** Each address once, with the longest text that leads to it. */
function targets(anchors: readonly Node[], base: string, page: string): Target[] {
  const found = new Map<string, Target>()
  const own = canonicalAddress(page)
  for (const anchor of anchors) {
    const url = resolve(attr(anchor, 'href') ?? '', base)?.replace(/#(?!!?\/).*$/, '')
    const key = url === undefined ? undefined : canonicalAddress(url)
    if (url === undefined || key === undefined || key === own) continue
    const title = oneLine(attr(anchor, 'title') ?? '') || oneLine(seenText(anchor))
    const text = oneLine(seenText(anchor)).length > title.length ? oneLine(seenText(anchor)) : title
    const { letters } = measure(text)
    const before = found.get(key)
    if (!before || letters > before.letters)
      found.set(key, { url: before?.url ?? url, title: text.slice(0, 300), letters, shape: shapeOf(url) })
  }
  return [...found.values()]
}

/** Letters of a headline; an ideograph counts for three. */
const HEADLINE = 15
/** Files that are no pages, and pages that are no articles. */
const NO_PAGE = /\.(?:jpe?g|png|gif|webp|svg|pdf|mp[34]|zip|apk|xml|rss|css|js|docx?|xlsx?)$/i
const NO_ARTICLE =
  /\/(?:tags?|topics?|categor(?:y|ies)|authors?|users?|search|login|signup|register|about|contact|privacy|terms|subscribe|newsletters?|jobs|careers|help|rss|feeds?|live|video-?list|page)(?:\/|$)/i

/** The links of the shapes that are evidently those of articles. */
function articlesAmong(found: readonly Target[], page: string): Target[] {
  const site = siteOf(page)
  const likely = found.filter(
    ({ url, letters }) =>
      letters >= HEADLINE &&
      siteOf(url) === site &&
      !NO_PAGE.test(pathOf(url)) &&
      !NO_ARTICLE.test(pathOf(url)),
  )
  const byShape = Map.groupBy(likely, ({ shape }) => shape)
  const weight = (links: readonly Target[]): number => {
    const headlines = links.reduce((sum, { letters }) => sum + Math.min(letters, 90), 0)
    return headlines * evidence(links[0]!.shape)
  }
  const weights = new Map([...byShape].map(([shape, links]) => [shape, weight(links)]))
  const most = Math.max(0, ...weights.values())
  // The second shape of an outlet (its blogs, its live reports) is much rarer than the first, but no less evident.
  return likely.filter(
    ({ shape }) => evidence(shape) >= 2 || (evidence(shape) > 0 && weights.get(shape)! >= most * 0.3),
  )
}

const pathOf = (url: string): string => URL.parse(url)?.pathname ?? ''

/** Host without its first name where there are three: `news.paper.example` and `www.paper.example` are one site. */
const siteOf = (url: string): string => {
  const parts = (URL.parse(url)?.hostname ?? '').split('.')
  return /^\d+$/.test(parts.at(-1) ?? '') || parts.length < 3 ? parts.join('.') : parts.slice(1).join('.')
}

/**
 * An address with what differs from article to article replaced: `/d/story-{id}` for `/2021-04/story-1138901`. Dates,
 * numbers, long mixed names and headlines in the address are what tells an article's.
 */
function shapeOf(address: string): string {
  const url = URL.parse(address)
  if (!url) return ''
  const host = url.host
  const path = safelyDecoded(url.pathname)
    .split('/')
    .filter(part => part !== '')
    .map(shapeOfPart)
    .join('/')
  const query = [...url.searchParams]
    .filter(([, value]) => /^\d{3,}$|^[\w-]{10,}$/.test(value))
    .map(([name]) => `${name}={id}`)
    .join('&')
  return `${host}/${path}${query === '' ? '' : `?${query}`}`
}

function safelyDecoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

function shapeOfPart(part: string): string {
  const bare = part.replace(/\.(?:s?html?|aspx?|php|jsp)$/i, '')
  const ending = part.slice(bare.length)
  if (/^(?:19|20)\d{2}(?:[-_]?\d{1,2}){0,2}$/.test(bare)) return `{date}${ending}`
  if (/^\d{1,2}$/.test(bare)) return `{n}${ending}`
  if (/\d{5,}|(?:^|\D)\d{4}(?:\D|$)/.test(bare) || /^(?=.*\d)(?=.*[a-z])[\da-z]{8,}$/i.test(bare))
    return `{id}${ending}`
  if (bare.split(/[-_]/).length >= 4 || measure(bare).letters >= 36) return `{slug}${ending}`
  return /^\d+$/.test(bare) ? `{id}${ending}` : bare + ending
}

/** How much a shape speaks for articles: 0 for none, 2 and more for surely. */
function evidence(shape: string): number {
  let sum = 0
  if (shape.includes('{date}')) sum += 1
  if (shape.includes('{id}')) sum += 1
  if (shape.includes('{slug}')) sum += 1
  if (/\{(?:id|slug|n)\}\.\w+$/.test(shape)) sum += 0.5
  return sum
}
