// The archive's own diary, log/2021-04-14.ndjson: one line for each thing that happened to an article, never changed.
import type { Article, ArticleId, Changed } from '../model/article.ts'
import type { Digest } from '../model/digest.ts'
import type { Trouble } from '../model/health.ts'
import type { PictureAddress } from '../model/picture.ts'
import type { Archive } from '../model/ports.ts'
import type { SourceFacts } from '../model/source.ts'
import { day, type Instant, iso } from '../model/time.ts'
import type { Saw, Tombstone } from '../model/tombstone.ts'

export type JournalEvent =
  | { readonly op: 'put'; readonly id: ArticleId; readonly path: string; readonly digest: Digest }
  | {
      readonly op: 'revise'
      readonly id: ArticleId
      readonly path: string
      readonly digest: Digest
      /** See Article: what the source changed. */
      readonly changed?: readonly Changed[]
    }
  /** Withdrawn by its source, on the evidence of these looks. */
  | {
      readonly op: 'gone'
      readonly id: ArticleId
      readonly path: string
      readonly since: string
      readonly why: string
      readonly seen: readonly {
        readonly at: string
        readonly saw: Saw
        readonly status?: number
        readonly capture?: string
      }[]
    }
  /** Back at its address, after it was said to be gone since that moment. */
  | { readonly op: 'returned'; readonly id: ArticleId; readonly path: string; readonly since: string }
  | { readonly op: 'redact'; readonly id: ArticleId; readonly path: string; readonly why: string }
  | ({ readonly op: 'source' } & SourceFacts)
  /** The first poll of the day has ended: this archive looked at its sources. */
  | { readonly op: 'looked' }
  /** Something about a source, or about our looking, that went wrong or came right again. */
  | ({
      readonly op: 'health'
      readonly since?: string
      readonly upTo?: string
      readonly over?: true
    } & Omit<Trouble, 'since' | 'upTo'>)
  /** A picture that could not be had. */
  | ({ readonly op: 'missing' } & Pick<PictureAddress, 'url' | 'why' | 'said' | 'tries' | 'due'>)

/** The journal's line for a disappearance. */
export const goneEvent = (
  { id, path }: Pick<Article, 'id' | 'path'>,
  tombstone: Tombstone,
): JournalEvent => ({
  op: 'gone',
  id,
  path,
  since: iso(tombstone.since),
  why: tombstone.why,
  seen: (tombstone.seen ?? []).map(({ at, saw, status, capture }) => ({
    at: iso(at),
    saw,
    ...(status !== undefined && { status }),
    ...(capture !== undefined && { capture }),
  })),
})

/** The journal's line for a return. */
export const returnEvent = (
  { id, path }: Pick<Article, 'id' | 'path'>,
  { since }: Tombstone,
): JournalEvent => ({ op: 'returned', id, path, since: iso(since) })

export const journalPath = (at: Instant): string => `log/${day(at)}.ndjson`

/** Adds events to the day's file, durably. Returns the file's path. */
export async function appendJournal(
  archive: Archive,
  at: Instant,
  events: readonly JournalEvent[],
): Promise<string> {
  const path = journalPath(at)
  await mendJournal(archive, path)
  await archive.append(path, events.map(event => `${JSON.stringify({ at: iso(at), ...event })}\n`).join(''))
  return path
}

/** A line that a killed writer did not finish is cut off: what it told of is found again by its intent. */
async function mendJournal(archive: Archive, path: string): Promise<void> {
  const size = await archive.size(path)
  if (!size) return
  const last = await archive.readRange(path, size - 1, 1)
  if (last?.[0] === 0x0a) return
  const bytes = (await archive.read(path))!
  await archive.truncate(path, bytes.lastIndexOf(0x0a) + 1)
}

/**
 * Writes another path into the lines of one article, whose old one tells its title: the only time that lines of the
 * journal are changed. Returns the files that were.
 */
export async function forgetPath(archive: Archive, id: ArticleId, path: string): Promise<string[]> {
  const rewritten: string[] = []
  for await (const file of archive.list('log')) {
    const bytes = await archive.read(file)
    const text = new TextDecoder().decode(bytes)
    if (!text.includes(id)) continue
    const lines = text.split('\n').map(line => {
      const event = line.includes(id) ? eventIn(line) : undefined
      return event && 'id' in event && event.id === id && 'path' in event && event.path !== path
        ? JSON.stringify({ ...event, path })
        : line
    })
    const after = lines.join('\n')
    if (after === text) continue
    await archive.write([{ path: file, bytes: after }])
    rewritten.push(file)
  }
  return rewritten
}

/** Takes out what is said of missing pictures at these addresses. Returns the files that were changed. */
export async function forgetMissing(archive: Archive, urls: ReadonlySet<string>): Promise<string[]> {
  const rewritten: string[] = []
  for await (const file of archive.list('log')) {
    const text = new TextDecoder().decode(await archive.read(file))
    if (!text.includes('"op":"missing"')) continue
    const lines = text.split('\n').filter(line => {
      const event = eventIn(line)
      return event?.op !== 'missing' || !urls.has(event.url)
    })
    const after = lines.join('\n')
    if (after === text) continue
    await archive.write([{ path: file, bytes: after }])
    rewritten.push(file)
  }
  return rewritten
}

/** All events of a file, in order; lines that are none are passed over. */
export async function readJournal(archive: Archive, path: string): Promise<JournalEvent[]> {
  const bytes = await archive.read(path)
  if (!bytes) return []
  return new TextDecoder()
    .decode(bytes)
    .split('\n')
    .flatMap(line => eventIn(line) ?? [])
}

function eventIn(line: string): JournalEvent | undefined {
  try {
    const event = JSON.parse(line)
    return event !== null && typeof event === 'object' && typeof event.op === 'string' ? event : undefined
  } catch {
    return undefined
  }
}
