// Whether a feed gives its articles whole, and whether a page's text is worth more than the feed's.
import type { Entry, Feed, FeedKind } from '../model/entry.ts'
import type { Source } from '../model/source.ts'
import { plainText } from '../model/text.ts'
import { namesAPage } from '../model/url.ts'
import { measure } from '../page/measure.ts'

/** Letters of a text; an ideograph counts for three, so that Chinese and English are measured alike. */
export const lettersOf = (html: string): number => measure(plainText(html)).letters

/** Letters under which a text is hardly ever a whole article, and over which it hardly ever is a summary. */
const SHORT = 700
const LONG = 2400
/** Letters under which not even a note is whole. */
const NOTE = 40
/** So much of a feed must be summaries, for its pages to be asked. */
const MOSTLY = 0.6
const CUT =
  /(?:…|\.{3}|\[…\]|\[\.\.\.\]|\(…\)|[（(](?:阅读|閱讀|查看)全文[）)]|(?:阅读|閱讀|查看)(?:全文|更多)|(?:继续|繼續)(?:阅读|閱讀)|全文(?:链接|連結)?|read (?:more|on|the (?:full|rest).{0,20})|continue reading.{0,80}|full (?:story|article)|the post .{1,300} (?:first )?appeared (?:first )?on .{1,80})[\s.。»›→>)）]*$/i

/** What the feed has of an entry's text ends in the middle, or with a pointer to the rest. */
export const endsCut = (text: string): boolean => CUT.test(text.trimEnd().slice(-400))

const textIn = (entry: Entry): string =>
  plainText(
    (entry.html ?? entry.summary ?? '').slice(0, 60_000).replace(/<(script|style)[\s\S]*?<\/\1>/gi, ''),
  )

interface Judged {
  readonly cut: boolean
  /** Evidently not the whole article. */
  readonly summary: boolean
}

function judged(entry: Entry, kind: FeedKind): Judged {
  const text = textIn(entry)
  const cut = endsCut(text)
  const { letters } = measure(text)
  if (letters >= LONG || cut) return { cut, summary: cut }
  if (entry.html === undefined || letters < NOTE) return { cut, summary: kind !== 'hfeed' || letters === 0 }
  return { cut, summary: !saysWhole(entry, kind) && letters < SHORT }
}

/** What the feed gives beside a summary, and what a page marks up as its text: it may be a short note, but a whole one. */
const saysWhole = ({ summary }: Entry, kind: FeedKind): boolean => kind === 'hfeed' || summary !== undefined

/** A sound or a film is the article itself; what stands beside it are notes. */
const isShow = (entry: Entry): boolean =>
  entry.enclosures.some(({ type, medium }) => /^(?:audio|video)/.test(type ?? medium ?? ''))

/** The address of an entry's own page; undefined when there is none to be asked. */
export const pageOf = ({ url }: Pick<Entry, 'url'>): string | undefined =>
  url !== undefined && /^https?:/i.test(url) && namesAPage(url) ? url : undefined

/**
 * Which entries of a feed want their pages. `auto`: those of a feed that gives mostly summaries, unless one is long and
 * whole; those that end cut, whatever the others do. `better` says whether pages of this source have given more before;
 * undefined when nothing is known yet.
 */
export function wantsPages(
  feed: Feed,
  source: Pick<Source, 'fulltext'>,
  better: boolean | undefined,
): (entry: Entry) => boolean {
  if (source.fulltext === 'never') return () => false
  if (source.fulltext === 'always') return entry => pageOf(entry) !== undefined
  const told = feed.entries.filter(entry => pageOf(entry) !== undefined && !isShow(entry))
  const known = new Map(told.map(entry => [entry, judged(entry, feed.kind)]))
  const summaries = told.filter(entry => known.get(entry)?.summary)
  const mostly = told.length > 0 && summaries.length >= told.length * MOSTLY
  return entry => {
    const its = better === false ? undefined : known.get(entry)
    return its !== undefined && (its.cut || (mostly && its.summary))
  }
}

/** A page that gives less than this share of what is there has not given it. */
const SHARE = 0.9

/** True when one text has evidently less than another; white space and markup do not count. */
export const yieldsLess = (html: string, than: string): boolean => lettersOf(html) < lettersOf(than) * SHARE
