// What happened to the sources: new ones, failures, recoveries. Told from how the schedule was when it was last looked at;
// kept in .stet/, since it is about the running and no part of the archive's truth.
import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Source, SourceId } from '../model/source.ts'
import type { Instant } from '../model/time.ts'
import type { ArchiveEvent, SourceStatus } from '../serve/keep/keeping.ts'

interface Seen {
  readonly failing: boolean
  readonly stopped: boolean
}

export interface Events {
  /** Compares with last time, and keeps what is new. */
  look(sources: readonly Source[], status: ReadonlyMap<SourceId, SourceStatus>, now: Instant): void
  /** The latest first. */
  latest(limit: number): ArchiveEvent[]
}

/** Lines of the file from which the older half is dropped. */
const MOST = 2000

export function archiveEvents(derived: string, titleOf: (source: Source) => string): Events {
  const seenAt = join(derived, 'seen.json')
  const eventsAt = join(derived, 'events.ndjson')
  const isFirst = !existsSync(seenAt)
  let seen = new Map<SourceId, Seen>(isFirst ? [] : readSeen(seenAt))
  let begun = !isFirst

  return {
    look(sources, status, now) {
      const next = new Map<SourceId, Seen>()
      const events: ArchiveEvent[] = []
      for (const source of sources) {
        const one = status.get(source.id)
        const before = seen.get(source.id)
        next.set(source.id, { failing: one?.error !== undefined, stopped: one?.stopped === true })
        const about = { source: source.id, title: titleOf(source) }
        if (!before && begun) events.push({ kind: 'added', at: now, ...about })
        events.push(...changes(about, before, one, now))
      }
      begun = true
      if (events.length > 0) append(eventsAt, events)
      if (JSON.stringify([...next]) !== JSON.stringify([...seen]) || !existsSync(seenAt))
        replace(seenAt, JSON.stringify([...next]))
      seen = next
    },
    latest: limit => readEvents(eventsAt).reverse().slice(0, limit),
  }
}

function changes(
  about: Pick<ArchiveEvent, 'source' | 'title'>,
  before: Seen | undefined,
  now: SourceStatus | undefined,
  at: Instant,
): ArchiveEvent[] {
  if (!now) return []
  if (now.stopped) return before?.stopped ? [] : [{ kind: 'stopped', at: now.lastTry ?? at, ...about }]
  if (now.error !== undefined)
    return before?.failing ? [] : [{ kind: 'failed', at: now.lastTry ?? at, why: now.error, ...about }]
  const isBack = (before?.failing || before?.stopped) && now.lastSuccess !== undefined
  return isBack ? [{ kind: 'recovered', at: now.lastSuccess ?? at, ...about }] : []
}

function readSeen(path: string): [SourceId, Seen][] {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return []
  }
}

function readEvents(path: string): ArchiveEvent[] {
  if (!existsSync(path)) return []
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap(line => {
      try {
        return line === '' ? [] : [JSON.parse(line) as ArchiveEvent]
      } catch {
        return []
      }
    })
}

function append(path: string, events: readonly ArchiveEvent[]): void {
  appendFileSync(path, events.map(event => `${JSON.stringify(event)}\n`).join(''))
  const all = readEvents(path)
  if (all.length > MOST)
    replace(
      path,
      all
        .slice(-MOST / 2)
        .map(event => `${JSON.stringify(event)}\n`)
        .join(''),
    )
}

function replace(path: string, text: string): void {
  writeFileSync(`${path}.new`, text)
  renameSync(`${path}.new`, path)
}
