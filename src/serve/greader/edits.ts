// What a client changes: marks on items, whole streams read, labels, subscriptions.
import { readOpml } from '../../formats/opml/read.ts'
import { StetError } from '../../model/error.ts'
import { isMarkKind, type MarkKind } from '../../model/mark.ts'
import { resolve } from '../../model/url.ts'
import type { House } from '../house.ts'
import type { Keeping } from '../keep/keeping.ts'
import type { Parameters } from '../parameters.ts'
import { type Subscriptions, subscriptions } from '../subscriptions.ts'
import { itemNumber, LABEL, moment, type Stream, selectionOf, streamNamed } from './ids.ts'

/** What a tag means as a mark; undefined for tags that nothing here stands for (`like`, `broadcast`…). */
function markOf(stream: Stream | undefined, on: boolean): { kind: MarkKind; on: boolean } | undefined {
  if (stream?.kind === 'state') return { kind: stream.mark, on }
  // Keeping unread is not having read; to stop keeping so says nothing of having read.
  if (stream?.kind === 'unread') return on ? { kind: 'read', on: false } : undefined
  const label: MarkKind | undefined = stream?.kind === 'label' ? `label:${stream.name}` : undefined
  return label && isMarkKind(label) ? { kind: label, on } : undefined
}

/** `edit-tag`: tags `a` put on and `r` taken off the items `i`. */
export async function editTags(house: House, reader: string, asked: Parameters): Promise<void> {
  const numbers = asked.all('i').flatMap(id => itemNumber(id) ?? [])
  const wanted = [
    ...asked.all('r').map(tag => markOf(streamNamed(tag), false)),
    ...asked.all('a').map(tag => markOf(streamNamed(tag), true)),
  ]
  for (const mark of wanted) if (mark) await house.marking.mark(reader, numbers, mark.kind, mark.on)
}

/** More items than any archive has. */
const ALL = Number.MAX_SAFE_INTEGER

/** `mark-all-as-read`: the stream `s`, as far as it had come at `ts`. False when there is no such stream. */
export async function markAllRead(
  house: House,
  reader: string,
  asked: Parameters,
  known: Subscriptions,
): Promise<boolean> {
  const stream = streamNamed(asked.one('s') || 'user/-/state/com.google/reading-list')
  const selection = stream && selectionOf(stream, known)
  if (!selection) return false
  const until = moment(asked.one('ts'))
  const items = await house.site().store.items({
    reader,
    ...selection,
    without: [...selection.without, 'read'],
    order: 'arrival',
    limit: ALL,
    ...(until !== undefined && { until: Math.floor(until) + 1 }),
  })
  await house.marking.mark(
    reader,
    items.map(({ number }) => number),
    'read',
    true,
  )
  return true
}

/** `rename-tag` and `disable-tag`: the reader's own label moves, or goes; a folder is the keeper's. */
export async function moveLabel(
  house: House,
  reader: string,
  asked: Parameters,
  known: Subscriptions,
  keeping: Keeping | undefined,
): Promise<boolean> {
  const from = streamNamed(asked.one('s') || LABEL + asked.one('t'))
  const to = streamNamed(asked.one('dest'))
  if (from?.kind !== 'label' || (to && to.kind !== 'label')) return false
  const folder = known.folder(from.name)
  if (folder) {
    if (!keeping) return false
    for (const { id, categories } of folder.members) {
      const left = categories.map(name => (name === from.name ? (to?.name ?? '') : name))
      await keeping.change(id, { categories: [...new Set(left)].filter(name => name !== '') })
    }
  }
  const kind: MarkKind = `label:${from.name}`
  const items = await house.site().store.items({ reader, with: [kind], order: 'arrival', limit: ALL })
  const numbers = items.map(({ number }) => number)
  if (to) await house.marking.mark(reader, numbers, `label:${to.name}`, true)
  await house.marking.mark(reader, numbers, kind, false)
  return true
}

const labelNames = (asked: Parameters, name: string): string[] =>
  asked.all(name).flatMap(tag => {
    const stream = streamNamed(tag)
    return stream?.kind === 'label' ? [stream.name] : []
  })

/** `subscription/edit`, for a keeper. False when it asks for nothing that can be done. */
export async function editSubscriptions(
  keeping: Keeping,
  asked: Parameters,
  known: Subscriptions,
): Promise<boolean> {
  const action = asked.one('ac')
  const add = labelNames(asked, 'a')
  const drop = labelNames(asked, 'r')
  const titles = asked.all('t')
  let done = false
  for (const [n, stream] of asked.all('s').entries()) {
    const name = stream.replace(/^(?:feed\/){1,2}/, '')
    const found = known.named(name)
    if (action === 'subscribe' && !found?.followed) {
      const url = resolve(name)
      if (url === undefined) continue
      await keeping.add([{ url, title: titles[n] ?? '', categories: add }])
    } else if (action === 'unsubscribe' && found?.followed) await keeping.remove([found.id])
    else if ((action === 'edit' || action === 'subscribe') && found?.followed) {
      const left = found.categories.filter(one => !drop.includes(one))
      const title = titles[n]
      await keeping.change(found.id, {
        ...(title && { title }),
        ...(add.length + drop.length > 0 && { categories: [...new Set([...left, ...add])] }),
      })
    } else continue
    done = true
  }
  return done
}

/** `subscription/quickadd`: an address of a feed or of a page that names one. */
export async function quickAdd(house: House, keeping: Keeping, query: string): Promise<object> {
  const given = query.replace(/^feed\//, '')
  const url = resolve(/^\w+:\/\//.test(given) ? given : `https://${given}`)
  if (url === undefined) return { numResults: 0, query, error: 'This is no address.' }
  const preview = await keeping.preview(url)
  if (preview.kind === 'nothing') return { numResults: 0, query, error: preview.why }
  const feed = preview.feeds[0]!
  const [id] = await keeping.add([{ url: feed.url, title: feed.title, categories: [] }])
  const added = id === undefined ? undefined : (await subscriptions(house)).of(id)
  if (!added) return { numResults: 0, query, error: 'It could not be added.' }
  return { numResults: 1, query, streamId: `feed/${added.number}`, streamName: added.title }
}

/** `subscription/import`: the sources of an OPML text. Returns how many there were; StetError 'not-a-feed' for none. */
export async function importOpml(keeping: Keeping, text: string): Promise<number> {
  const { outlines } = readOpml(text)
  if (outlines.length === 0) throw new StetError('not-a-feed', 'The text is no OPML that names feeds.')
  await keeping.add(outlines.map(({ url, title, categories }) => ({ url, title, categories })))
  return outlines.length
}
