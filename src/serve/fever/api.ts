// The Fever API, version 3; README.md beside this file says what is answered.

import { element, textElement, XML_DECLARATION } from '../../formats/xml/write.ts'
import { type Article, dateOf } from '../../model/article.ts'
import type { Item } from '../../model/catalogue.ts'
import type { MarkKind } from '../../model/mark.ts'
import type { User } from '../../model/user.ts'
import { entryOf } from '../../publish/feeds.ts'
import { know } from '../../publish/known.ts'
import { postHtml } from '../../publish/posts.ts'
import { NO_STORE } from '../greader/answers.ts'
import type { House } from '../house.ts'
import { type Parameters, readParameters, whole } from '../parameters.ts'
import { type Subscriptions, subscriptions } from '../subscriptions.ts'
import type { Visitor } from '../visitor.ts'

const PATHS = /^\/+(?:api\/)?fever(?:\.php|\/index\.php)?\/*$/

/** True for a path of the site at which the API stands. */
export const isFever = (path: string): boolean => PATHS.test(path)

const VERSION = 3
/** Items a page, as the protocol has it. */
const PAGE = 50
const ALL = Number.MAX_SAFE_INTEGER
/** How long ago "recently read" is. */
const RECENTLY = 60 * 60 * 1000

const seconds = (ms: number): number => Math.floor(ms / 1000)

/** Answers a call: always 200; without a good key nothing but the version and `auth: 0`. */
export async function fever(house: House, request: Request, visitor: Visitor): Promise<Response> {
  const asked = await readParameters(request)
  const isXml = asked.one('api') === 'xml'
  const done = await house.accounts.signInFever(asked.one('api_key'), visitor.address)
  if (done.kind !== 'good') return answered({ api_version: VERSION, auth: 0 }, isXml)
  await house.marking.current(done.user.name)
  const known = await subscriptions(house)
  if (request.method === 'POST') await change(house, done.user, asked, known)
  return answered(await told(house, done.user, asked, known), isXml)
}

async function told(
  house: House,
  user: User,
  asked: Parameters,
  known: Subscriptions,
): Promise<Record<string, unknown>> {
  const { store } = house.site()
  const answer: Record<string, unknown> = {
    api_version: VERSION,
    auth: 1,
    last_refreshed_on_time: await lastRefreshed(house),
  }
  if (asked.has('groups'))
    answer.groups = known.folders.map(({ number, name }) => ({ id: number, title: name }))
  if (asked.has('feeds')) answer.feeds = await feeds(house, known)
  if (asked.has('groups') || asked.has('feeds'))
    answer.feeds_groups = known.folders.map(({ number, members }) => ({
      group_id: number,
      feed_ids: members.map(one => one.number).join(','),
    }))
  if (asked.has('favicons')) answer.favicons = [{ id: 1, data: FAVICON }]
  if (asked.has('links')) answer.links = []
  if (asked.has('items')) {
    answer.total_items = await store.count({})
    answer.items = await items(house, user, asked, known)
  }
  const ids = async (some: { with?: MarkKind[]; without?: MarkKind[] }): Promise<string> =>
    joined(await store.items({ reader: user.name, ...some, order: 'arrival', limit: ALL }))
  if (asked.has('unread_item_ids')) answer.unread_item_ids = await ids({ without: ['read'] })
  if (asked.has('saved_item_ids')) answer.saved_item_ids = await ids({ with: ['starred'] })
  return answer
}

const joined = (items: readonly Item[]): string => items.map(({ number }) => number).join(',')

/** A clear picture of one point; clients insist on one for each feed. */
const FAVICON = 'image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7'

async function lastRefreshed({ keeping, site }: House): Promise<number> {
  const tries = [...((await keeping?.status())?.values() ?? [])].flatMap(({ lastTry }) => lastTry ?? [])
  if (tries.length > 0) return seconds(Math.max(...tries))
  const [latest] = await site().store.items({ reader: '', order: 'latest', limit: 1 })
  return seconds(latest?.taken ?? 0)
}

async function feeds({ site }: House, { all }: Subscriptions): Promise<object[]> {
  const newest = new Map((await site().store.values('source')).map(({ value, newest }) => [value, newest]))
  return all.map(({ id, number, title, url, home }) => ({
    id: number,
    favicon_id: 1,
    title,
    url,
    site_url: home,
    is_spark: 0,
    last_updated_on_time: seconds(newest.get(id) ?? 0),
  }))
}

/** At most fifty: those named by `with_ids`, those below `max_id` (the latest first), or those above `since_id`. */
async function items(house: House, user: User, asked: Parameters, { of }: Subscriptions): Promise<object[]> {
  const site = house.site()
  const numbers = await numbersAsked(house, user, asked)
  const articles = await site.store.byNumbers(numbers)
  const marks = await site.store.marksOn(user.name, numbers)
  const known = await know(site)
  const textOf = async (article: Article): Promise<object> => {
    const text = (await postHtml(site.archive, article.path)) ?? `<p>${known.texts.lost}</p>`
    const { html, url, externalUrl } = entryOf(known, article, text)
    const on = marks.get(article.number) ?? []
    return {
      id: article.number,
      feed_id: of(article.source)?.number ?? 0,
      title: known.titleOf(article),
      author: article.author,
      html,
      url: externalUrl ?? url,
      is_saved: on.includes('starred') ? 1 : 0,
      is_read: on.includes('read') ? 1 : 0,
      created_on_time: seconds(dateOf(article)),
    }
  }
  return Promise.all(articles.map(textOf))
}

async function numbersAsked({ site }: House, user: User, asked: Parameters): Promise<number[]> {
  const { store } = site()
  const reader = user.name
  if (asked.has('with_ids')) return numbersIn(asked.one('with_ids')).slice(0, PAGE)
  // Some clients ask for everything below 2^53 - 1, which is everything.
  const below = whole(asked.one('max_id'), 0, Number.MAX_SAFE_INTEGER)
  const above = whole(asked.one('since_id'), 0, Number.MAX_SAFE_INTEGER)
  const found =
    below > 0
      ? await store.items({ reader, below, order: 'latest', limit: PAGE })
      : await store.items({ reader, above, order: 'arrival', limit: PAGE })
  return found.map(({ number }) => number)
}

const numbersIn = (text: string): number[] =>
  text
    .split(',')
    .map(part => part.trim())
    .filter(part => /^\d{1,16}$/.test(part))
    .map(Number)

const ITEM_MARKS: Readonly<Record<string, readonly [MarkKind, boolean]>> = {
  read: ['read', true],
  unread: ['read', false],
  saved: ['starred', true],
  unsaved: ['starred', false],
}

/** `mark=item|feed|group` with `as`, `id` and `before`; `unread_recently_read`. */
async function change(
  { marking, site, clock }: House,
  { name }: User,
  asked: Parameters,
  known: Subscriptions,
): Promise<void> {
  const [kind, on] = ITEM_MARKS[asked.one('as')] ?? []
  if (asked.one('mark') === 'item' && kind !== undefined && on !== undefined)
    await marking.mark(name, numbersIn(asked.one('id')), kind, on)
  if (/^(?:feed|group)$/.test(asked.one('mark')) && asked.one('as') === 'read') {
    const sources = sourcesMeant(asked, known)
    const before = whole(asked.one('before'), 0, Number.MAX_SAFE_INTEGER / 1000)
    const found = await site().store.items({
      reader: name,
      without: ['read'],
      ...(sources && { sources }),
      // To the end of the second that the parameter can tell.
      ...(before > 0 && { until: (before + 1) * 1000 }),
      order: 'arrival',
      limit: ALL,
    })
    await marking.mark(
      name,
      found.map(({ number }) => number),
      'read',
      true,
    )
  }
  if (asked.one('unread_recently_read') === '1') {
    const since = clock.now() - RECENTLY
    const recent = (await site().store.marks(name)).filter(
      mark => mark.kind === 'read' && mark.on && mark.at >= since,
    )
    await marking.mark(
      name,
      recent.map(({ article }) => article),
      'read',
      false,
    )
  }
}

/** The sources of a feed or a group; undefined for all (group 0); none for one that is not there (-1 has the sparks). */
function sourcesMeant(asked: Parameters, { numbered, folders }: Subscriptions): string[] | undefined {
  const id = asked.one('id').trim()
  if (asked.one('mark') === 'feed') {
    const found = numbered(Number(id))
    return found ? [found.id] : []
  }
  if (id === '0') return undefined
  return (folders.find(({ number }) => String(number) === id)?.members ?? []).map(one => one.id)
}

const answered = (value: object, isXml: boolean): Response =>
  new Response(isXml ? `${XML_DECLARATION}\n${xmlOf('response', value)}\n` : JSON.stringify(value), {
    headers: {
      ...NO_STORE,
      'Content-Type': isXml ? 'text/xml; charset=utf-8' : 'application/json; charset=utf-8',
    },
  })

/** `<feeds><feed><id>…`: each list's elements are called by the list's name without its s. */
function xmlOf(name: string, value: unknown): string {
  if (Array.isArray(value))
    return element(name, {}, value.map(one => xmlOf(name.replace(/s$/, ''), one)).join(''))
  if (typeof value === 'object' && value !== null)
    return element(
      name,
      {},
      Object.entries(value)
        .map(([key, one]) => xmlOf(key, one))
        .join(''),
    )
  return textElement(name, String(value)) || element(name, {})
}
