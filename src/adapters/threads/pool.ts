// Threads for work on what strangers wrote: each job has a deadline and so much memory, and whoever exceeds either is
// ended alone. What else is under way in the process does not notice.
import { Worker } from 'node:worker_threads'
import { messageOf } from '../../model/error.ts'
import type { Duration } from '../../model/time.ts'

export interface PoolRules {
  /** Module that takes jobs as messages, one at a time, and answers each with one message (see `answering`). */
  readonly script: URL
  /** Given to each thread at its start (workerData). */
  readonly data?: unknown
  /** Threads at most; they are started when there is work for them. */
  readonly width: number
  /**
   * Processor time for one job, from when a thread has it; on a machine where it gets little, at most PATIENCE times as
   * long by the clock. The start of a thread is not counted.
   */
  readonly deadline: Duration
  /** Bytes of heap of a thread. What lies outside of the heap (bytes of answers) is not counted by the engine. */
  readonly memory: number
}

/** What came of a job. `ended` was stopped from outside, `failed` threw. */
export type Done<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'ended'; readonly by: 'time' | 'memory' | 'death'; readonly message: string }
  | { readonly kind: 'failed'; readonly message: string }

export interface Pool {
  /** The job is copied to a thread (structured clone), and the answer back. Rejects when the pool is closed. */
  run<T>(job: unknown): Promise<Done<T>>
  close(): Promise<void>
}

/** What a thread posts: that it is ready, then an answer for each job. */
export type Posted =
  | { readonly kind: 'ready' }
  | { readonly kind: 'done'; readonly value: unknown }
  | { readonly kind: 'failed'; readonly message: string }

interface Waiting {
  readonly job: unknown
  readonly resolve: (done: Done<never>) => void
  readonly reject: (error: unknown) => void
}

interface Hand {
  readonly worker: Worker
  current: Waiting | undefined
  timer: NodeJS.Timeout | undefined
  isReady: boolean
}

const MIB = 1024 * 1024
/** A busy machine is not the fault of what is read on it. */
const PATIENCE = 10
/** The part of the heap for what does not live long; the rest is the limit. */
const YOUNG = 32

/** Threads that take one job each at a time; the first free one takes the longest waiting job. */
export function threadPool({ script, data, width, deadline, memory }: PoolRules): Pool {
  const waiting: Waiting[] = []
  const hands = new Set<Hand>()
  let isClosed = false

  function start(): void {
    const worker = new Worker(script, {
      workerData: data,
      resourceLimits: {
        maxOldGenerationSizeMb: Math.ceil(memory / MIB),
        maxYoungGenerationSizeMb: YOUNG,
      },
    })
    const hand: Hand = { worker, current: undefined, timer: undefined, isReady: false }
    hands.add(hand)
    let failure: unknown
    worker.on('message', (posted: Posted) => {
      if (posted.kind === 'ready') hand.isReady = true
      else finish(hand, posted as Done<never>)
      next(hand)
    })
    worker.on('messageerror', error => finish(hand, { kind: 'failed', message: messageOf(error) }))
    worker.on('error', error => {
      failure = error
    })
    worker.on('exit', () => {
      hands.delete(hand)
      if (hand.current) finish(hand, endOf(failure, memory))
      else if (!hand.isReady && !isClosed) return refuse(failure)
      fill()
    })
  }

  /** A thread that cannot even be started says nothing of the job: whoever waits is told. */
  function refuse(failure: unknown): void {
    for (const { reject } of waiting.splice(0)) reject(failure ?? new Error(`${script.pathname} ended`))
  }

  function finish(hand: Hand, done: Done<never>): void {
    clearTimeout(hand.timer)
    const { current } = hand
    hand.current = undefined
    current?.resolve(done)
  }

  function next(hand: Hand): void {
    if (!hand.isReady || hand.current) return
    const one = waiting.shift()
    if (!one) return void hand.worker.unref()
    hand.current = one
    hand.worker.ref()
    watch(hand, one)
    try {
      hand.worker.postMessage(one.job)
    } catch (error) {
      finish(hand, { kind: 'failed', message: messageOf(error) })
      next(hand)
    }
  }

  /** Ends the thread when `job` has had its time. */
  function watch(hand: Hand, job: Waiting): void {
    const began = hand.worker.cpuUsage()
    // Of a thread that has just ended nobody may ask again.
    began.catch(() => {})
    const latest = performance.now() + PATIENCE * deadline
    const look = (): void => {
      // One that cannot even say what it used is in a loop that never looks up.
      const silent = setTimeout(() => end(hand, job), deadline).unref()
      began
        .then(before => hand.worker.cpuUsage(before))
        .then(
          ({ user, system }) => {
            const left = deadline - (user + system) / 1000
            const time = Math.min(left, latest - performance.now())
            if (time < 1) end(hand, job)
            else if (hand.current === job) hand.timer = setTimeout(look, time)
          },
          // The thread has ended by itself.
          () => {},
        )
        .finally(() => clearTimeout(silent))
    }
    hand.timer = setTimeout(look, deadline)
  }

  function end(hand: Hand, job: Waiting): void {
    if (hand.current !== job) return
    finish(hand, { kind: 'ended', by: 'time', message: `took longer than ${deadline / 1000} s` })
    hands.delete(hand)
    // A loop that never looks up is ended all the same.
    void hand.worker.terminate()
    fill()
  }

  function fill(): void {
    if (isClosed) return
    for (const hand of hands) next(hand)
    const idle = [...hands].filter(({ current }) => !current).length
    const more = Math.min(waiting.length - idle, width - hands.size)
    for (let n = 0; n < more; n++) start()
  }

  return {
    run: <T>(job: unknown) =>
      new Promise<Done<T>>((resolve, reject) => {
        if (isClosed) return reject(new Error('the threads have ended'))
        waiting.push({ job, resolve: resolve as Waiting['resolve'], reject })
        fill()
      }),
    async close() {
      isClosed = true
      refuse(new Error('the threads have ended'))
      await Promise.all([...hands].map(({ worker }) => worker.terminate()))
    },
  }
}

function endOf(failure: unknown, memory: number): Done<never> {
  const isMemory = (failure as { code?: string } | undefined)?.code === 'ERR_WORKER_OUT_OF_MEMORY'
  if (isMemory)
    return {
      kind: 'ended',
      by: 'memory',
      message: `needed more than ${Math.ceil(memory / MIB)} MB of memory`,
    }
  return { kind: 'ended', by: 'death', message: failure ? messageOf(failure) : 'ended without an answer' }
}
