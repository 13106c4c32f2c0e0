// Many feeds for a week in a clock of our own: the real schedule in PostgreSQL, the real rule when a source is asked
// again, and a model of outlets and network. Prints polls a second, how late feeds that are due are asked, what was
// missed, memory, rows and bytes; with --plot FILE the week as a picture.
// npm run bench:scale -- [feeds] [days] [hosts asked at once] [--plot FILE]
import { writeFileSync } from 'node:fs'
import pg from 'pg'
import { readAddress } from '../src/adapters/postgres/address.ts'
import { postgresFrontier } from '../src/adapters/postgres/frontier.ts'
import type { Entry } from '../src/model/entry.ts'
import type { Lease, TaskResult } from '../src/model/frontier.ts'
import { DAY, type Duration, HOUR, type Instant, SECOND } from '../src/model/time.ts'
import { publishedIn } from '../src/poll/rhythm.ts'
import { nextAfterFailure, nextAfterSuccess, type SourceState, USUAL_PACE } from '../src/poll/schedule.ts'
import { postgresServer } from '../tests/postgres.ts'
import { corpusPosts } from './corpus.ts'
import { table } from './measure.ts'

const plotAt = process.argv.indexOf('--plot')
const plot = plotAt > 0 ? process.argv[plotAt + 1] : undefined
const [feeds, days, slots] = [100_000, 7, 400].map((usual, i) => {
  const given = process.argv[2 + i]
  return given !== undefined && /^\d+$/.test(given) ? Number(given) : usual
}) as [number, number, number]

const START = Date.UTC(2026, 10, 2)
const TICK: Duration = 10 * SECOND
/** Between two requests to one host. */
const PAUSE: Duration = 500
const LISTED = 20
/** All posts of the predecessor, of which the corpus is a sample. */
const ALL_POSTS = 15_271

/** A number from 0 to 1, always the same for the same two. */
function chance(n: number, salt: number): number {
  let x = (Math.imul(n ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(salt + 1, 0xc2b2ae35)) >>> 0
  x = Math.imul(x ^ (x >>> 15), 0x2c1b3c6d) >>> 0
  x = Math.imul(x ^ (x >>> 12), 0x297a2d39) >>> 0
  return ((x ^ (x >>> 15)) >>> 0) / 2 ** 32
}

/** Of a logarithmic normal distribution around 1. */
const spread = (n: number, salt: number, sigma: number): number =>
  Math.exp(
    sigma * Math.sqrt(-2 * Math.log(1 - chance(n, salt))) * Math.cos(2 * Math.PI * chance(n, salt + 1)),
  )

// ── Outlets ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** Time between two articles of each of the predecessor's outlets, and by which hour of a day so much of it is out. */
async function outlets(): Promise<{ periods: Duration[]; hours: number[] }> {
  const posts = await corpusPosts()
  const dates = new Map<string, Instant[]>()
  const hours: number[] = Array(24).fill(0)
  for (const { bytes } of posts) {
    const head = new TextDecoder().decode(bytes.subarray(0, 2000))
    const date = Date.parse(/^date: (.+)$/m.exec(head)?.[1] ?? '')
    const author = /^author: (.+)$/m.exec(head)?.[1] ?? ''
    if (!Number.isFinite(date)) continue
    dates.set(author, [...(dates.get(author) ?? []), date])
    hours[new Date(date).getUTCHours()]!++
  }
  const sample = ALL_POSTS / posts.length
  const periods = [...dates.values()]
    .filter(all => all.length >= 5)
    .map(all => (Math.max(...all) - Math.min(...all)) / (all.length * sample))
  const upTo = [0]
  for (const n of hours) upTo.push(upTo.at(-1)! + n)
  return { periods, hours: upTo.map(n => n / upTo.at(-1)!) }
}

const { periods, hours } = await outlets()
const period = (feed: number): Duration =>
  Math.max(periods[feed % periods.length]! * spread(feed, 10, 1), 5 * 60 * SECOND)

/** Articles spread evenly come at the hours in which outlets publish. */
function atItsHour(even: Instant): Instant {
  const day = Math.floor(even / DAY)
  const share = even / DAY - day
  const hour = Math.max(hours.findIndex(upTo => upTo > share) - 1, 0)
  const [from, to] = [hours[hour]!, hours[hour + 1]!]
  return day * DAY + (hour + (share - from) / (to - from)) * HOUR
}

/** When the nth article of a feed came. */
const publishedAt = (feed: number, n: number): Instant =>
  atItsHour(START - 400 * DAY + period(feed) * (n + 0.8 * chance(feed, n)))

/** How many articles of a feed are out. */
function countAt(feed: number, now: Instant): number {
  let n = Math.max(Math.floor((now - START + 400 * DAY) / period(feed)) - 2, 0)
  while (publishedAt(feed, n) <= now) n++
  return n
}

// ── Network ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** Half of the feeds have a host of their own, some share one with nine, a fifth is on platforms. */
function hostOf(feed: number): string {
  const kind = chance(feed, 20)
  if (kind < 0.5) return `own-${feed}.example`
  if (kind < 0.8) return `shared-${Math.floor(feed / 17)}.example`
  return `platform-${feed % Math.max(Math.round(feeds / 25_000), 1)}.example`
}

const isDead = (feed: number): boolean => chance(feed, 30) < 0.03
const sendsValidators = (feed: number): boolean => chance(feed, 31) < 0.8
const latency = (feed: number, now: Instant): Duration => 300 * spread(feed, Math.floor(now / SECOND), 0.9)
const fails = (feed: number, now: Instant): boolean => isDead(feed) || chance(feed, now / SECOND + 7) < 0.005

// ── The week ─────────────────────────────────────────────────────────────────────────────────────────────────────

const found = await postgresServer({ shared_buffers: '512MB', max_wal_size: '4GB' })
if (typeof found === 'string') throw new Error(found)
const address = readAddress(found.store())
const frontier = await postgresFrontier(address)

/** Articles of each feed that were seen, and those that left its list unseen. */
const seen = new Float64Array(feeds)
let missed = 0
let brought = 0
const lags: number[] = []
const perMinute: number[] = []
const worstPerHour: number[] = []

for (let at = 0; at < feeds; at += 20_000)
  await frontier.add(
    Array.from({ length: Math.min(20_000, feeds - at) }, (_, i) => {
      const feed = at + i
      seen[feed] = countAt(feed, START)
      const due = Math.round(START + chance(feed, 40) * 8 * HOUR)
      const published = publishedIn(listAt(feed, START), START)
      return {
        id: `source:${feed}`,
        host: hostOf(feed),
        due,
        state: { ...(published && { published }), lastTry: due - 8 * HOUR },
      }
    }),
  )

function listAt(feed: number, now: Instant): Entry[] {
  const count = countAt(feed, now)
  const made: { published: Instant }[] = []
  for (let n = count - 1; n >= Math.max(count - LISTED, 0); n--)
    made.push({ published: publishedAt(feed, n) })
  return made as unknown as Entry[]
}

function ask(id: string, before: SourceState, now: Instant): TaskResult {
  const feed = Number(id.slice('source:'.length))
  if (fails(feed, now)) {
    const state = { ...before, failures: (before.failures ?? 0) + 1, lastTry: now }
    return { id, due: nextAfterFailure(id, state, now, USUAL_PACE), state: { ...state } }
  }
  const count = countAt(feed, now)
  const fresh = count - seen[feed]!
  missed += Math.max(fresh - LISTED, 0)
  brought += Math.min(fresh, LISTED)
  seen[feed] = count
  const { failures: _, ...rest } = before
  const published = fresh > 0 ? publishedIn(listAt(feed, now), now) : before.published
  const state: SourceState = {
    ...rest,
    ...(published && { published }),
    ...(sendsValidators(feed) && { validators: { url: `https://${hostOf(feed)}/feed`, etag: `"${count}"` } }),
    quiet: fresh > 0 ? 0 : (before.quiet ?? 0) + 1,
    lastTry: now,
    lastSuccess: now,
  }
  return { id, due: nextAfterSuccess(id, before, state, [], now, USUAL_PACE), state: { ...state } }
}

/** What is under way, by the tick at which it ends. */
const ending = new Map<number, { lease: Lease; results: TaskResult[] }[]>()
let free = slots
let polls = 0
let minute = 0
let worst = 0
const began = performance.now()
const end = START + days * DAY
for (let now = START; now < end; now += TICK) {
  const done = ending.get(now) ?? []
  ending.delete(now)
  await Promise.all(
    done.map(async ({ lease, results }) => {
      if (!(await frontier.complete(lease, results))) throw new Error(`the lease of ${lease.host} was lost`)
      await frontier.release(lease)
    }),
  )
  free += done.length
  while (free > 0) {
    const asked = Math.min(free, 500)
    const leases = await frontier.claim({ owner: 'week', now, hold: HOUR, hosts: asked, tasks: 50 })
    for (const lease of leases) {
      let busy = 0
      const results = lease.tasks.map((task, i) => {
        const lag = now + busy - task.due
        lags.push(lag)
        worst = Math.max(worst, lag)
        busy += latency(Number(task.id.slice(7)), now) + (i > 0 ? PAUSE : 0)
        return ask(task.id, task.state, now + Math.round(busy))
      })
      polls += results.length
      minute += results.length
      const at = now + Math.max(Math.ceil(busy / TICK), 1) * TICK
      ending.set(at, [...(ending.get(at) ?? []), { lease, results }])
    }
    free -= leases.length
    if (leases.length < asked) break
  }
  if ((now - START) % 60_000 === 60_000 - TICK) {
    perMinute.push(minute / 60)
    minute = 0
  }
  if ((now - START) % HOUR === HOUR - TICK) {
    worstPerHour.push(worst / SECOND)
    worst = 0
    if ((now - START) % DAY === DAY - TICK)
      console.error(
        `day ${(now - START + TICK) / DAY}: ${polls} polls, ${((performance.now() - began) / 1000).toFixed(0)} s`,
      )
  }
}
const seconds = (performance.now() - began) / 1000

const client = new pg.Client(found.url)
await client.connect()
const { rows: sizes } = await client.query(
  `select coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint as bytes, coalesce(sum(greatest(c.reltuples, 0)), 0)::bigint as rows
   from pg_class c join pg_namespace n on n.oid = c.relnamespace
   where c.relkind = 'r' and n.nspname like 'test_%schedule'`,
)
await client.end()
await frontier.close()
await found.end()

const sorted = Float64Array.from(lags).sort()
const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)]! / SECOND
const peak = perMinute.reduce((most, one) => Math.max(most, one), 0)
console.log(
  table(
    ['', ''],
    [
      ['feeds', String(feeds)],
      ['days', String(days)],
      ['hosts asked at once', String(slots)],
      ['polls', String(polls)],
      ['polls of a feed a day', (polls / feeds / days).toFixed(2)],
      ['polls a second, mean', (polls / (days * 86_400)).toFixed(1)],
      ['polls a second, busiest minute', peak.toFixed(1)],
      ['asked so late, half (s)', at(0.5).toFixed(1)],
      ['asked so late, 99 of 100 (s)', at(0.99).toFixed(1)],
      ['asked so late, most (s)', at(1).toFixed(0)],
      ['articles brought', String(brought)],
      ['articles that left a list unseen', String(missed)],
      ['wall s', seconds.toFixed(0)],
      ['polls a second of this machine', (polls / seconds).toFixed(0)],
      ['schedule, MB', (Number(sizes[0].bytes) / 1e6).toFixed(0)],
      ['rows of the schedule', String(sizes[0].rows)],
      ['memory of the process, MB', (process.memoryUsage.rss() / 1e6).toFixed(0)],
    ],
  ),
)
if (plot !== undefined) writeFileSync(plot, picture())

/** Polls a second by the minute, and the latest by the hour, one above the other. */
function picture(): string {
  const [width, height] = [720, 150]
  const line = (values: readonly number[], top: number, name: string, unit: string): string => {
    const most = values.reduce((a, b) => Math.max(a, b), 0) || 1
    const x = (i: number): string => ((i / Math.max(values.length - 1, 1)) * width + 60).toFixed(1)
    const y = (value: number): string => (top + height - (value / most) * height).toFixed(1)
    const path = values.map((value, i) => `${i === 0 ? 'M' : 'L'}${x(i)} ${y(value)}`).join('')
    return `<text x="60" y="${top - 8}">${name}</text><text x="52" y="${top + 10}" text-anchor="end">${most.toFixed(most < 10 ? 1 : 0)} ${unit}</text><text x="52" y="${top + height}" text-anchor="end">0</text><path d="M60 ${top}V${top + height}H${width + 60}" stroke="#888"/><path d="${path}" stroke="#b0301c"/>`
  }
  const dayMarks = Array.from(
    { length: days },
    (_, day) =>
      `<text x="${(60 + ((day + 0.5) / days) * width).toFixed(0)}" y="400" text-anchor="middle">day ${day + 1}</text>`,
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 410" font-family="sans-serif" font-size="12" fill="none"><title>Polls a second by the minute, and the latest poll of each hour</title><rect width="800" height="410" fill="#fff"/><g fill="#333" stroke-width="1.2">${line(perMinute, 30, 'polls a second, by the minute', '/s').replaceAll('<path', '<path fill="none"')}${line(worstPerHour, 225, 'the latest poll of each hour', 's').replaceAll('<path', '<path fill="none"')}${dayMarks.join('')}</g></svg>\n`
}
