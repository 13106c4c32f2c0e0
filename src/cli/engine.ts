// What is derived from the files, wherever it lives: in .stet beside them, or in a database.
import type { Pen } from '../adapters/postgres/pen.ts'
import type { Index, Store } from '../model/catalogue.ts'
import type { Frontier, Owner, SharedFrontier } from '../model/frontier.ts'
import type { JobStatus, Jobs } from '../model/jobs.ts'
import type { Instant } from '../model/time.ts'
import type { Finding } from '../poll/finding.ts'

export interface Derived {
  readonly store: Store
  readonly index: Index
}

/** The holding of the pen that a change of the catalogue belongs to; undefined for one that needs none. */
export type Fence = () => { readonly epoch: number } | undefined

/** What many processes share, on one machine or on several. */
export interface FleetEngine {
  /** Who holds it writes the archive's files. */
  pen(holder: string): Promise<Pen>
  openFrontier(): Promise<SharedFrontier>
  /** Heavy work for workers; `watching` as they open it. */
  openJobs(watching?: boolean): Promise<Jobs>
  /** The same only to look at: nothing is made where nothing is. */
  listJobs(): Promise<readonly JobStatus[]>
}

/** What is thrown away besides catalogue and words when these are made anew. */
export interface Anew {
  readonly schedule: boolean
  readonly looks: boolean
}

export interface Engine {
  /** For people, without passwords; undefined for files in the archive's own folder. */
  readonly name?: string
  /** Absent where there is one writer for as long as he has the archive open. */
  readonly fleet?: FleetEngine
  /** Opens catalogue and words, made empty where there are none. Throws StetError. */
  open(fence?: Fence): Promise<Derived>
  openIndex(): Index
  /** False where there is nothing yet: opening would make it. */
  isThere(): Promise<boolean>
  /** For a server: while words are looked up it goes on with other answers. */
  indexForMany(): Index
  openFrontier(): Promise<Frontier>
  /** The schedule of looks at what was kept, apart from the sources' small one: it grows with the archive. */
  openLooks(): Promise<Frontier>
  /** Which processes are asking sources, and how many hosts each has in hand. */
  working(now: Instant): Promise<readonly Owner[]>
  /** False when a part of the index is missing that should hold words. */
  isComplete(store: Store): Promise<boolean>
  /** Catalogue and words from nothing, filled; they take the place of those that were there. */
  makeAnew(fill: (made: Derived) => Promise<void>, also: Anew): Promise<Derived>
  /** Another number when catalogue and words were replaced in a way that an open store does not see. */
  stamp(): number
  /** A note of the catalogue as it is now, even while it is being made; undefined when it cannot be read. */
  peek(note: string): Promise<string | undefined>
  /** What is wrong with it, found without opening the catalogue; of an archive without articles no words are missed. */
  examine(isEmpty: boolean): Promise<Finding[]>
  /** How many articles the index should have words of, and how many it has. */
  wordCounts(store: Store): Promise<{ said: number; found: number }>
}
