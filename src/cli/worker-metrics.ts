// Figures of one worker for Prometheus (text format 0.0.4): what each stage of its work did, and how long it took.
import { createServer } from 'node:http'
import type { Pen } from '../adapters/postgres/pen.ts'
import { StetError } from '../model/error.ts'
import type { SharedFrontier } from '../model/frontier.ts'
import { JOB_KINDS, type JobKind, type Jobs } from '../model/jobs.ts'
import type { Fetched, Web } from '../model/ports.ts'
import type { Polled } from '../poll/polled.ts'
import { type Histogram, histogram, series } from '../serve/figures.ts'

/** The stages, in the order in which an answer goes through them; upper bounds in seconds. */
const STAGES = ['claim', 'fetch', 'complete', 'pen_wait', 'pen_hold', 'house', 'job'] as const
export type Stage = (typeof STAGES)[number]
const BUCKETS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60, 600, 3600] as const

/** The queue is looked at for its figures so often, in ms. */
const LOOKED = 15_000

export interface WorkerMetrics {
  /** Measures how long `work` takes. */
  timed<T>(stage: Stage, work: () => Promise<T>): Promise<T>
  polled(polled: Polled): void
  /** A heavy job, and what came of it. */
  job(kind: JobKind, came: 'done' | 'failed' | 'lost'): void
  /** Looks how many jobs wait and run in all, now and then. */
  waiting(jobs: Pick<Jobs, 'list'>): Promise<void>
  /** A failure after which the worker tried again. */
  failed(): void
  text(): string
}

export function workerMetrics(): WorkerMetrics {
  const stages = new Map<Stage, Histogram>(STAGES.map(stage => [stage, histogram(BUCKETS)]))
  const outcomes = new Map<string, number>()
  let added = 0
  let revised = 0
  let failures = 0
  const jobsDone = new Map<string, number>()
  let queue: [string, number][] = []
  let looked = Number.NEGATIVE_INFINITY
  return {
    async timed(stage, work) {
      const began = performance.now()
      try {
        return await work()
      } finally {
        stages.get(stage)!.took((performance.now() - began) / 1000)
      }
    },
    polled({ outcome }) {
      const key = `outcome="${outcome.kind}"`
      outcomes.set(key, (outcomes.get(key) ?? 0) + 1)
      if (outcome.kind !== 'kept') return
      added += outcome.added
      revised += outcome.revised
    },
    job(kind, came) {
      const key = `kind="${kind}",outcome="${came}"`
      jobsDone.set(key, (jobsDone.get(key) ?? 0) + 1)
    },
    async waiting(jobs) {
      if (performance.now() - looked < LOOKED) return
      looked = performance.now()
      const all = await jobs.list()
      queue = JOB_KINDS.flatMap(kind =>
        (['waiting', 'running', 'failed'] as const).map((state): [string, number] => [
          `kind="${kind}",state="${state}"`,
          all.filter(job => job.kind === kind && job.state === state).length,
        ]),
      )
    },
    failed() {
      failures++
    },
    text() {
      const name = 'stet_worker_stage_seconds'
      const taken = [...stages].map(([stage, figures]) => figures.lines(name, `stage="${stage}"`)).join('')
      return [
        series('stet_worker_polled_total', 'counter', 'Sources asked, by what came of it.', [...outcomes]),
        series('stet_worker_articles_total', 'counter', 'Articles kept, and new states of old ones.', [
          ['kind="added"', added],
          ['kind="revised"', revised],
        ]),
        series('stet_worker_failures_total', 'counter', 'Failures after which the worker tried again.', [
          ['', failures],
        ]),
        series('stet_worker_jobs_total', 'counter', 'Heavy jobs this worker did, by what came of them.', [
          ...jobsDone,
        ]),
        series('stet_jobs', 'gauge', 'Heavy jobs in the queue of all workers.', queue),
        `# HELP ${name} Time that a stage took.\n# TYPE ${name} histogram\n${taken}`,
        series('process_resident_memory_bytes', 'gauge', 'Resident memory.', [
          ['', process.memoryUsage.rss()],
        ]),
      ].join('')
    },
  }
}

/** A web whose answers are timed, the waiting for their host's turn included. */
export const timedWeb = (web: Web, metrics: WorkerMetrics): Web => ({
  get: (url, request): Promise<Fetched> => metrics.timed('fetch', () => web.get(url, request)),
  close: () => web.close(),
})

export const timedFrontier = (frontier: SharedFrontier, metrics: WorkerMetrics): SharedFrontier => ({
  ...frontier,
  claim: claim => metrics.timed('claim', () => frontier.claim(claim)),
  complete: (lease, results) => metrics.timed('complete', () => frontier.complete(lease, results)),
})

export const timedPen = (pen: Pen, metrics: WorkerMetrics): Pen => ({
  ...pen,
  async take(patience, adding) {
    const held = await metrics.timed('pen_wait', () => pen.take(patience, adding))
    const over = Promise.withResolvers<void>()
    void metrics.timed('pen_hold', () => over.promise)
    return { ...held, release: () => held.release().finally(over.resolve) }
  },
})

/** Serves the figures at `host:port`, under /metrics; returns what ends it. Throws StetError 'usage' or 'unavailable'. */
export async function serveFigures(metrics: WorkerMetrics, at: string): Promise<() => void> {
  const [, host, port] = /^(?:(.+):)?(\d{1,5})$/.exec(at) ?? []
  if (port === undefined)
    throw new StetError(
      'usage',
      `--metrics is "${at}"; expected a port, or an address and a port like 127.0.0.1:9101`,
    )
  const server = createServer((request, response) => {
    if (request.url?.split('?')[0] !== '/metrics') response.writeHead(404).end()
    else
      response
        .writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' })
        .end(metrics.text())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', error =>
      reject(new StetError('unavailable', `--metrics ${at}: ${error.message}`, { cause: error })),
    )
    server.listen(Number(port), host ?? '127.0.0.1', resolve)
  })
  server.unref()
  return () => server.close()
}
