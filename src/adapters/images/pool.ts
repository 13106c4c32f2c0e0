// Processes that decode pictures: as many as there are cores, started when they are needed, ended when they hang or have
// had nothing to do for a while. The library that decodes is loaded in them alone.
import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { extname } from 'node:path'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { DRAW_LIMITS, type DrawLimits, type Drawn, type Refused, type Seen } from '../../model/drawing.ts'
import type { Images } from '../../model/ports.ts'
import { type Done, frames, type Job, LENGTHS, lengthsIn, message } from './work.ts'

export interface PoolOptions {
  /** Processes; one for each core unless told. */
  readonly size?: number
  /** Milliseconds without work after which a process is ended. */
  readonly rest?: number
}

const CHILD = fileURLToPath(new URL(`./child${extname(import.meta.url)}`, import.meta.url))
const FLAGS = ['--max-old-space-size=512', '--max-semi-space-size=2']
const REST = 15_000
/** Milliseconds that a process may take to begin. */
const START = 20_000

interface Waiting {
  readonly job: Job
  readonly done: (answer: Done) => void
}

/** One process and what it works on. */
interface Worker {
  readonly child: ChildProcess
  ready: boolean
  work: Waiting | undefined
  timer: NodeJS.Timeout | undefined
}

/** Images drawn in processes of their own. Nothing a picture holds harms more than its own drawing. */
export function imagePool({ size = availableParallelism(), rest = REST }: PoolOptions = {}): Images {
  const workers = new Set<Worker>()
  const queue: Waiting[] = []
  let closed = false

  function start(): void {
    const child = spawn(process.execPath, [...FLAGS, CHILD], {
      stdio: ['pipe', 'pipe', 'inherit'],
      // Two arenas: many would each keep what the largest picture took.
      env: { PATH: process.env.PATH, MALLOC_ARENA_MAX: '2', NODE_NO_WARNINGS: '1' },
    })
    const worker: Worker = { child, ready: false, work: undefined, timer: undefined }
    workers.add(worker)
    answers(child.stdout, answer => {
      if (answer) finish(worker, answer)
      else worker.ready = true
      next(worker)
    })
    // It may have ended already: then that is what is heard.
    child.stdin.on('error', () => {})
    child.once('exit', () => gone(worker))
    child.once('error', () => gone(worker))
    worker.timer = setTimeout(() => child.kill('SIGKILL'), START)
  }

  function next(worker: Worker): void {
    clearTimeout(worker.timer)
    const work = queue.shift()
    if (!work) {
      idle(worker)
      return
    }
    worker.work = work
    hold(worker.child, true)
    worker.timer = setTimeout(() => worker.child.kill('SIGKILL'), work.job.limits.time)
    const { stdin } = worker.child
    stdin?.cork()
    for (const part of frames(work.job)) stdin?.write(part)
    stdin?.uncork()
  }

  /** Waits for work, and keeps nobody from leaving meanwhile. */
  function idle(worker: Worker): void {
    if (closed) {
      end(worker)
      return
    }
    hold(worker.child, false)
    worker.timer = setTimeout(() => end(worker), rest).unref()
  }

  function end(worker: Worker): void {
    workers.delete(worker)
    worker.child.kill('SIGKILL')
  }

  function finish(worker: Worker, answer: Done): void {
    worker.work?.done(answer)
    worker.work = undefined
  }

  /** A process that ended: what it worked on was too much for it. */
  function gone(worker: Worker): void {
    if (!workers.delete(worker) && !worker.work) return
    clearTimeout(worker.timer)
    finish(worker, { kind: 'refused', why: 'failed', message: tooMuch(worker) })
    if (!worker.ready && workers.size === 0)
      for (const { done } of queue.splice(0))
        done({ kind: 'refused', why: 'failed', message: 'the process that draws pictures does not start' })
    wake()
  }

  function wake(): void {
    for (const worker of workers) {
      if (queue.length === 0) return
      if (worker.ready && !worker.work) next(worker)
    }
    const starting = [...workers].filter(({ ready }) => !ready).length
    for (let n = starting; n < queue.length && workers.size < size; n++) start()
  }

  const ask = (job: Job): Promise<Done> =>
    new Promise(done => {
      queue.push({ job, done })
      wake()
    })

  const within = (limits: Partial<DrawLimits> = {}): DrawLimits => ({ ...DRAW_LIMITS, ...limits })

  return {
    version: encoderVersion(),
    draw: (bytes, drawing, limits) =>
      ask({ kind: 'draw', bytes, drawing, limits: within(limits) }) as Promise<Drawn | Refused>,
    look: (bytes, limits) => ask({ kind: 'look', bytes, limits: within(limits) }) as Promise<Seen | Refused>,
    async close() {
      closed = true
      for (const worker of workers) if (!worker.work) end(worker)
    },
  }
}

const tooMuch = ({ child, work }: Worker): string =>
  child.signalCode === 'SIGKILL' && work
    ? `Maximum image processing time of ${Math.round(work.job.limits.time / 1000)} seconds exceeded`
    : 'Image processing took too much memory or broke off'

/** The process keeps its parent running only while it works. */
function hold(child: ChildProcess, on: boolean): void {
  for (const one of [child, child.stdin, child.stdout] as ({ ref?(): void; unref?(): void } | null)[])
    if (on) one?.ref?.()
    else one?.unref?.()
}

/** Hands on each whole answer as it comes; undefined for the first, empty one, which says that the process is ready. */
function answers(stream: Readable, take: (answer: Done | undefined) => void): void {
  let parts: Buffer[] = []
  let size = 0
  let needed = LENGTHS
  stream.on('data', (part: Buffer) => {
    parts.push(part)
    size += part.length
    while (size >= needed) {
      const all = parts.length === 1 ? parts[0]! : Buffer.concat(parts, size)
      const { head, bytes } = lengthsIn(all)
      needed = LENGTHS + head + bytes
      parts = [all]
      if (size < needed) return
      const answer = head === 0 ? undefined : answerIn(all, head, needed)
      parts = size > needed ? [all.subarray(needed)] : []
      size -= needed
      needed = LENGTHS
      take(answer)
    }
  })
}

/** Bytes of their own: what else came with them is not kept alive by them. */
function answerIn(all: Buffer, head: number, end: number): Done {
  const bytes = Uint8Array.prototype.slice.call(all, LENGTHS + head, end)
  return message<Done>(all.subarray(LENGTHS, LENGTHS + head), bytes)
}

/** Raised when the same library is used otherwise. */
const OURS = 1

/** The library's version, read without loading it. */
function encoderVersion(): string {
  const file = new URL('../package.json', import.meta.resolve('sharp'))
  return `sharp-${(JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version}-${OURS}`
}
