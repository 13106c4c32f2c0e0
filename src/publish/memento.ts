// Other states of an article, told to programs as RFC 7089 has it: what a page was taken from, all states that are kept,
// and when the one at hand was taken.
import type { Article, RevisionRow } from '../model/article.ts'
import type { Instant } from '../model/time.ts'
import type { Known } from './known.ts'
import { outside } from './outside.ts'
import type { Memento } from './site.ts'
import { timegateAddress, timemapAddress } from './urls.ts'

/** One state of an article. */
interface State {
  readonly url: string
  readonly taken: Instant
}

/** All states, the oldest first; the last one is the present one, at the article's own address. */
const statesIn = (known: Known, article: Article, revisions: readonly RevisionRow[]): State[] => [
  ...revisions.map(({ n, taken }) => ({ url: known.absolute(known.book.addressOf(article, n)), taken })),
  { url: known.absolute(known.book.addressOf(article)), taken: article.revised },
]

const date = (at: Instant): string => new Date(at).toUTCString()
const link = (url: string, attributes: string): string => `<${url}>; ${attributes}`

/** What headers say of the nth state, or of the present one; undefined where no address is known that others know it by. */
export function mementoOf(
  known: Known,
  article: Article,
  revisions: readonly RevisionRow[],
  n?: number,
): Memento | undefined {
  const original = originalOf(article)
  const states = statesIn(known, article, revisions)
  const isPresent = n === undefined || n === article.revision
  const at = isPresent ? states.length - 1 : revisions.findIndex(row => row.n === n)
  const shown = states[at]
  if (!original || !shown) return undefined
  const timemap = link(timemapUrl(known, article), 'rel="timemap"; type="application/link-format"')
  const ends = [...new Set([0, at, states.length - 1])].map(i => mementoLink(states, i))
  return {
    link: [link(original, 'rel="original"'), timegateLink(known, article), timemap, ...ends].join(', '),
    taken: shown.taken,
  }
}

/** The address and the links of the state that stood at a moment, the first one for what is before it, the present one without a moment. */
export function stateAt(
  known: Known,
  article: Article,
  revisions: readonly RevisionRow[],
  at: Instant | undefined,
): { readonly url: string; readonly link: string } | undefined {
  const states = statesIn(known, article, revisions)
  const last = states.length - 1
  const found =
    at === undefined
      ? last
      : Math.max(
          0,
          states.findLastIndex(({ taken }) => taken <= at),
        )
  const memento = mementoOf(known, article, revisions, revisions[found]?.n)
  return memento && { url: states[found]!.url, link: memento.link }
}

/** All states in `application/link-format` (RFC 6690, RFC 7089 5); undefined where `mementoOf` is. */
export function timemapText(
  known: Known,
  article: Article,
  revisions: readonly RevisionRow[],
): string | undefined {
  const original = originalOf(article)
  if (!original) return undefined
  const states = statesIn(known, article, revisions)
  const span = `from="${date(states[0]!.taken)}"; until="${date(states.at(-1)!.taken)}"`
  const self = `rel="self"; type="application/link-format"; ${span}`
  const lines = [
    link(original, 'rel="original"'),
    timegateLink(known, article),
    link(timemapUrl(known, article), self),
    ...states.map((_, i) => mementoLink(states, i)),
  ]
  return `${lines.join(',\n')}\n`
}

const timegateLink = (known: Known, article: Article): string =>
  link(known.absolute(timegateAddress(known.book.addressOf(article))), 'rel="timegate"')

const timemapUrl = (known: Known, article: Article): string =>
  known.absolute(timemapAddress(known.book.addressOf(article)))

function mementoLink(states: readonly State[], i: number): string {
  const { url, taken } = states[i]!
  const ends = `${i === 0 ? 'first ' : ''}${i === states.length - 1 ? 'last ' : ''}`
  return link(url, `rel="${ends}memento"; datetime="${date(taken)}"`)
}

/** A header is ASCII, and nothing in an address may end it. */
function originalOf({ url }: Article): string | undefined {
  const given = outside(url)
  return given && URL.parse(given)?.href.replace(/[<>"\s]/g, encodeURIComponent)
}
