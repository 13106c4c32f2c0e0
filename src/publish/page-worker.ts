// Other cores that make documents.
import type { Trouble } from '../model/health.ts'
import type { SourceFacts } from '../model/source.ts'
import type { Gathering } from './gathering.ts'
import type { Wanted, Written } from './making.ts'

/** What a worker is wanted for. */
export interface PageWork {
  /** Articles of the archive. */
  readonly articles: number
  /** What `Output.write` calls so. */
  readonly anew: boolean
  readonly facts: readonly SourceFacts[]
  readonly troubles: readonly Trouble[]
  /** Articles with long addresses, as `addressesIn` takes them. */
  readonly long: ReadonlySet<string>
  readonly gathering?: Gathering
}

/** Makes documents elsewhere, with the same output. */
export interface PageWorker {
  /** It has nothing better to do. */
  isFree(): boolean
  make(wanted: readonly Wanted[]): Promise<readonly Written[]>
  end(): Promise<void>
}
