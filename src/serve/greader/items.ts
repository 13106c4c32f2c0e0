// Items with their text, as JSON and as Atom.

import { element, lines, textElement, XML_DECLARATION } from '../../formats/xml/write.ts'
import type { Article } from '../../model/article.ts'
import type { MarkKind } from '../../model/mark.ts'
import { iso } from '../../model/time.ts'
import { entryOf } from '../../publish/feeds.ts'
import { type Known, know } from '../../publish/known.ts'
import { postHtml } from '../../publish/posts.ts'
import type { House } from '../house.ts'
import type { Subscription, Subscriptions } from '../subscriptions.ts'
import { LABEL, longId, STATE } from './ids.ts'

/** An article as a reader has it. */
export interface Full {
  readonly article: Article
  readonly subscription: Subscription | undefined
  readonly marks: readonly MarkKind[]
  readonly url: string
  readonly title: string
  readonly html: string
}

/** Files read at a time. */
const AT_ONCE = 16

/** Articles with text and marks, in the order asked; unknown numbers are left out. Read a few at a time. */
export async function* fullItems(
  house: House,
  reader: string,
  numbers: readonly number[],
  subscriptions: Subscriptions,
): AsyncGenerator<Full> {
  const site = house.site()
  const known = await know(site)
  const marks = await site.store.marksOn(reader, numbers)
  for (let at = 0; at < numbers.length; at += AT_ONCE) {
    const articles = await site.store.byNumbers(numbers.slice(at, at + AT_ONCE))
    yield* await Promise.all(
      articles.map(article => full(known, article, subscriptions, marks.get(article.number) ?? [])),
    )
  }
}

async function full(
  known: Known,
  article: Article,
  { of }: Subscriptions,
  marks: readonly MarkKind[],
): Promise<Full> {
  const text = (await postHtml(known.site.archive, article.path)) ?? `<p>${known.texts.lost}</p>`
  const { html, url, externalUrl } = entryOf(known, article, text)
  return {
    article,
    subscription: of(article.source),
    marks,
    url: externalUrl ?? url,
    title: known.titleOf(article),
    html,
  }
}

/** The tags of an item: its states, the reader's labels, its folders. */
export function categoriesOf({ marks, subscription }: Full): string[] {
  const own = marks.map(kind => (kind.startsWith('label:') ? LABEL + kind.slice(6) : STATE + kind))
  const folders = (subscription?.categories ?? []).map(name => LABEL + name)
  return [`${STATE}reading-list`, ...new Set([...own, ...folders])]
}

const streamOf = ({ subscription, article }: Full): string => `feed/${subscription?.number ?? article.source}`

const seconds = (ms: number): number => Math.floor(ms / 1000)

/** Every key that some client cannot do without: `canonical`, `categories`, `crawlTimeMsec` among them. */
export function itemJson(item: Full): object {
  const { article, subscription, url, title, html } = item
  return {
    id: longId(article.number),
    crawlTimeMsec: String(article.taken),
    timestampUsec: `${article.taken}000`,
    published: seconds(article.published ?? article.updated ?? article.taken),
    updated: seconds(article.revised),
    title,
    author: article.author,
    canonical: [{ href: url }],
    alternate: [{ href: url, type: 'text/html' }],
    categories: categoriesOf(item),
    origin: {
      streamId: streamOf(item),
      title: subscription?.title ?? article.source,
      htmlUrl: subscription?.home ?? '',
    },
    summary: { direction: 'ltr', content: html },
    ...(article.enclosures.length > 0 && {
      enclosure: article.enclosures.map(({ url, type, length }) => ({
        href: url,
        type: type || 'application/octet-stream',
        ...(length !== undefined && { length }),
      })),
    }),
  }
}

export interface Head {
  /** The stream's name. */
  readonly id: string
  readonly title: string
  /** Absolute. */
  readonly self: string
  readonly home: string
  readonly updated: number
  readonly continuation?: string
}

const NAMESPACES = {
  xmlns: 'http://www.w3.org/2005/Atom',
  'xmlns:gr': 'http://www.google.com/schemas/reader/atom/',
}

/** Atom as Google Reader gave it: Atom 1.0 with its own attributes and `gr:continuation`. */
export function atomText(head: Head, items: readonly Full[]): string {
  const markup = lines(
    textElement('id', `tag:google.com,2005:reader/${head.id}`),
    textElement('title', head.title || head.id),
    textElement('updated', iso(head.updated)),
    element('link', { rel: 'self', href: head.self }),
    element('link', { rel: 'alternate', type: 'text/html', href: head.home }),
    textElement('gr:continuation', head.continuation),
    items.map(entry),
  )
  return `${XML_DECLARATION}\n${element('feed', NAMESPACES, `\n${markup}\n`)}\n`
}

function entry(item: Full): string {
  const { article, subscription, url, title, html } = item
  const from = lines(
    textElement('id', `tag:google.com,2005:reader/${streamOf(item)}`),
    textElement('title', subscription?.title ?? article.source),
    element('link', { rel: 'alternate', type: 'text/html', href: subscription?.home }),
  )
  const markup = lines(
    textElement('id', longId(article.number)),
    categoriesOf(item).map(term =>
      element('category', { term, scheme: 'http://www.google.com/reader/', label: term.split('/').at(-1) }),
    ),
    textElement('title', title, { type: 'text' }),
    textElement('published', iso(article.published ?? article.updated ?? article.taken)),
    textElement('updated', iso(article.revised)),
    element('link', { rel: 'alternate', type: 'text/html', href: url }),
    article.enclosures.map(({ url, type, length }) =>
      element('link', { rel: 'enclosure', href: url, type, length }),
    ),
    textElement('content', html, { type: 'html' }),
    element('author', {}, textElement('name', article.author || subscription?.title || article.source)),
    element('source', { 'gr:stream-id': streamOf(item) }, from),
  )
  return element('entry', { 'gr:crawl-timestamp-msec': article.taken }, `\n${markup}\n`)
}
