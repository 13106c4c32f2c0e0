// The engine in PostgreSQL: catalogue and words in one schema, the schedules in another.
import { readAddress } from '../adapters/postgres/address.ts'
import { postgresFrontier, scheduleSchema } from '../adapters/postgres/frontier.ts'
import { countWords, postgresIndex } from '../adapters/postgres/index.ts'
import { listJobs } from '../adapters/postgres/job-rows.ts'
import { postgresPen } from '../adapters/postgres/pen.ts'
import {
  dropSchema,
  forgetSources,
  freshSchema,
  isThere,
  peekNote,
  putInPlace,
} from '../adapters/postgres/schemas.ts'
import { postgresStore } from '../adapters/postgres/store.ts'
import type { Derived, Engine, Fence } from './engine.ts'
import { WHOLE } from './whole.ts'

/** The engine at the address that the setting `store` is. Throws StetError 'config'. */
export function postgresEngine(store: string): Engine {
  const address = readAddress(store)
  const open = async (schema = address.schema, fence?: Fence): Promise<Derived> => ({
    store: await postgresStore(address, schema, fence),
    index: postgresIndex(address, schema),
  })
  return {
    name: address.name,
    fleet: {
      pen: holder => postgresPen(address, holder),
      openFrontier: () => postgresFrontier(address, 'sources'),
      async openJobs(watching = false) {
        const { postgresJobs } = await import('../adapters/postgres/jobs.ts')
        return postgresJobs(address, { watching })
      },
      listJobs: () => listJobs(address),
    },
    open: fence => open(address.schema, fence),
    isThere: () => isThere(address),
    openIndex: () => postgresIndex(address),
    indexForMany: () => postgresIndex(address),
    openFrontier: () => postgresFrontier(address, 'sources'),
    openLooks: () => postgresFrontier(address, 'looks'),
    async working(now) {
      const frontier = await postgresFrontier(address, 'sources')
      return frontier.owners(now).finally(() => frontier.close())
    },
    isComplete: async () => true,
    async makeAnew(fill, { schedule, looks }) {
      if (looks) await dropSchema(address, scheduleSchema(address))
      else if (schedule) await forgetSources(address)
      const fresh = await freshSchema(address)
      const made = await open(fresh)
      await fill(made)
      await made.index.close()
      await made.store.close()
      await putInPlace(address, fresh)
      return open()
    },
    // Every query finds the schema that is in place.
    stamp: () => 1,
    peek: note => peekNote(address, note),
    async examine() {
      if ((await peekNote(address, WHOLE)) !== undefined) return []
      return [
        {
          about: address.name,
          what: 'there is no catalogue',
          way: 'stet rebuild',
          remedy: 'rebuild' as const,
        },
      ]
    },
    async wordCounts(store) {
      return { said: await store.count({}), found: await countWords(address) }
    },
  }
}
