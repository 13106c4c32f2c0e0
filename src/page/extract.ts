// From a page to its article: bytes in, title, author, dates, lead picture, clean text and a measure of confidence out.
// One parse by parse5, one pass of statistics; the ways of choosing the body are candidates that are weighed.
import { decodeText } from '../model/charset.ts'
import { plainText } from '../model/text.ts'
import { dropCards } from './cards.ts'
import { chooseContainer } from './container.ts'
import { seenText } from './content.ts'
import { dateIn } from './dates.ts'
import { baseOf } from './discover.ts'
import { articleBody } from './json-ld.ts'
import { detectLanguage, normalLanguage } from './language.ts'
import { findLead, hoistLead, type Lead } from './lead.ts'
import { type Metadata, metadataOf } from './metadata.ts'
import { parsePage } from './parse.ts'
import { settlePictures } from './pictures.ts'
import { plainTextTree } from './plain.ts'
import { prune } from './prune.ts'
import { dateInState, earlierShown, isDayBefore } from './published.ts'
import { type RuleBook, siteOfPage } from './rules/book.ts'
import { type KnownBody, knownOf, replaced } from './rules/known.ts'
import { type Around, authorInLines, dateInLines, linesAround, linesOf } from './said.ts'
import { type Cleaned, cleanTree } from './sanitise.ts'
import { firstOfSeries } from './series.ts'
import { measure, statsOf } from './stats.ts'
import { settleStreams } from './streams.ts'
import { tidy } from './tidy.ts'
import { element, elements, following, moveChildren, type Node, remove } from './tree.ts'
import { dropUnwanted } from './unwanted.ts'

export interface Page {
  readonly bytes: Uint8Array
  /** Where it was found, after redirects. */
  readonly url?: string
  /** The Content-Type header as it came. */
  readonly contentType?: string
  /** The keeper's rules; those that come with stet hold where he has none. */
  readonly rules?: RuleBook
  /** Called with the whole tree before anything is taken from it. */
  readonly look?: (root: Node) => void
}

export interface Extracted {
  readonly title: string
  /** Names joined by a comma; '' when there is no evidence of any. */
  readonly author: string
  /** ISO 8601 with the offset it was written in; '' when the page does not say. */
  readonly published: string
  readonly modified: string
  /** BCP 47; '' when unknown. */
  readonly language: string
  readonly site: string
  /** The address the page calls its own, else where it was found. */
  readonly url: string
  readonly keywords: readonly string[]
  readonly lead?: Lead
  /** Without captions: those say what is in a picture, not what happened. */
  readonly text: string
  /** As `article` would give it. */
  readonly html: string
  readonly pictures: Cleaned['pictures']
  readonly links: Cleaned['links']
  /** 0 to 1: how far the ways of finding the text agree; below 0.5 a page should be looked at. */
  readonly confidence: number
}

/** As we write it: nothing of its kind inside. */
const CAPTION = /<figcaption>[\s\S]*?<\/figcaption>/g
const CHARSET = /charset\s*=\s*["']?\s*([\w.:-]{2,40})/i
const XML_ENCODING = /^<\?xml[^>]{0,200}encoding\s*=\s*["']([\w.:-]{2,40})/i

/** The labels that header and first bytes give a page's charset. */
function charsetLabels({ bytes, contentType }: Page): (string | undefined)[] {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 8192)).toString('latin1')
  return [CHARSET.exec(contentType ?? '')?.[1], CHARSET.exec(head)?.[1] ?? XML_ENCODING.exec(head)?.[1]]
}

/**
 * The article of a page. Never throws; a page without one gives empty fields and confidence 0. Linear in the bytes but
 * for the bounded depth of the tree.
 */
export function extract(page: Page): Extracted {
  const { text: source } = decodeText(page.bytes, charsetLabels(page))
  const site = siteOfPage(source, page.url, page.rules)
  const root = parsePage(replaced(source, site))
  const base = page.url === undefined ? undefined : baseOf(root, page.url)
  page.look?.(root)
  const zone = usualZone(root)
  const known = knownOf(root, site, base)
  const meta = known.meta(metadataOf(root, page.url, zone), zone)
  settlePictures(root, base)
  const lead = known.lead(findLead(root, meta.image, base))
  const around = linesAround(root, meta.title)
  const published = publishedBy(root, meta, around, zone)
  settleStreams(root)
  dropScripts(root)
  const whole = statsOf(root)
  dropUnwanted(root, whole)
  dropCards(root, whole)
  const { body, confidence, dated } = known.body() ?? bodyOf(root, meta)
  const lines = linesOf(body)
  const said = authorInLines(around, lines, meta.title)
  // A Chinese byline stands in the text; what the meta tag says there is often the program's name.
  const author = meta.author || (/\p{Script=Han}/u.test(said) ? said : meta.marked || said || meta.namesake)
  if (known.prune) prune(body, meta.title, author)
  if (lead) hoistLead(body, lead, base)
  tidy(body, base)
  const { html, pictures, links } = cleanTree(body, base === undefined ? {} : { base })
  const text = plainText(html.replace(CAPTION, ''))
  return {
    title: meta.title,
    author,
    published: (dated && dateIn(dated, zone)) ?? published ?? '',
    modified: meta.modified ?? '',
    language: detectLanguage(text === '' ? meta.title : text, meta.language),
    site: meta.site,
    url: meta.canonical ?? page.url ?? '',
    keywords: meta.keywords,
    ...(lead && { lead: { src: lead.src, alt: lead.alt, caption: lead.caption } }),
    text,
    html,
    pictures,
    links,
    confidence: text === '' ? 0 : confidence,
  }
}

function publishedBy(root: Node, meta: Metadata, around: Around, zone: string): string | undefined {
  const { published, modified } = meta
  if (published === undefined) return dateInLines(around, zone) ?? dateInState(root, zone)
  if (modified === undefined || published.slice(0, 10) !== modified.slice(0, 10)) return published
  const marked = earlierShown(root, published, zone)
  if (marked !== undefined) return marked
  const shown = dateInLines({ ...around, all: [] }, zone)
  return shown !== undefined && isDayBefore(shown, published) ? shown : published
}

/** Times without a zone on a page in Chinese are Beijing's, Taipei's or Hong Kong's: all the same. */
function usualZone(root: Node): string {
  const html = elements(root, 'html')[0]
  const said = normalLanguage(html?.attrs.find(({ name }) => name === 'lang')?.value ?? '')
  if (said.startsWith('zh')) return '+08:00'
  const title = elements(root, 'title')[0]
  return /^zh/.test(detectLanguage(`${title ? seenText(title) : ''} ${sample(root)}`)) ? '+08:00' : 'Z'
}

/** Some text of the page, scripts aside. */
function sample(root: Node): string {
  let out = ''
  for (let at = root.first; at && out.length < 3000; at = following(at, root))
    if (at.kind === 'text' && at.parent?.tag !== 'script' && at.parent?.tag !== 'style')
      out += at.value.trim().slice(0, 200)
  return out
}

const GONE = new Set('script style template svg link meta'.split(' '))

function dropScripts(root: Node): void {
  for (const one of elements(root)) if (GONE.has(one.tag)) remove(one)
  for (const one of elements(root, 'noscript')) if (elements(one, 'img', 'iframe').length === 0) remove(one)
}

interface Body extends KnownBody {
  /** The beginning of the first of several articles, with its date. */
  readonly dated?: string
}

function bodyOf(root: Node, meta: Metadata): Body {
  const stats = statsOf(root)
  const chosen = chooseContainer(root, stats)
  // A page that says when its article was published has one.
  const alone = meta.thing !== undefined || meta.published !== undefined
  const series = alone ? undefined : firstOfSeries(chosen.at, stats)
  const choice = { ...chosen, at: series?.at ?? chosen.at }
  const found = stats.get(choice.at)?.text ?? 0
  const said = meta.thing && articleBody(meta.thing)
  // Structured data may hold a teaser; it wins only where the page itself shows next to nothing.
  if (said !== undefined && measure(said).letters > Math.max(600, found * 2)) {
    const tree = plainTextTree(said)
    if (tree) return { body: tree, confidence: 0.6 }
  }
  const body = element('div')
  moveChildren(choice.at, body)
  return {
    body,
    confidence: found < 300 ? choice.confidence * 0.5 : choice.confidence,
    ...(series && { dated: series.head }),
  }
}
