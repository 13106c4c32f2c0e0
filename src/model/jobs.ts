/** The port of heavy work: what takes minutes, is asked for by anybody and done by one of many workers, once. */
import type { Duration, Instant } from './time.ts'

/** Commands that may be left to workers. */
export const JOB_KINDS = ['build', 'export', 'pictures', 'reextract', 'rebuild'] as const
export type JobKind = (typeof JOB_KINDS)[number]

export interface JobWish {
  readonly kind: JobKind
  /** The command line, from the kind on. */
  readonly args: readonly string[]
  /** Where it was given, relative to the archive's folder. */
  readonly cwd: string
}

export interface ClaimedJob extends JobWish {
  readonly id: string
  /** Tries before this one. */
  readonly tries: number
}

export interface JobProgress {
  readonly label: string
  readonly done: number
  /** 0 where nobody knows. */
  readonly total: number
  readonly unit: string
}

export type JobState = 'waiting' | 'running' | 'done' | 'failed'

export interface JobStatus extends JobWish {
  readonly id: string
  readonly state: JobState
  readonly asked: Instant
  /** Not before. */
  readonly from: Instant
  readonly tries: number
  readonly began?: Instant
  readonly ended?: Instant
  /** Who does it. */
  readonly worker?: string
  readonly progress?: JobProgress
  /** What it said at its end: a result, or why it failed. */
  readonly said?: string
}

export interface Jobs {
  /** Puts a job in the queue, to be begun after so long. False when the same one waits already: that will do. */
  add(wish: JobWish, after?: Duration): Promise<boolean>
  /** The job of these kinds that has waited longest; it is this worker's while `beat` is called. */
  claim(kinds: readonly JobKind[], worker: string): Promise<ClaimedJob | undefined>
  /** Says that it is being done, and how far it is. False when it has been given to another, or called off. */
  beat(job: ClaimedJob, progress?: JobProgress): Promise<boolean>
  done(job: ClaimedJob, said: string): Promise<void>
  /** It is tried again later, a few times. */
  failed(job: ClaimedJob, why: string): Promise<void>
  /** Those that wait or run, and the last that ended. */
  list(): Promise<readonly JobStatus[]>
  /** Has one that failed tried again. False when there is none. */
  retry(id: string): Promise<boolean>
  /** Calls one off that waits or runs. False when there is none. */
  cancel(id: string): Promise<boolean>
  close(): Promise<void>
}
