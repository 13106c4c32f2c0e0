// The keeper's doors: every page and form of keeping house. Who is no keeper does not get here.
import { readOpml } from '../../formats/opml/read.ts'
import { writeOpml } from '../../formats/opml/write.ts'
import { StetError, type Why } from '../../model/error.ts'
import type { Source } from '../../model/source.ts'
import { resolve } from '../../model/url.ts'
import type { Parameters } from '../parameters.ts'
import { stalePage } from '../room/reading.ts'
import { backTo, formOf, onTo, page, type Visit } from '../room/visit.ts'
import { subscriptions } from '../subscriptions.ts'
import { stateFeed } from './events.ts'
import { notice } from './faults.ts'
import { importWords } from './imported.ts'
import type { Keeping, SourceChange } from './keeping.ts'
import { housePage, previewPage, queuePart, sourcePage } from './pages.ts'
import { draftIn, ruleGiven } from './rules.ts'

/** `/keep/…`; undefined for addresses that there are none of. */
export async function keeping(visit: Visit, keep: Keeping): Promise<Response | undefined> {
  const { address, request } = visit
  if (request.method === 'POST') return posted(visit, keep)
  if (address === '/keep/')
    return page(
      visit,
      visit.query.one('part') === 'queue'
        ? queuePart(visit, await keep.work()).html
        : await housePage(visit, keep),
    )
  if (address === '/keep/source') return source(visit, keep)
  if (address === '/keep/sources.opml') return opml(visit, keep)
  return undefined
}

/** `/keep/state.atom?key=…`: for feed readers, who cannot sign in; the key is in the link on the keeper's page. */
export const eventsFeed = stateFeed

async function source(visit: Visit, keep: Keeping, fault?: Why): Promise<Response | undefined> {
  const id = visit.query.one('id')
  const found = (await keep.sources()).find(one => one.id === id)
  const draft = visit.address === '/keep/rule' ? draftIn(visit.query) : undefined
  return found && page(visit, await sourcePage(visit, keep, found, fault, draft), fault ? 400 : 200)
}

async function opml({ house, known }: Visit, keep: Keeping): Promise<Response> {
  const names = await subscriptions(house)
  const text = writeOpml({
    title: known.config.title,
    created: house.clock.now(),
    outlines: (await keep.sources())
      .filter(({ url }) => resolve(url))
      .map(({ id, url, categories }) => {
        const one = names.of(id)
        return { url, title: one?.title ?? id, categories, ...(one?.home && { home: one.home }) }
      }),
  })
  return new Response(text, {
    headers: {
      'Content-Type': 'text/x-opml; charset=utf-8',
      'Content-Disposition': 'attachment; filename="sources.opml"',
      'Cache-Control': 'private, no-store',
    },
  })
}

async function posted(visit: Visit, keep: Keeping): Promise<Response | undefined> {
  const form = await formOf(visit)
  if (!form) return stalePage(visit)
  try {
    return await changed(visit, keep, form)
  } catch (error) {
    if (!(error instanceof StetError)) throw error
    const why: Why = { why: error.message, reasons: error.reasons }
    const ofSource = visit.address === '/keep/change' || visit.address === '/keep/rule'
    const there = ofSource ? await source({ ...visit, query: form }, keep, why) : undefined
    const status = error.code === 'not-found' ? 404 : 400
    return there ?? page(visit, await housePage(visit, keep, notice(visit, why)), status)
  }
}

async function changed(visit: Visit, keep: Keeping, form: Parameters): Promise<Response | undefined> {
  const id = form.one('id')
  switch (visit.address) {
    case '/keep/preview':
      return preview(visit, keep, form.one('address').trim())
    case '/keep/add':
      await keep.add(
        form.all('url').flatMap(url => {
          const address = resolve(url)
          return address
            ? [{ url: address, title: form.one('title').trim(), categories: named(form.one('categories')) }]
            : []
        }),
      )
      return onTo(visit, '/keep/')
    case '/keep/opml': {
      const list = readOpml(form.one('opml'))
      const { outlines } = list
      if (outlines.length === 0)
        throw new StetError('not-a-feed', 'The file names no feeds.', { reasons: [{ name: 'no-feeds' }] })
      const before = new Set((await keep.sources()).map(({ id }) => id))
      const ids = await keep.add(outlines.map(({ url, title, categories }) => ({ url, title, categories })))
      const added = ids.filter(id => !before.has(id)).length
      const left = { added, there: ids.length - added, leftOut: list.leftOut }
      if (left.there + left.leftOut.length === 0) return onTo(visit, '/keep/')
      return page(visit, await housePage(visit, keep, importWords(visit, left)))
    }
    case '/keep/change':
      await keep.change(
        id,
        changeIn(
          form,
          (await keep.sources()).find(one => one.id === id),
        ),
      )
      return onTo(visit, '/keep/')
    case '/keep/rule': {
      const found = (await keep.sources()).find(one => one.id === id)
      if (!found)
        throw new StetError('not-found', `there is no source "${id}".`, {
          reasons: [{ name: 'no-source', values: { id } }],
        })
      const draft = await ruleGiven(visit, keep, found, form)
      if (draft) return page(visit, await sourcePage(visit, keep, found, undefined, draft))
      return onTo(visit, '/keep/source', `?id=${encodeURIComponent(id)}`)
    }
    case '/keep/pause':
      await keep.change(id, { paused: form.one('on') === '1' })
      return backTo(visit, form.one('back'), '/keep/')
    case '/keep/poll':
      keep.poll(id ? [id] : undefined)
      return backTo(visit, form.one('back'), '/keep/')
    case '/keep/remove':
      await keep.remove([id])
      return onTo(visit, '/keep/')
    default:
      return undefined
  }
}

const FULLTEXT: readonly string[] = ['auto', 'always', 'never'] satisfies Source['fulltext'][]

/** What the form of a source says. Throws StetError 'usage' for what no source can be. */
function changeIn(form: Parameters, source: Source | undefined): SourceChange {
  const [title, url, interval, fulltext] = ['title', 'url', 'interval', 'fulltext'].map(name =>
    form.one(name).trim(),
  ) as [string, string, string, string]
  // Files of this machine are followed by who sits at it: `stet add`. One that is, stays.
  const isKnown = url === source?.url
  const address = isKnown ? url : resolve(url)
  if (url !== '' && address === undefined)
    throw new StetError('usage', `“${url}” is no address of a feed; expected https://…`, {
      reasons: [{ name: 'no-feed-address', values: { text: url } }],
    })
  if (!FULLTEXT.includes(fulltext || 'auto'))
    throw new StetError('usage', `“${fulltext}” is no way to full texts; expected auto, always or never`, {
      reasons: [{ name: 'fulltext', values: { text: fulltext } }],
    })
  return {
    title: title || undefined,
    ...(address && !isKnown && { url: address }),
    categories: named(form.one('categories')),
    interval: interval || undefined,
    fulltext: (fulltext || 'auto') as Source['fulltext'],
  }
}

const named = (text: string): string[] => [
  ...new Set(
    text
      .split(/[,，、]/)
      .map(name => name.trim().slice(0, 100))
      .filter(name => name !== ''),
  ),
]

async function preview(visit: Visit, keep: Keeping, address: string): Promise<Response> {
  const url = resolve(/^\w+:\/\//.test(address) ? address : `https://${address}`)
  const found = url
    ? await keep.preview(url)
    : {
        kind: 'nothing' as const,
        why: `“${address}” is no address.`,
        reasons: [{ name: 'no-address' as const, values: { text: address } }],
      }
  return page(visit, previewPage(visit, address, found), found.kind === 'found' ? 200 : 422)
}
