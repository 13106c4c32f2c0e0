// What an article's page says, compared with what it said before: an edit that only the page tells of.
import type { Changed, Post } from '../model/article.ts'
import { digest } from '../model/digest.ts'
import type { Picture } from '../model/picture.ts'
import { plainText } from '../model/text.ts'
import { DAY, instant } from '../model/time.ts'
import { contentDigest } from './content.ts'
import type { Draft } from './draft.ts'
import { lettersOf } from './fulltext.ts'
import type { PageSeen } from './look-state.ts'
import type { Taken } from './pages.ts'
import { authorsOf, captionsOf, folded, pictureName, proseLines, sourceChanges } from './sense.ts'

type Page = Extract<Taken, { kind: 'page' }>

/** A page as it was read, and as it is without what its outlet puts into all of its pages. */
export interface Reading {
  readonly raw: Page
  readonly bare: Page
  /** But for what the article was kept with, before it was known to be the outlet's: this can be its next state. */
  readonly next: Page
  /** The article as it is kept, without that too. */
  readonly kept: Post
}

const short = (text: string): string => (text === '' ? '' : digest(text).slice(0, 8))

const leadOf = ({ found }: Page): Picture | undefined =>
  found.lead
    ? {
        url: found.lead.src,
        ...(found.lead.alt && { alt: found.lead.alt }),
        ...(found.lead.caption && { caption: found.lead.caption }),
      }
    : found.pictures[0]

/** What is remembered of a page. */
export function pageSeen({ raw, bare, kept }: Reading): PageSeen {
  const { found } = raw
  const lead = leadOf(raw)
  const { agrees, extras, lacks } = agreement(bare, kept)
  const date = instant(found.published)
  return {
    lines: [...proseLines(found.html), ...captionsOf(found.html)].map(short),
    title: short(folded(found.title)),
    lead: short(pictureName(lead?.url)),
    author: short(authorsOf(found.author)),
    ...(date !== undefined && { date }),
    agrees,
    ...(extras.length > 0 && { extras: extras.map(short) }),
    ...(lacks.length > 0 && { lacks: lacks.map(short) }),
  }
}

/** Letters of a page beside the article's that still leave no doubt where the article is. */
const MOST_EXTRA = 0.4
/** Letters of an article that its page may lack: what feeds put below their texts, what was cut before the first look. */
const MOST_LACKED = 0.3

interface Agreement {
  readonly agrees: Changed[]
  readonly extras: readonly string[]
  readonly lacks: readonly string[]
}

function agreement(page: Page, kept: Post): Agreement {
  const { found } = page
  const apart = linesApart(kept.html, found.html)
  const published = instant(found.published)
  const same: [Changed, boolean][] = [
    ['text', kept.text !== 'partial' && apart !== undefined],
    ['title', found.title !== '' && folded(found.title) === folded(kept.title)],
    ['lead', kept.lead !== undefined && pictureName(leadOf(page)?.url) === pictureName(kept.lead.url)],
    ['author', kept.author !== '' && authorsOf(found.author) === authorsOf(kept.author)],
    ['date', isNear(published, kept.published)],
  ]
  return { agrees: same.flatMap(([kind, is]) => (is ? [kind] : [])), ...(apart ?? { extras: [], lacks: [] }) }
}

const isNear = (a: number | undefined, b: number | undefined): boolean =>
  a !== undefined && b !== undefined && Math.abs(a - b) < DAY

/**
 * The lines that only the page has, and those that only the article as it is kept has; undefined when the page has not
 * nearly all of the article, in its order, or so much else that it may be another text.
 */
function linesApart(html: string, pageHtml: string): Omit<Agreement, 'agrees'> | undefined {
  const own = proseLines(html)
  const lines = proseLines(pageHtml)
  if (own.length === 0) return undefined
  if (own.join('') === lines.join('')) return { extras: [], lacks: [] }
  const there = new Set(lines)
  const lacks = own.filter(line => !there.has(line))
  if (lettersIn(lacks) > lettersIn(own) * MOST_LACKED) return undefined
  // What cannot be taken out again would look like an edit.
  if (
    lacks.length > 0 &&
    proseLines(withoutLines(html, new Set(lacks.map(short)))).some(line => lacks.includes(line))
  )
    return undefined
  const extras = linesBeside(
    own.filter(line => there.has(line)),
    lines,
  )
  return extras && lettersIn(extras) <= lettersIn(lines) * MOST_EXTRA ? { extras, lacks } : undefined
}

const lettersIn = (lines: readonly string[]): number => lines.join('').length

/** Lines that stand between an article's own; undefined when its own are not all there, in order. */
function linesBeside(own: readonly string[], lines: readonly string[]): string[] | undefined {
  const extras: string[] = []
  let at = 0
  for (const line of lines) {
    if (line === own[at]) at++
    else extras.push(line)
  }
  return at === own.length ? extras : undefined
}

const differs = (page: PageSeen, before: PageSeen): Changed[] =>
  [
    ['text', page.lines.join() !== before.lines.join()] as const,
    ['title', page.title !== before.title] as const,
    ['lead', page.lead !== before.lead] as const,
    ['author', page.author !== before.author] as const,
    [
      'date',
      page.date !== undefined && before.date !== undefined && !isNear(page.date, before.date),
    ] as const,
  ].flatMap(([kind, is]) => (is ? [kind] : []))

/**
 * The article's next state as its page tells it; undefined when the page tells of no edit. `draft` is the article as it
 * is kept. Without a page from before only a text that was taken from it can be compared, and that in which the source's
 * pages always `agree` with its feed.
 */
export function editOnPage(
  reading: Reading,
  before: PageSeen | undefined,
  draft: Draft,
  agree: readonly Changed[],
): Draft | undefined {
  const { kept } = reading
  const now = pageSeen(reading)
  const may = before
    ? differs(now, before).filter(
        kind =>
          (before.agrees.includes(kind) || kind === 'title' || (kind === 'text' && kept.text === 'page')) &&
          (kind !== 'date' || isOfPublication(reading)),
      )
    : kept.text === 'page'
      ? (['text'] satisfies Changed[])
      : agree.filter(kind => kind !== 'text' || isMostly(now, reading))
  if (may.length === 0) return undefined
  const made = withChanges(reading.bare, new Set(may), new Set(before?.extras), draft)
  const comparable = { ...made, agreed: true }
  const common = { ...kept, html: withoutLines(kept.html, new Set(before?.lacks)) }
  const changes = sourceChanges(common, comparable).filter(kind => may.includes(kind))
  if (changes.length === 0) return undefined
  const next = withChanges(reading.next, new Set(changes), new Set(before?.extras), draft)
  // A gate that nobody recognised leaves less than a text that was cut by its editors.
  if (changes.includes('text') && lettersOf(next.html) < lettersOf(kept.html) * LEAST) return undefined
  return { ...next, digest: contentDigest(next) }
}

/**
 * A page's date that is later than the article was taken may be that of an update; not where the page tells one from the
 * other.
 */
function isOfPublication({ raw, kept }: Reading): boolean {
  const published = instant(raw.found.published)
  const modified = instant(raw.found.modified)
  if (published === undefined) return false
  return published < kept.taken || (modified !== undefined && !isNear(published, modified))
}

/** The page has half of the article's lines: it is another state of it. */
function isMostly({ lines }: PageSeen, { kept }: Reading): boolean {
  const there = new Set(lines)
  const own = proseLines(kept.html).map(short)
  return own.filter(line => there.has(line)).length >= own.length / 2
}

/** A page that has less than this share of the article has not given it. */
const LEAST = 0.4

/** What looks have seen of an article's page, and in what its source's pages say what its feed says. */
export interface KnownPage {
  readonly before?: PageSeen
  readonly agree: readonly Changed[]
}

/**
 * What the source changed of an article whose text came with the feed and is read from its page now. That page was seen
 * to say what the feed said, or the source's pages always do: then what it says otherwise now is an edit, and not only
 * another reading.
 */
export function editsInOtherReading(kept: Post, draft: Draft, { before, agree }: KnownPage): Changed[] {
  const agrees = before?.agrees ?? agree
  const html = withoutLines(draft.html, new Set(before?.extras))
  const lines = new Set(proseLines(html))
  const common = { ...kept, html: withoutLines(kept.html, new Set(before?.lacks)) }
  const own = proseLines(common.html)
  const isMuch = before
    ? lettersOf(html) >= lettersOf(kept.html) * LEAST
    : own.filter(line => lines.has(line)).length >= own.length / 2
  const changes = sourceChanges(common, { ...draft, html, agreed: true })
  return changes.filter(kind => kind === 'title' || (agrees.includes(kind) && (kind !== 'text' || isMuch)))
}

function withChanges(
  page: Page,
  kinds: ReadonlySet<Changed>,
  extras: ReadonlySet<string>,
  draft: Draft,
): Draft {
  const { found, pages } = page
  const lead = leadOf(page)
  const { lead: was, ...rest } = draft
  const newLead = kinds.has('lead') ? lead : was
  const published = kinds.has('date') ? instant(found.published) : undefined
  return {
    ...rest,
    ...(published !== undefined && { published }),
    ...(newLead && { lead: newLead }),
    ...(kinds.has('title') && { title: found.title }),
    ...(kinds.has('author') && found.author !== '' && { author: found.author }),
    ...(kinds.has('text') && {
      html: withoutLines(found.html, extras),
      text: 'page' as const,
      pages,
      confidence: Math.round(found.confidence * 100) / 100,
      ...(draft.text === 'feed' && { agreed: true }),
    }),
  }
}

const BLOCKS = /<(p|li|h[2-6]|blockquote|pre)>(?:(?!<\1>)[\s\S])*?<\/\1>/g

/** Without the blocks that say one of these lines: what only one of feed and page has. */
export const withoutLines = (html: string, extras: ReadonlySet<string>): string =>
  extras.size === 0
    ? html
    : html.replace(BLOCKS, block => (extras.has(short(folded(plainText(block)))) ? '' : block))
