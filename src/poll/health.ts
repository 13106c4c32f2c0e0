// The dead man's switch: after a poll, what is wrong is compared with what was wrong before, and what began or ended is
// written down: into the journal first, then into the notes from which status, site and alerts are told.
import { readWholePost } from '../formats/post/read.ts'
import type { Article } from '../model/article.ts'
import type { Store } from '../model/catalogue.ts'
import { type Frontier, sourceTask } from '../model/frontier.ts'
import {
  eventKey,
  HEALTH_NOTE,
  type Health,
  type HealthEvent,
  healthIn,
  LOOKED_NOTE,
  lookedIn,
  type Trouble,
  troubleKey,
} from '../model/health.ts'
import type { Archive, Clock } from '../model/ports.ts'
import type { Source, SourceId } from '../model/source.ts'
import { plainText } from '../model/text.ts'
import { type Duration, day, type Instant, iso } from '../model/time.ts'
import { alone } from './alone.ts'
import { type Habit, learn, NO_HABIT, titleKey } from './habit.ts'
import { appendJournal, type JournalEvent, readJournal } from './journal.ts'
import { type SourceState, stateOf } from './schedule.ts'
import { restoreSite, siteSeen } from './site-seen.ts'
import { type SourceFactsNow, troubles } from './trouble.ts'

export interface HealthDeps {
  readonly archive: Archive
  readonly store: Store
  readonly frontier: Pick<Frontier, 'tasks'>
  readonly clock: Clock
}

/** Number of the last article that habits have learned from. */
const LEARNED = 'habits'
const habitNote = (id: SourceId): string => `habit:${id}`
/** Events told on the site and over feeds. */
const EVENTS = 200
const BATCH = 1000

/** What is wrong at this moment, whether it has been written down or not. Writes nothing. */
export async function troublesNow(
  sources: readonly Source[],
  allowed: Duration,
  deps: Omit<HealthDeps, 'archive'>,
): Promise<Trouble[]> {
  const { standing } = await healthIn(deps.store)
  return troubles(await factsOf(sources, standing, deps), deps.clock.now(), allowed)
}

/**
 * After a poll: learns from what came, and writes down what began and what ended. Gives those events. The archive must
 * be locked by the caller. Killed between journal and notes, it writes the same lines again, which count once.
 */
export async function watchOver(
  sources: readonly Source[],
  allowed: Duration,
  deps: HealthDeps,
): Promise<HealthEvent[]> {
  const { store, archive, clock } = deps
  const now = clock.now()
  await learnHabits(deps)
  const before = await healthIn(store)
  const found = troubles(await factsOf(sources, before.standing, deps), now, allowed)
  const events = [...pause(before, now, allowed), ...between(before.standing, found, now)]
  const today = day(now)
  const lines = [
    ...((await lookedIn(store)) === today ? [] : [{ op: 'looked' as const }]),
    ...events.map(journalled),
  ]
  const after: Health = {
    standing: found,
    events: [...before.events, ...events].slice(-EVENTS),
    lastPoll: now,
  }
  await alone(archive, async () => {
    const changed = lines.length > 0 ? [await appendJournal(archive, now, lines)] : []
    await store.apply({ changed, notes: { [HEALTH_NOTE]: JSON.stringify(after), [LOOKED_NOTE]: today } })
  })
  return events
}

const journalled = ({ at: _, since, upTo, ...event }: HealthEvent): JournalEvent => ({
  op: 'health',
  ...event,
  ...(since !== undefined && { since: iso(since) }),
  ...(upTo !== undefined && { upTo: iso(upTo) }),
})

/** An event as the journal has it; undefined for a line that is none. */
function told(line: JournalEvent & { readonly at?: string }): HealthEvent | undefined {
  if (line.op !== 'health' || line.at === undefined) return undefined
  const { op: _, at, since, upTo, ...event } = line
  const moment = Date.parse(at)
  if (Number.isNaN(moment)) return undefined
  return {
    ...event,
    at: moment,
    ...(since !== undefined && { since: Date.parse(since) }),
    ...(upTo !== undefined && { upTo: Date.parse(upTo) }),
  }
}

/** The looking itself had stopped, and goes on: one entry, for it could not be told while it lasted. */
function pause({ lastPoll }: Health, now: Instant, allowed: Duration): HealthEvent[] {
  return lastPoll !== undefined && now - lastPoll > allowed
    ? [{ at: now, kind: 'job', since: lastPoll, now: now - lastPoll, over: true }]
    : []
}

/** What began and what ended from one look to the next. */
export function between(before: readonly Trouble[], after: readonly Trouble[], now: Instant): HealthEvent[] {
  // While the clock is wrong nothing is known of the rest: it has not ended.
  const blind = after.some(({ kind }) => kind === 'clock')
  const was = new Map(before.map(trouble => [troubleKey(trouble), trouble]))
  const is = new Set(after.map(troubleKey))
  const began = after.filter(trouble => !was.has(troubleKey(trouble)))
  const ended = before.filter(trouble => !is.has(troubleKey(trouble)) && !(blind && trouble.kind !== 'clock'))
  return [
    ...began.map((trouble): HealthEvent => ({ ...trouble, at: now })),
    ...ended.map((trouble): HealthEvent => ({ ...trouble, at: now, over: true })),
  ]
}

/** Reads events and what stands from the journal, for a catalogue that is made again. */
export async function rebuildHealth(archive: Archive, store: Store): Promise<void> {
  const events = new Map<string, HealthEvent>()
  let looked: string | undefined
  for await (const path of archive.list('log'))
    for (const line of await readJournal(archive, path)) {
      if (line.op === 'looked') looked = dayOf(path)
      const event = told(line)
      if (event) events.set(eventKey(event), event)
    }
  await store.setNote(LOOKED_NOTE, looked)
  if (events.size === 0) return
  const all = [...events.values()].sort((a, b) => a.at - b.at)
  const standing = new Map<string, Trouble>()
  for (const { at: _, over, ...trouble } of all)
    if (over) standing.delete(troubleKey(trouble))
    else standing.set(troubleKey(trouble), trouble)
  for (const trouble of standing.values()) if (trouble.kind === 'unfound') await restoreSite(trouble, store)
  const health: Health = { standing: [...standing.values()], events: all.slice(-EVENTS) }
  await store.setNote(HEALTH_NOTE, JSON.stringify(health))
}

/** `log/2021-04-14.ndjson` is of that day. */
const dayOf = (path: string): string | undefined => /(\d{4}-\d\d-\d\d)/.exec(path)?.[1]

async function factsOf(
  sources: readonly Source[],
  standing: readonly Trouble[],
  { store, frontier }: Pick<HealthDeps, 'store' | 'frontier'>,
): Promise<SourceFactsNow[]> {
  const followed = sources.filter(({ url, paused }) => !paused && url !== '' && url !== '-')
  const tasks = new Map((await frontier.tasks()).map(task => [task.id, task.state as SourceState]))
  const bySource = Map.groupBy(standing, ({ source }) => source)
  const facts: SourceFactsNow[] = []
  for (const { id, url, looks } of followed) {
    const site = looks === false ? undefined : await siteSeen(id, store)
    facts.push({
      source: id,
      url,
      state: stateOf(tasks.get(sourceTask(id)) ?? {}, url),
      habit: await habitOf(id, store),
      ...(site && { site }),
      standing: new Map(bySource.get(id)?.map(one => [one.kind, one])),
    })
  }
  return facts
}

async function habitOf(id: SourceId, store: Store): Promise<Habit> {
  const note = await store.note(habitNote(id))
  return note === undefined ? NO_HABIT : (JSON.parse(note) as Habit)
}

/** Learns from the articles that came since the last time, in order of arrival. */
async function learnHabits({ store, archive }: HealthDeps): Promise<void> {
  for (;;) {
    const after = Number((await store.note(LEARNED)) ?? 0)
    const items = await store.items({ reader: '', above: after, order: 'arrival', limit: BATCH })
    if (items.length === 0) return
    const articles = await store.byNumbers(items.map(({ number }) => number))
    articles.sort((a, b) => a.number - b.number)
    const notes: Record<string, string> = { [LEARNED]: String(items.at(-1)!.number) }
    for (const [source, own] of Map.groupBy(articles, article => article.source)) {
      const habit = await habitOf(source, store)
      const again = await repeatsIn(own, habit, { store, archive })
      notes[habitNote(source)] = JSON.stringify(learn(habit, own, await sizesOf(own, archive), again))
    }
    await store.apply({ notes })
  }
}

/** Of the last arrivals of a batch: only these are remembered. */
const SIZED = 60

async function sizesOf(articles: readonly Article[], archive: Archive): Promise<Map<number, number>> {
  const sizes = new Map<number, number>()
  for (const { number, path } of articles.slice(-SIZED)) sizes.set(number, (await archive.size(path)) ?? 0)
  return sizes
}

/** Numbers of those whose title and text an older article has under another id. */
async function repeatsIn(
  articles: readonly Article[],
  habit: Habit,
  deps: Pick<HealthDeps, 'store' | 'archive'>,
): Promise<Set<number>> {
  const titles = new Map(Object.entries(habit.titles))
  const found = new Set<number>()
  for (const article of articles) {
    const key = titleKey(article.title)
    const before = titles.get(key)
    if (before !== undefined && (await isSameText(article, before, deps))) found.add(article.number)
    else titles.set(key, article.number)
  }
  return found
}

async function isSameText(
  article: Article,
  number: number,
  { store, archive }: Pick<HealthDeps, 'store' | 'archive'>,
): Promise<boolean> {
  const [other] = await store.byNumbers([number])
  if (!other || other.number === article.number) return false
  const texts = await Promise.all([article.path, other.path].map(path => textIn(path, archive)))
  return texts[0] !== undefined && texts[0] !== '' && texts[0] === texts[1]
}

async function textIn(path: string, archive: Archive): Promise<string | undefined> {
  const post = readWholePost(path, await archive.read(path))
  return post && plainText(post.html)
}
