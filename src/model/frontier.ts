/** The port of the schedule: what is to be fetched, when, and by whom. */

import type { SourceId } from './source.ts'
import type { Duration, Instant } from './time.ts'

/** Something to be fetched: a source, later a page or a picture. */
export interface Task {
  readonly id: string
  /** Who is asked; one host has one owner at a time, so politeness stays local. */
  readonly host: string
  readonly due: Instant
  /** Validators, failures, what the poller wants to remember; opaque here. */
  readonly state: TaskState
  /** So many, one after another, died with it in hand; absent for none, and where nobody counts. */
  readonly deaths?: number
}

export type TaskState = Readonly<Record<string, unknown>>

/** All claimed tasks of one host, until a moment. A higher epoch fences off whoever held it before. */
export interface Lease {
  readonly host: string
  readonly epoch: number
  readonly until: Instant
  readonly tasks: readonly Task[]
}

export interface TaskResult {
  readonly id: string
  readonly due: Instant
  readonly state: TaskState
}

export interface Claim {
  readonly owner: string
  readonly now: Instant
  /** How long the lease lasts unless it is extended. */
  readonly hold: Duration
  readonly hosts: number
  /** At most so many tasks of each host. */
  readonly tasks: number
  /** Only these; due or not. */
  readonly only?: readonly string[]
  /** Due or not. */
  readonly all?: boolean
  /** The caller knows that it is the only one (it holds the archive's lock): what is leased was leased by the dead. */
  readonly alone?: boolean
}

/** Who asks, and how many hosts. */
export interface Owner {
  readonly name: string
  readonly hosts: number
}

/** The schedule. Losing it costs one full poll, nothing else. */
export interface Frontier {
  /** Adds tasks; one that is there keeps its due time and state, but moves to this host. */
  add(tasks: readonly Task[]): Promise<void>
  remove(ids: readonly string[]): Promise<void>
  /** Leases free hosts with due tasks, the longest overdue first. */
  claim(claim: Claim): Promise<Lease[]>
  /** False when the lease has been lost. */
  extend(lease: Lease, until: Instant): Promise<boolean>
  /** Stores results while the lease holds; false (and nothing stored) when it has been lost. */
  complete(lease: Lease, results: readonly TaskResult[]): Promise<boolean>
  /** Gives a host back. */
  release(lease: Lease): Promise<void>
  tasks(ids?: readonly string[]): Promise<Task[]>
  /** What is remembered of a host, opaque here: its rest, its robots.txt. Undefined when nothing is. */
  host(name: string): Promise<TaskState | undefined>
  setHost(name: string, state: TaskState): Promise<void>
  /** Who has hosts in hand, by name; those who died with them too, until their leases are over. */
  owners(now: Instant): Promise<readonly Owner[]>
  /** The next moment something is due. */
  nextDue(): Promise<Instant | undefined>
  close(): Promise<void>
}

/** A schedule that many machines share. */
export interface SharedFrontier extends Frontier {
  /** Leases a host for what is asked of it besides its tasks; undefined while another has it. */
  own(host: string, claim: Pick<Claim, 'owner' | 'now' | 'hold'>): Promise<Lease | undefined>
  /** Makes tasks due, and wakes those who wait for work. */
  hurry(ids: readonly string[], now: Instant): Promise<void>
  /** Notes how many died, one after another, with a task in hand. */
  setDeaths(id: string, deaths: number): Promise<void>
  /** The next moment a host may be claimed. */
  nextReady(): Promise<Instant | undefined>
  /** Calls `wake` when somebody hurries or adds, until the end; a call may be missed. Returns what ends it. */
  listen(wake: () => void): () => void
}

/** Identifies a source's task in the frontier. */
export const sourceTask = (id: SourceId): string => `source:${id}`
