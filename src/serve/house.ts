// What every door of the server needs: the archive as it is now, who may come in, what the keeper can do.
import type { Clock, Log } from '../model/ports.ts'
import type { Site } from '../publish/site.ts'
import type { Accounts } from './accounts/accounts.ts'
import type { Keeping } from './keep/keeping.ts'
import type { Marking } from './marking.ts'

export interface House {
  /** The site now: another one after the catalogue was made anew. */
  site(): Site
  readonly clock: Clock
  readonly log: Log
  readonly accounts: Accounts
  readonly marking: Marking
  readonly keeping?: Keeping
  /** Everything asks for a login. */
  readonly isPrivate: boolean
}
