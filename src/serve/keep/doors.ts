// The keeper's doors: every page and form of keeping house. Who is no keeper does not get here.
import { readOpml } from '../../formats/opml/read.ts'
import { writeOpml } from '../../formats/opml/write.ts'
import { messageOf, StetError } from '../../model/error.ts'
import { resolve } from '../../model/url.ts'
import type { Parameters } from '../parameters.ts'
import { stalePage } from '../room/reading.ts'
import { backTo, formOf, onTo, page, type Visit } from '../room/visit.ts'
import { subscriptions } from '../subscriptions.ts'
import { stateFeed } from './events.ts'
import type { Keeping } from './keeping.ts'
import { housePage, previewPage, sourcePage } from './pages.ts'

/** `/keep/…`; undefined for addresses that there are none of. */
export async function keeping(visit: Visit, keep: Keeping): Promise<Response | undefined> {
  const { address, request } = visit
  if (request.method === 'POST') return posted(visit, keep)
  if (address === '/keep/') return page(visit, await housePage(visit, keep))
  if (address === '/keep/source') return source(visit, keep)
  if (address === '/keep/sources.opml') return opml(visit, keep)
  return undefined
}

/** `/keep/state.atom?key=…`: for feed readers, who cannot sign in; the key is in the link on the keeper's page. */
export const eventsFeed = stateFeed

async function source(visit: Visit, keep: Keeping, fault?: string): Promise<Response | undefined> {
  const id = visit.query.one('id')
  const found = (await keep.sources()).find(one => one.id === id)
  return found && page(visit, await sourcePage(visit, keep, found, fault), fault ? 400 : 200)
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
    return visit.address === '/keep/change'
      ? ((await source({ ...visit, query: form }, keep, messageOf(error))) ?? onTo(visit, '/keep/'))
      : page(visit, await housePage(visit, keep, messageOf(error)), 400)
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
      const { outlines } = readOpml(form.one('opml'))
      if (outlines.length === 0) throw new StetError('not-a-feed', 'The file names no feeds.')
      await keep.add(outlines.map(({ url, title, categories }) => ({ url, title, categories })))
      return onTo(visit, '/keep/')
    }
    case '/keep/change':
      await keep.change(id, {
        title: form.one('title').trim() || undefined,
        ...(form.one('url').trim() && { url: form.one('url').trim() }),
        categories: named(form.one('categories')),
        interval: form.one('interval').trim() || undefined,
        fulltext:
          form.one('fulltext') === 'always' ? 'always' : form.one('fulltext') === 'never' ? 'never' : 'auto',
      })
      return onTo(visit, '/keep/')
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
    : { kind: 'nothing' as const, why: `“${address}” is no address.` }
  return page(visit, previewPage(visit, address, found), found.kind === 'found' ? 200 : 422)
}
