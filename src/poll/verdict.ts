// What an answer from an article's own address says of the article: there, missing, kept from us, or nothing at all. Slow
// to conclude: what may be a gate, a fault or a move is never a disappearance.
import type { Article } from '../model/article.ts'
import type { Fetched } from '../model/ports.ts'
import { plainText } from '../model/text.ts'
import type { Instant } from '../model/time.ts'
import type { Saw } from '../model/tombstone.ts'
import { canonicalAddress, hostName, namesAPage } from '../model/url.ts'
import { lettersOf } from './fulltext.ts'
import { wordsFor } from './outcome.ts'
import type { Taken } from './pages.ts'
import { folded, proseLines } from './sense.ts'

export type Verdict =
  | { readonly kind: 'there' }
  | {
      readonly kind: 'missing'
      readonly saw: Saw
      readonly status: number
      /** Where the way ended, when not at the article's own address. */
      readonly url?: string
    }
  /** Somebody or something stands before it: a gate, a challenge, a refusal. */
  | { readonly kind: 'blocked'; readonly why: string }
  | { readonly kind: 'outage'; readonly why: string; readonly retryAt?: Instant }
  /** An answer from which nothing follows. */
  | { readonly kind: 'unclear'; readonly why: string; readonly ended?: true }

/** What is known of the article: as it is kept, and what its page was seen to have. */
export interface Known {
  readonly article: Pick<Article, 'url' | 'title'>
  readonly html: string
  /** The page was seen with the article on it. */
  readonly wasThere: boolean
}

type Fresh = Extract<Fetched, { kind: 'fresh' }>

/** Of an answer without a page. */
export function verdictOfMiss(got: Exclude<Fetched, Fresh>): Verdict {
  switch (got.kind) {
    case 'unchanged':
      return { kind: 'there' }
    case 'gone':
      return {
        kind: 'missing',
        saw: got.status === 410 ? '410' : '404',
        status: got.status,
        ...(got.hops.length > 1 && { url: got.url }),
      }
    case 'refused':
      return got.status >= 500
        ? { kind: 'outage', why: wordsFor(got), ...(got.retryAt !== undefined && { retryAt: got.retryAt }) }
        : { kind: 'blocked', why: wordsFor(got) }
    case 'failed':
      return got.reason === 'robots'
        ? { kind: 'blocked', why: 'robots.txt' }
        : { kind: 'outage', why: wordsFor(got), ...(got.retryAt !== undefined && { retryAt: got.retryAt }) }
  }
}

/** Why a page that was sent does not show its article, where somebody wants it so. */
export const GATES: ReadonlySet<string> = new Set([
  'paywall',
  'cookie wall',
  'login',
  'challenge',
  'needs JavaScript',
])
/** Letters of a text of which it means something that nothing is left. */
const SOME = 20

/** Of a page: `taken` is what was read on it. */
export function verdictOfPage(got: Fresh, taken: Taken, known: Known): Verdict {
  if (taken.kind === 'failed' || taken.kind === 'gone') return { kind: 'unclear', why: taken.why }
  if (taken.kind === 'refused' && taken.ended) return { kind: 'unclear', why: taken.why, ended: true }
  if (taken.kind === 'refused' && GATES.has(taken.why)) return { kind: 'blocked', why: taken.why }
  if (taken.kind === 'refused' && /^it is no page/.test(taken.why)) return { kind: 'unclear', why: taken.why }
  const { found } = taken
  const own = known.article.url ?? got.url
  const isAway = isElsewhere(got.url, own)
  if (found && resembles(found, known, isAway)) return { kind: 'there' }
  // The same path at another host is the article's address where its outlet has moved to.
  return isAway && pathOf(got.url) !== pathOf(own)
    ? elsewhere(got, addressOnWay(got, own))
    : instead(got, taken, known)
}

/** The article's address where its whole outlet has moved to, if the way led over it. */
const addressOnWay = ({ hops }: Fresh, own: string): string =>
  hops.slice(0, -1).findLast(({ url }) => pathOf(url) === pathOf(own))?.url ?? own

const pathOf = (url: string): string => new URL(url).pathname.replace(/\/+$/, '')

/** At its own address there is something else. */
function instead(got: Fresh, taken: Taken, { html, wasThere }: Known): Verdict {
  const miss = (saw: Saw): Verdict => ({ kind: 'missing', saw, status: got.hops.at(-1)?.status ?? 200 })
  const found = 'found' in taken ? taken.found : undefined
  const text = found ? plainText(found.html) : ''
  if ('why' in taken && taken.why === 'not found') return miss('notice')
  if (saysGone(found?.title ?? '', text)) return miss('notice')
  if (!wasThere || lettersOf(html) < SOME) return { kind: 'unclear', why: 'another page' }
  if (taken.kind === 'refused') return miss('empty-page')
  return found && isFront(found.url, got.url) ? miss('front-page') : miss('other-page')
}

/**
 * The same title, or a good part of the text: it is the article, whatever became of it. Where a redirect led, a headline
 * or a teaser is not enough.
 */
function resembles(
  found: { readonly title: string; readonly html: string },
  { article, html }: Known,
  isAway: boolean,
): boolean {
  const share = shareOf(proseLines(html).join(''), proseLines(found.html).join(''))
  if (share >= (isAway ? HALF : SOME_OF_IT)) return true
  if (!sameTitle(found.title, article.title) || saysGone('', plainText(found.html))) return false
  // Under its title there may stand another text, but not only a notice about cookies or from the editors.
  return share > 0 || (!isAway && lettersOf(found.html) >= Math.max(lettersOf(html) * INSTEAD, 1))
}

const HALF = 0.5
const SOME_OF_IT = 0.25
/** A text that has nothing of the one that was there: so much of its length it has, if it is its next state. */
const INSTEAD = 0.4

/** Letters of a piece of text, and how many pieces of an article are looked for. */
const PIECE = 8
const PIECES = 200

/** How much of a text, by pieces from all of it, stands in another. */
function shareOf(text: string, other: string): number {
  if (text.length < PIECE) return text !== '' && other.includes(text) ? 1 : 0
  const step = Math.max(1, Math.floor((text.length - PIECE) / PIECES))
  let found = 0
  let pieces = 0
  for (let at = 0; at + PIECE <= text.length; at += step, pieces++)
    if (other.includes(text.slice(at, at + PIECE))) found++
  return found / pieces
}

const TITLE = 6

function sameTitle(a: string, b: string): boolean {
  const [left, right] = [folded(a), folded(b)]
  if (left === '' || right === '') return false
  const [short, long] = left.length < right.length ? [left, right] : [right, left]
  return short === long || (short.length >= TITLE && long.includes(short))
}

const GONE_TITLE =
  /^(?:404|410)\b|not found|no longer (?:available|exists)|页面不存在|頁面不存在|找不到|(?:已被?|已經)(?:删除|刪除|下架|撤下|撤稿)/i
const GONE_TEXT =
  /(?:has|have) been (?:removed|deleted|withdrawn|retracted|taken down|unpublished)|(?:is )?no longer (?:available|exists?)|(?:page|article|story)[^.]{0,40}(?:not (?:be )?found|does(?:n[’']t| not) exist)|(?:已被?|已經被?|已经被?)(?:发布者|作者|管理员)?(?:删除|刪除|下架|移除|撤回|撤下|撤稿|撤除|下线|下線)|(?:页面|頁面|文章|内容|內容)[^。]{0,10}(?:不存在|找不到|无法找到|不可用)/i
/** Characters of a notice; an article about removals is longer. */
const NOTICE = 400

const saysGone = (title: string, text: string): boolean =>
  GONE_TITLE.test(title.trim()) || (text.length < NOTICE && GONE_TEXT.test(text))

const isElsewhere = (at: string, own: string): boolean => canonicalAddress(at) !== canonicalAddress(own)

const isFront = (url: string, own: string): boolean =>
  url !== '' && namesAPage(own) && !namesAPage(url) && hostName(url) === hostName(own)

/** Redirected to something that is not the article. */
function elsewhere(got: Fresh, own: string): Verdict {
  const { pathname } = new URL(got.url)
  const hop = got.hops.find(({ location }) => location !== undefined)?.status ?? 302
  if (GATE_PATH.test(pathname)) return { kind: 'blocked', why: `redirected to ${got.url}` }
  // Another host's front page is a sold domain, a consent service, a portal: the whole outlet's matter.
  if (hostName(got.url) !== hostName(own)) return { kind: 'unclear', why: `redirected to ${got.url}` }
  const to = namesAPage(got.url) && !FRONT_PATH.test(pathname) ? sectionWord(pathname, own) : 'front-page'
  return to === undefined
    ? { kind: 'unclear', why: `redirected to ${got.url}` }
    : { kind: 'missing', saw: to, status: hop, url: got.url }
}

const GATE_PATH =
  /\/(?:log-?in|sign-?in|auth|sso|account|consent|subscri\w+|register|captcha|challenge|verify)\b/i
const FRONT_PATH = /^\/(?:index|home|default|main)?(?:\.\w{3,5})?\/?$/i
const ERROR_PATH = /\b(?:404|410|error|not-?found|missing|removed|deleted)\b/i

function sectionWord(pathname: string, own: string): Saw | undefined {
  if (ERROR_PATH.test(pathname)) return 'error-page'
  const stem = pathname.replace(/(?:index\.\w{3,5})?\/?$/, '/')
  const isAbove = new URL(own).pathname.startsWith(stem)
  const parts = pathname.split('/').filter(part => part !== '')
  const isShallow =
    parts.length <= 2 && parts.every(part => !/\d{3}/.test(part) && part.split('-').length <= 3)
  return isAbove || isShallow ? 'section-page' : undefined
}
