// Whether two states of an article differ in what a reader would call a change: not in white space, quotation marks,
// counters, related links, markup, the time of a timestamp, or the size of a picture.
import { plainLine } from '../formats/feed/plain.ts'
import type { Article, Changed } from '../model/article.ts'
import { plainText } from '../model/text.ts'
import { DAY } from '../model/time.ts'
import { withoutProxy } from '../page/proxies.ts'
import { isAside } from './asides.ts'

/** What is compared of a state. */
export type State = Pick<Article, 'title' | 'author' | 'published' | 'lead'> & { readonly html: string }

/** What really changed, most telling first; nothing when a reader would see no difference. */
export function realChanges(before: State, after: State): Changed[] {
  const changes: [Changed, boolean][] = [
    ['title', folded(before.title) !== folded(after.title)],
    ['text', textChanged(before.html, after.html)],
    ['lead', pictureName(before.lead?.url) !== pictureName(after.lead?.url)],
    ['author', authorsOf(before.author) !== authorsOf(after.author)],
    ['date', dateChanged(before.published, after.published)],
  ]
  return changes.flatMap(([kind, real]) => (real ? [kind] : []))
}

/**
 * What the source changed. A text that comes from elsewhere now (the page where the feed's was) is another reading: of
 * such a one only the title can be compared, unless both were seen to agree.
 */
export function sourceChanges(
  before: State & Pick<Article, 'text' | 'agreed'>,
  after: State & Pick<Article, 'text' | 'agreed'>,
): Changed[] {
  const changes = realChanges(before, after)
  const alike = before.text === after.text || before.agreed === true || after.agreed === true
  return alike ? changes : changes.filter(kind => kind === 'title')
}

/** A text told from another by its letters, digits and marks alone, the marks in one form of each kind. */
export const folded = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/\p{Cf}|\p{Variation_Selector}/gu, '')
    .replace(/["“”„‟«»「」『』〝〞'‘’‚‛`´]/g, '"')
    .replace(/[‐‑‒–—―−─-]+/g, '-')
    .replace(/\.{2,}|…+|。{2,}|⋯+/g, '…')
    .replace(/\s+/g, '')

function textChanged(before: string, after: string): boolean {
  if (before === after) return false
  const left = prose(before)
  const right = prose(after)
  return left === right ? captionsChanged(before, after) : !isExcerpt(left, right)
}

const CAPTION = /<figcaption>[\s\S]*?<\/figcaption>/g

/** What stands below an article's pictures, folded. */
export const captionsOf = (html: string): string[] =>
  (html.match(CAPTION) ?? []).flatMap(caption => folded(plainText(caption)) || [])

/** A feed often has the pictures of a page without what stands below them: captions that come or go say nothing. */
function captionsChanged(before: string, after: string): boolean {
  const [fewer, more] = [captionsOf(before), captionsOf(after)].sort((a, b) => a.length - b.length)
  return fewer!.some(caption => !more!.includes(caption))
}

/** All of an article's text that is its own. */
const prose = (html: string): string => proseLines(html).join('')

/** The same by lines, folded: paragraphs, items, headings; no captions. */
export function proseLines(html: string): string[] {
  const lines = plainText(html.replace(CAPTION, '\n').replace(LINKS_ALONE, '\n')).split('\n')
  return lines.filter(line => !isAside(line)).flatMap(line => folded(line) || [])
}

/** A paragraph, item or small heading that holds links and nothing else: related stories, tags, shares. */
const LINKS_ALONE =
  /<(p|li|h[2-6])>(?:<(?:strong|em|b|i)>)*(?:<a\b[^>]*>[^<]*<\/a>(?:<\/(?:strong|em|b|i)>)*[\s,，、|｜·•/]*)+<\/\1>/g

const READ_ON = /(?:…|\[…\]|\(…\)|阅读全文|閱讀全文|继续阅读|繼續閱讀|ReadMore|Continuereading)"?$/i
/** Letters of a text that may be a summary, and the share of the whole that one has at most. */
const SUMMARY = 600
const SUMMARY_SHARE = 0.35

/**
 * A feed that was full and gives only the beginning now: the article stands as it was. A source that cut its article
 * stops at a sentence's end and leaves more of it.
 */
function isExcerpt(whole: string, part: string): boolean {
  const begin = part.replace(READ_ON, '')
  if (begin.length >= whole.length || !whole.startsWith(begin)) return false
  if (begin.length < part.length || begin === '') return true
  const inSentence = !/[。！？!?.:：;；"）)\]]$/.test(begin)
  return inSentence || (begin.length <= SUMMARY && begin.length <= whole.length * SUMMARY_SHARE)
}

/**
 * What names a picture whatever size, host and proxy it is asked from: its file name without sizes, or its path where
 * the name says nothing.
 */
export function pictureName(address: string | undefined): string {
  if (address === undefined) return ''
  const url = URL.parse(withoutProxy(address))
  if (!url) return address
  const parts = url.pathname.split('/').filter(part => part !== '')
  const words = (parts.at(-1) ?? '').replace(FORMAT, '').split(/[_-]/)
  while (words.length > 1 && SIZE.test(words.at(-1)!)) words.pop()
  const stem = words.join('-')
  return SAYS_NOTHING.test(stem) ? `${parts.slice(0, -1).join('/')}/${stem}${url.search}` : stem
}

const FORMAT = /\.(?:jpe?g|png|gif|webp|avif|heic|bmp|svg)$/i
/** What outlets put behind a name for a size or a cut: `w650`, `r0`, `cx12`, `1024x683`, `s`. */
const SIZE =
  /^(?:\d{2,4}x\d{2,4}|(?:c?[whxy]|[rq])\d{1,5}|\d{2,4}(?:px|w|h)|scaled|thumb(?:nail)?|small|medium|large|original|[sml]|xl)$/i
const SAYS_NOTHING = /^(?:index|image|img|photo|default|picture|main|lead|header|thumb|original)?$/i

/** Names without what stands before them, in one order. */
export const authorsOf = (author: string): string =>
  // Posts that were imported may have names as their feed escaped them.
  plainLine(author)
    .normalize('NFKC')
    .toLowerCase()
    .split(/[、,;/&|]|\band\b|\s和\s/)
    .map(name =>
      name.replace(/^(?:by|from|记者|記者|作者|文|编译|編譯|撰文)[\s:/]+/, '').replace(/[\s.·]+/g, ''),
    )
    .filter(name => name !== '')
    .sort()
    .join(',')

/** Another day is another date; another hour is a clock, a zone or a republication. One that comes or goes says nothing. */
const dateChanged = (before: number | undefined, after: number | undefined): boolean =>
  before !== undefined && after !== undefined && Math.abs(after - before) >= DAY
