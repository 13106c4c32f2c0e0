// A worker among many: shifts of polling, and keeping house when it is this one's turn, until it is told to stop.
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { messageOf, StetError } from '../model/error.ts'
import type { SharedFrontier } from '../model/frontier.ts'
import type { JobKind, Jobs } from '../model/jobs.ts'
import type { Web } from '../model/ports.ts'
import { type Duration, MINUTE, SECOND } from '../model/time.ts'
import { mendCapture } from '../poll/captures.ts'
import { enlistOnce } from '../poll/enlist.ts'
import { healIntent } from '../poll/intent.ts'
import { followedIn, type Polled } from '../poll/polled.ts'
import type { Reader } from '../poll/reader.ts'
import { type ShiftReport, workShift } from '../poll/shift.ts'
import { archivePlace, openArchive } from './archives.ts'
import type { Config } from './config.ts'
import type { Context } from './context.ts'
import type { Derived, FleetEngine } from './engine.ts'
import { engineOf } from './engines.ts'
import { keepHouse } from './house.ts'
import { buildLater, fleetOf } from './jobs.ts'
import { labour } from './labour.ts'
import { processName } from './lock.ts'
import { ownersOf } from './owners.ts'
import { penned } from './pen.ts'
import { rulesOf } from './polling.ts'
import { every } from './pulse.ts'
import { openReader } from './reading.ts'
import { openWeb, openWorld, type World } from './wire.ts'
import { timedFrontier, timedPen, timedWeb, type WorkerMetrics } from './worker-metrics.ts'

/** After so long stet.yml is read again, and what hosts have told others is heard. */
const SHIFT: Duration = MINUTE
/** Without a call for so long, the schedule is looked at all the same. */
const LONGEST: Duration = 30 * SECOND
/** After a failure: the database or the disk may be back by then. */
const AGAIN: Duration = 5 * SECOND
/** Beyond the longest request, for clocks that differ and a database that is slow. */
const SPARE: Duration = 2 * SECOND

export interface WorkRules {
  /** Hosts asked at a time. */
  readonly concurrency: number
  /** Heavy jobs that are done besides. */
  readonly jobs: readonly JobKind[]
  /** End when nothing is due. */
  readonly once: boolean
  readonly signal: AbortSignal
  readonly metrics: WorkerMetrics
}

/** Works until the signal. Throws StetError 'config' where there is nothing to share. */
export async function work(context: Context, rules: WorkRules): Promise<ShiftReport> {
  const config = context.config()
  const fleet = await fleetOf(config, 'stet worker')
  // Makes or mends what has to be there, as every command does.
  const { archive, close } = await openWorld(context, { write: true })
  await close()
  if (!archive.isShared)
    throw new StetError(
      'config',
      `stet worker shares the archive with others, and the store of ${archive.name} does not refuse to replace an object (If-None-Match): let one machine run \`stet up\`, or \`stet poll\` by the clock.`,
    )
  const sum = { polled: 0, added: 0, revised: 0 }
  const frontier = await fleet.openFrontier()
  const bell = belled(frontier, rules.signal)
  const reader = await openReader(config)
  const isAsked = rules.jobs.length > 0 || config.settings['jobs.buildAfter'] > 0
  let jobs: Jobs | undefined
  let labouring: Promise<void> | undefined
  const over = new AbortController()
  const labourRules = {
    kinds: rules.jobs,
    worker: processName(),
    metrics: rules.metrics,
    signal: AbortSignal.any([rules.signal, over.signal]),
  }
  let seen = ''
  let isReady = false
  try {
    for (;;) {
      try {
        // Makes or mends what has to be there, as every command does.
        if (!isReady) await (await openWorld(context, { write: true })).close()
        isReady = true
        const config = context.config()
        const now = stamp(config)
        if (now !== seen) await enlistOnce(followedIn(config.sources), { frontier, clock: context.clock })
        seen = now
        const report = await shift(context, fleet, frontier, reader, rules)
        for (const key of ['polled', 'added', 'revised'] as const) sum[key] += report[key]
        // Polling comes first: a worker that is killed soon has done some of it.
        if (isAsked) jobs ??= await fleet.openJobs(true)
        if (jobs && !rules.once) labouring ??= labour(context, jobs, labourRules)
        if (jobs) await afterNews(report, config, jobs)
      } catch (error) {
        if (rules.once || !(error instanceof StetError) || isLasting(error)) throw error
        rules.metrics.failed()
        context.say(`${messageOf(error)} Trying again.`)
        await wait(AGAIN, undefined, { signal: rules.signal }).catch(() => {})
      }
      if (rules.signal.aborted) return sum
      if (rules.once && !(await isDue(frontier, context))) {
        if (jobs) await labour(context, jobs, labourRules, true)
        return sum
      }
      if (!rules.once) await bell.rest(await restUntilDue(frontier, context))
      if (rules.signal.aborted) return sum
    }
  } finally {
    bell.end()
    over.abort()
    await labouring
    await jobs?.close()
    await reader.close()
    await frontier.close()
  }
}

async function afterNews(report: ShiftReport, { settings }: Config, jobs: Jobs): Promise<void> {
  const after = settings['jobs.buildAfter']
  if (after > 0 && report.added + report.revised > 0) await buildLater(jobs, after)
}

/** No time mends it: another stet must. (A stet.yml that cannot be read may be just being written.) */
const isLasting = ({ code }: StetError): boolean => code === 'unreadable'

const isDue = async (frontier: SharedFrontier, { clock }: Context): Promise<boolean> =>
  ((await frontier.nextReady()) ?? Number.POSITIVE_INFINITY) <= clock.now()

async function restUntilDue(frontier: SharedFrontier, { clock }: Context): Promise<Duration> {
  const next = await frontier.nextReady().catch(() => undefined)
  return Math.min(Math.max((next ?? Number.POSITIVE_INFINITY) - clock.now(), 0), LONGEST)
}

/** Waiting that ends early when somebody adds or hurries, or at the signal. */
function belled(frontier: SharedFrontier, signal: AbortSignal) {
  let wake = (): void => {}
  const end = frontier.listen(() => wake())
  return {
    async rest(time: Duration): Promise<void> {
      const early = new AbortController()
      wake = () => early.abort()
      await wait(time, undefined, { signal: AbortSignal.any([early.signal, signal]) }).catch(() => {})
    },
    end,
  }
}

const stamp = ({ file }: Config): string => {
  const found = statSync(file, { throwIfNoEntry: false })
  return found ? `${found.mtimeMs} ${found.size} ${found.ino}` : ''
}

/** One shift, and the house after it when nobody else keeps it. */
async function shift(
  context: Context,
  fleet: FleetEngine,
  plain: SharedFrontier,
  reader: Reader,
  { concurrency, once, signal, metrics }: WorkRules,
): Promise<ShiftReport> {
  const owner = processName()
  // Requests under way in all are as many as hosts are asked at a time.
  const config = context.config({ STET_POLL_HOSTS: String(concurrency) })
  const opened = await openShared(context, config, fleet, owner, metrics)
  const longest = config.settings['net.timeout'] + SPARE
  const hold = longest + Math.max(longest / 2, SPARE)
  const owners = ownersOf(timedFrontier(plain, metrics), { owner, hold, clock: context.clock })
  const owned = (web: Web): Web => timedWeb(owners.owned(web), metrics)
  const world: World = { ...opened.world, owned }
  const { archive, store } = world
  const { clock, log } = context
  const { frontier } = owners
  const web = await openWeb(context, config, frontier, owned)
  const over = AbortSignal.any([signal, AbortSignal.timeout(SHIFT)])
  try {
    const polling = { ...(await rulesOf(config)), hosts: concurrency, owner, hold, longest }
    const deps = { clock, web, archive, store, frontier, log, reader, shared: true, every }
    const report = await workShift(config.sources, polling, deps, over, polled => {
      metrics.polled(polled)
      tell(context, polled)
    })
    const house = {
      ...{ frontier, owner, hold, reader, always: once },
      openWeb: () => openWeb(context, config, frontier, owned),
    }
    if (!signal.aborted)
      while (!(await metrics.timed('house', () => keepHouse(context, world, house))) && once)
        await wait(SECOND / 2)
    return report
  } finally {
    await web.close()
    await owners.close()
    await opened.close()
  }
}

/** An archive to which this process writes with the pen, round by round. */
async function openShared(
  context: Context,
  config: Config,
  fleet: FleetEngine,
  owner: string,
  metrics: WorkerMetrics,
): Promise<{ world: World; close(): Promise<void> }> {
  const place = archivePlace(config, context.env)
  const engine = await engineOf(config)
  const files = await openArchive(place, 'reader')
  const pen = timedPen(await fleet.pen(owner), metrics)
  let opened: Derived | undefined
  const { archive, fence } = penned(files, pen, async ({ holder, adding }) => {
    context.log.info('healing', { after: holder })
    if (adding?.startsWith('captures/')) await mendCapture(files, adding)
    await files.sweep()
    await healIntent({ archive: files, store: opened!.store, clock: context.clock, log: context.log })
  })
  opened = await engine.open(fence)
  const { store, index } = opened
  const close = async (): Promise<void> => {
    await index.close()
    await store.close()
    await pen.close()
    await files.close()
  }
  return {
    world: { config, place, archive, store, index, engine, derived: join(config.root, '.stet'), close },
    close,
  }
}

function tell(context: Context, { source, outcome }: Polled): void {
  if (outcome.kind === 'failed' || outcome.kind === 'stopped')
    context.say(`${source.title ?? source.id}: ${outcome.why}`)
}
