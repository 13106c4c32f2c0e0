// A document to be made: its address, what it is made from, and what is known of that already.
import { type Article, dateOf, stateRows } from '../model/article.ts'
import { day as dayOf } from '../model/time.ts'
import { revisionsOf } from './articles.ts'
import { hasHistory } from './has-history.ts'
import type { Known } from './known.ts'
import { oldAddress } from './moved.ts'
import { articlesOf } from './sections.ts'
import type { SiteConfig } from './site.ts'
import { short } from './tally.ts'
import type { ArticleInputs } from './templates/article.ts'
import type { Listing } from './templates/list.ts'
import {
  historyAddress,
  namedBy,
  PLAIN_FORMS,
  type PlainForm,
  plainAddress,
  type Route,
  route,
} from './urls.ts'

export interface Planned {
  readonly address: string
  /** The part of the site it belongs to; see sections.ts. */
  readonly section: string
  /** Of what the document is made from, the code and the configuration aside; '' when only making it tells. */
  readonly inputs: string
  /** What the address asks for, with values instead of names. */
  readonly route: Route
  /** What an article's page needs, already known from the walk. */
  readonly article?: ArticleInputs
  /** The article that an old address leads to. */
  readonly moved?: Article
  /** What a list's page shows, already known from the walk. */
  readonly listing?: Listing
  /** What a feed or a month's sitemap has, already known from the walk: a feed newest first, a sitemap oldest first. */
  readonly entries?: readonly Article[]
  /** The numbers of the articles in `listing` or `entries`, where only these are known. */
  readonly shows?: readonly number[]
}

/** An article between its neighbours in its source, with a digest of what the catalogue and its source say of it. */
export interface Placed {
  readonly article: Article
  readonly item: string
  readonly related: readonly Article[]
  readonly older?: Article
  readonly newer?: Article
  /** As in ArticleInputs. */
  readonly unlisted?: ReadonlySet<string>
}

/** An article's page and Markdown, pages of all its states where there are several, and its history. */
export async function* articleDocuments(known: Known, placed: Placed): AsyncGenerator<Planned> {
  const { item, ...inputs } = { ...placed, revisions: await revisionsOf(known, placed.article) }
  const { older, newer, revisions, related, unlisted } = inputs
  const own = short(
    item,
    older && linked(known, older),
    newer && linked(known, newer),
    revisions.length > 0 ? JSON.stringify(revisions) : undefined,
    ...related.map(article => `${linked(known, article)} ${known.sourceTitle(article.source)}`),
    ...(unlisted ?? []),
  )
  const named = namedIn(known, placed.article)
  const section = articlesOf(dateOf(placed.article))
  const states = revisions.length > 0 ? stateRows(placed.article, revisions) : []
  for (const n of [undefined, ...states.map(({ n }) => n)]) {
    const address = known.book.addressOf(placed.article, n)
    yield {
      address,
      section,
      inputs: own,
      route: { kind: 'article', ...named, ...(n !== undefined && { revision: n }) },
      article: inputs,
    }
    if (n !== undefined) continue
    for (const form of builtForms(known.config)) {
      const plain = plainAddress(address, form)
      yield {
        address: plain,
        section,
        inputs: item,
        route: { kind: 'plain', ...named, form },
        article: inputs,
      }
    }
  }
  if (!hasHistory(placed.article)) return
  const history = historyAddress(known.book.addressOf(placed.article))
  yield {
    address: history,
    section,
    inputs: short(item, JSON.stringify(revisions)),
    route: route(history)!,
    article: inputs,
  }
}

/** Forms of an article that stand in files beside its page; a server makes the text for whoever asks. */
const builtForms = ({ markdown, text }: SiteConfig): PlainForm[] =>
  PLAIN_FORMS.filter(form => (form === 'md' ? markdown : text))

/** The day and the digits in an article's address. */
function namedIn({ book }: Known, article: Article): { day: string; hex: string } {
  const { day, hex } = namedBy(article)
  return { day, hex: book.isLong(article) ? article.id : hex }
}

/** What a neighbour's page shows of an article. */
const linked = ({ book }: Known, article: Article): string =>
  `${book.addressOf(article)} ${dateOf(article)} ${article.language} ${article.title}`

/** The pages at addresses that articles had on the predecessor's site; the first of two with one address keeps it. */
export function oldDocuments() {
  const old = new Set<string>()
  return function* (article: Article, item: string): Generator<Planned> {
    const before = oldAddress(article)
    if (before === undefined || old.has(before)) return
    old.add(before)
    yield {
      address: before,
      section: articlesOf(dateOf(article)),
      inputs: short(item, before),
      route: { kind: 'moved', address: before, day: dayOf(dateOf(article)) },
      moved: article,
    }
  }
}
