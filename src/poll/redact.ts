// Taking an article's content out of the archive, on purpose and for good: a court's order, a source in danger. What
// stays is a tombstone that says so, under the article's id, number and address.
import { revisionFolder, writePost } from '../formats/post/write.ts'
import { packedRecords, readRecord } from '../formats/warc/read.ts'
import { packRedacted } from '../formats/warc/write.ts'
import type { Article, Post } from '../model/article.ts'
import type { Store } from '../model/catalogue.ts'
import { changesOf } from '../model/change.ts'
import { decodeText } from '../model/charset.ts'
import { decodeContent } from '../model/coding.ts'
import { keysOf } from '../model/identity.ts'
import type { Archive, Clock, Log } from '../model/ports.ts'
import { day } from '../model/time.ts'
import { hostOf } from '../model/url.ts'
import { placeOf } from './captures.ts'
import { contentDigest } from './content.ts'
import { appendJournal, forgetPath } from './journal.ts'
import { redactPictures } from './redact-pictures.ts'
import { noteRedacted } from './redacted.ts'

/** A state of an article: its text, plain, and the exchanges it came in. */
export interface KeptState {
  readonly text: string
  readonly capture?: string
  readonly pages?: readonly string[]
}

export interface RedactDeps {
  readonly archive: Archive
  readonly store: Store
  readonly clock: Clock
  readonly log: Log
}

export interface Redacted {
  readonly id: string
  /** Where the tombstone lies now. */
  readonly path: string
  /** What was removed or written over, as git and a keeper's copies know it. */
  readonly removed: readonly string[]
  readonly rewritten: readonly string[]
  readonly captures: number
  /** Articles that came with it in one exchange, whose raw form went too. */
  readonly others: number
}

/** Bytes of a capture, unpacked. */
const MOST = 512 * 1024 * 1024

/**
 * Removes title, text, pictures' addresses, earlier states and raw exchanges of an article from the files, and leaves a
 * tombstone with the keeper's reason. The archive must be locked by the caller, who makes the derived files anew
 * afterwards. Doing it again after an accident ends the work. `states` are the article's texts, plain, by which its
 * exchanges are recognised; `progress` is told of capture files.
 */
export async function redact(
  article: Article,
  why: string,
  states: readonly KeptState[],
  deps: RedactDeps,
  progress: (done: number, total: number) => void = () => {},
): Promise<Redacted> {
  const { archive, store, clock } = deps
  const captured = await redactCaptures(article, states, deps, progress)
  const pictures = await redactPictures(article, deps)
  const removed: string[] = [...pictures.removed]
  const earlier: string[] = []
  for await (const path of archive.list(revisionFolder(article.path))) earlier.push(path)
  await archive.remove(earlier)
  removed.push(...earlier)
  const stone = tombstoneOf(article, why, clock.now())
  const path = quietPath(article)
  // The text goes first; only then does the tombstone take a name that tells nothing.
  await archive.write([{ path: article.path, bytes: writePost(stone) }])
  if (path !== article.path) {
    await archive.write([{ path, bytes: writePost({ ...stone, path }) }])
    await archive.remove([article.path])
    removed.push(article.path)
  }
  const rewritten = [
    ...captured.files,
    ...pictures.rewritten,
    ...(await forgetPath(archive, article.id, path)),
  ]
  const journal = await appendJournal(archive, clock.now(), [{ op: 'redact', id: article.id, path, why }])
  const { html: _, ...row } = { ...stone, path }
  await noteRedacted(store, keysOf(row))
  await store.apply({
    articles: [{ article: row, keys: keysOf(row) }],
    changes: changesOf(row),
    changed: [path, journal, ...removed, ...rewritten],
  })
  return { id: article.id, path, removed, rewritten, captures: captured.records, others: captured.others }
}

function tombstoneOf(article: Article, why: string, now: number): Post {
  const { id, number, path, source, guid, url, sharedUrl, published, updated, taken, language } = article
  const content = { title: '', author: '', ...(published !== undefined && { published }), html: '' }
  return {
    ...content,
    id,
    number,
    path,
    source,
    ...(guid !== undefined && { guid }),
    ...(url !== undefined && { url }),
    ...(sharedUrl && { sharedUrl }),
    ...(updated !== undefined && { updated }),
    taken,
    revised: now,
    language,
    tags: [],
    categories: [],
    enclosures: [],
    text: article.text,
    digest: contentDigest(content),
    revision: 1,
    entry: article.entry,
    tombstone: { since: now, confirmed: now, why, kind: 'redacted' },
  }
}

/** The post's path without the words of its title; its day and its digits are its address and stay. */
const quietPath = ({ path, id }: Article): string => {
  const found = /^(.*\/)(\d{4}-\d\d-\d\d)-.*?-?([0-9a-f]{8}|[0-9a-f]{16}|[0-9a-f]{32})\.md$/.exec(path)
  return found
    ? `${found[1]}${found[2]}-redacted-${found[3]}.md`
    : path.replace(/[^/]+$/, `${day(0)}-redacted-${id}.md`)
}

interface Traces {
  /** Addresses and ids, as they may stand in XML or JSON. */
  readonly names: readonly string[]
  readonly fragments: readonly string[]
  readonly host: string
  /** Records that are known to hold it: `path#offset`. */
  readonly places: ReadonlySet<string>
}

/** A piece of text so long is not found elsewhere by chance. */
const FRAGMENT = 24
const FRAGMENTS = 8

function tracesOf(article: Article, states: readonly KeptState[]): Traces {
  const fragments = states.flatMap(({ text }) => {
    const lines = text.split('\n').filter(line => line.length >= FRAGMENT)
    const step = Math.max(1, Math.floor(lines.length / FRAGMENTS))
    // From the middle of a line: its ends may be markup in the raw form.
    return lines
      .filter((_, i) => i % step === 0)
      .map(line => line.slice(line.length / 2 - FRAGMENT / 2).slice(0, FRAGMENT))
  })
  const names = [article.url, article.guid].filter(name => name !== undefined && name.length > 8) as string[]
  const captures = [
    article.capture,
    ...(article.pages ?? []),
    ...states.flatMap(({ capture, pages = [] }) => [capture, ...pages]),
  ]
  return {
    names: names.flatMap(name => [name, name.replaceAll('&', '&amp;'), name.replaceAll('/', '\\/')]),
    fragments: [...new Set(fragments)],
    host: hostOf(article.url ?? ''),
    places: new Set(
      captures.flatMap(capture => {
        const place = placeOf(capture ?? '')
        return place ? [`${place.path}#${place.offset}`] : []
      }),
    ),
  }
}

async function redactCaptures(
  article: Article,
  states: readonly KeptState[],
  { archive, store, clock, log }: RedactDeps,
  progress: (done: number, total: number) => void,
): Promise<{ files: string[]; records: number; others: number }> {
  const traces = tracesOf(article, states)
  const paths: string[] = []
  for await (const path of archive.list('captures')) paths.push(path)
  const files: string[] = []
  const gone = new Set<string>()
  for (const [i, path] of paths.entries()) {
    progress(i, paths.length)
    const bytes = await archive.read(path)
    if (!bytes) continue
    const changed = Buffer.from(bytes)
    let count = 0
    for (const { offset, packed } of packedRecords(bytes)) {
      if (!(await holds(packed, `${path}#${offset}`, traces, log))) continue
      changed.set(packRedacted(packed.length, clock.now()), offset)
      gone.add(`${path}#${offset}+${packed.length}`)
      count++
    }
    if (count === 0) continue
    await archive.write([{ path, bytes: changed }])
    files.push(path)
  }
  progress(paths.length, paths.length)
  return { files, records: gone.size, others: await othersIn(gone, article, store) }
}

/** True for a record with the article in it: by its place, by its text, or by its address in an answer of its outlet. */
async function holds(packed: Uint8Array, place: string, traces: Traces, log: Log): Promise<boolean> {
  try {
    const record = readRecord(packed)
    if (record.type !== 'response' && record.type !== 'resource') return false
    if (traces.places.has(place)) return true
    const header = (name: string) => record.http?.headers.find(([key]) => key === name)?.[1]
    const body = await decodeContent(record.payload, header('content-encoding'), MOST)
    const { text } = decodeText(body, [/charset=["']?([\w-]+)/i.exec(header('content-type') ?? '')?.[1]])
    if (traces.fragments.some(fragment => text.includes(fragment))) return true
    const own = traces.host === '' || hostOf(record.uri) === traces.host || hostOf(record.uri) === ''
    return own && traces.names.some(name => text.includes(name))
  } catch (error) {
    log.warn('unreadable capture', { place, why: String(error) })
    return false
  }
}

async function othersIn(gone: ReadonlySet<string>, article: Article, store: Store): Promise<number> {
  if (gone.size === 0) return 0
  let others = 0
  for (let offset = 0; ; offset += 1000) {
    const batch = await store.find({ order: 'arrival', offset, limit: 1000 })
    for (const { id, capture } of batch)
      if (id !== article.id && capture !== undefined && gone.has(capture)) others++
    if (batch.length < 1000) return others
  }
}
