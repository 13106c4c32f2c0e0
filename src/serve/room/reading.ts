// The reading room's doors: the shelf, one article, marks.
import type { MarkKind } from '../../model/mark.ts'
import { isMarkKind } from '../../model/mark.ts'
import { postHtml } from '../../publish/posts.ts'
import type { Parameters } from '../parameters.ts'
import { whole } from '../parameters.ts'
import { subscriptions } from '../subscriptions.ts'
import { roomPage } from './frame.ts'
import { articleMain, articlePart, shelfMain } from './pages.ts'
import { itemsOn, onShelf, type Shelf, shelfIn } from './shelf.ts'
import { backTo, formOf, json, page, type Visit, wantsJson } from './visit.ts'

/** `/read/`, `/read/NUMBER`, `/read/mark`, for one who is signed in; undefined for addresses that there are none of. */
export async function reading(visit: Visit): Promise<Response | undefined> {
  const { house, address, request } = visit
  const { name } = visit.session!.user
  await house.marking.current(name)
  if (address === '/read/mark') return request.method === 'POST' ? marked(visit) : undefined
  if (request.method === 'POST') return undefined
  if (address === '/read/') return shelf(visit)
  const number = /^\/read\/([1-9]\d{0,15})$/.exec(address)?.[1]
  return number === undefined ? undefined : article(visit, Number(number))
}

async function shelf(visit: Visit): Promise<Response> {
  const chosen = shelfIn(visit.query)
  const known = await subscriptions(visit.house)
  const [found, unread, kinds] = await Promise.all([
    onShelf(visit, chosen, known),
    visit.house.site().store.unread(visit.session!.user.name),
    visit.house.site().store.markKinds(visit.session!.user.name),
  ])
  const labels = kinds.flatMap(kind => (kind.startsWith('label:') ? [kind.slice(6)] : []))
  const main = shelfMain(visit, { shelf: chosen, known, found, unread, labels })
  return page(visit, roomPage(visit, { title: visit.say('room'), main, query: chosen.words ?? '' }))
}

async function article(visit: Visit, number: number): Promise<Response | undefined> {
  const { house, query } = visit
  const site = house.site()
  const [found] = await site.store.byNumbers([number])
  if (!found) return undefined
  const reader = visit.session!.user.name
  // Another site's page may lead here, but what it does so is not reading.
  const from = visit.request.headers.get('sec-fetch-site')
  const isFetchedAhead = /prefetch/.test(visit.request.headers.get('sec-purpose') ?? '')
  if ((from === null || from === 'same-origin' || from === 'none') && !isFetchedAhead)
    await house.marking.mark(reader, [number], 'read', true)
  const text = await postHtml(site.archive, found.path)
  if (query.one('part') === 'text') return page(visit, articlePart(visit, found, text))
  const shelf = shelfIn(query)
  const all = itemsOn(
    { ...shelf, show: shelf.show === 'unread' ? 'all' : shelf.show },
    reader,
    await subscriptions(house),
  )
  const [[newer], [older], marks] = await Promise.all([
    site.store.items({ ...all, above: number, order: 'arrival', limit: 1 }),
    site.store.items({ ...all, below: number, order: 'latest', limit: 1 }),
    site.store.marksOn(reader, [number]),
  ])
  const inputs = {
    shelf,
    marks: marks.get(number) ?? [],
    ...(newer && { newer: newer.number }),
    ...(older && { older: older.number }),
  }
  const main = articleMain(visit, found, text, inputs)
  return page(visit, roomPage(visit, { title: visit.known.titleOf(found), main }))
}

/** What a form or a script wants marked. */
async function marked(visit: Visit): Promise<Response> {
  const form = await formOf(visit)
  if (!form) return wantsJson(visit) ? json(visit, { error: visit.say('stale') }, 403) : stalePage(visit)
  const changed = form.has('all') ? await markShelf(visit, form) : await markItems(visit, form)
  return wantsJson(visit) ? json(visit, { changed }) : backTo(visit, form.one('back'), '/read/')
}

export const stalePage = (visit: Visit): Promise<Response> =>
  page(
    visit,
    roomPage(visit, { title: visit.say('room'), main: [{ html: `<h1>${visit.say('stale')}</h1>` }] }),
    403,
  )

/** `do=read 12 1`, as the buttons have it, or `kind`, `item` (with commas between) and `on`. */
async function markItems({ house, session }: Visit, form: Parameters): Promise<number> {
  const [doKind = '', doItem = '', doOn = ''] = form.one('do').split(' ')
  const label = form.one('label').trim()
  const kind = label ? `label:${label}` : form.one('kind') || doKind
  const on = (form.one('on') || doOn) === '1'
  const numbers = (form.one('item') || doItem).split(',').filter(part => /^\d{1,16}$/.test(part))
  if (!isMarkKind(kind)) return 0
  return house.marking.mark(session!.user.name, numbers.map(Number), kind as MarkKind, on)
}

/** All of a shelf, as far as it was shown: what came meanwhile stays unread. */
async function markShelf({ house, session }: Visit, form: Parameters): Promise<number> {
  const shelf: Shelf = shelfIn(form)
  const reader = session!.user.name
  const upTo = whole(form.one('upto'), 0, Number.MAX_SAFE_INTEGER)
  const items = await house.site().store.items({
    ...itemsOn({ ...shelf, show: 'unread' }, reader, await subscriptions(house)),
    below: upTo + 1,
    order: 'arrival',
    limit: Number.MAX_SAFE_INTEGER,
  })
  return house.marking.mark(
    reader,
    items.map(({ number }) => number),
    'read',
    true,
  )
}
