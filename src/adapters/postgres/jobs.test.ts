import { after, test } from 'node:test'
import { postgresServer } from '../../../tests/postgres.ts'
import { jobsContract } from '../contracts/jobs.ts'
import { readAddress } from './address.ts'
import { type JobRules, postgresJobs } from './jobs.ts'

/** As quick as pg-boss lets it be. */
const QUICK: JobRules = { silence: 10_000, watch: 1000, pause: 1000, tries: 2 }

const server = await postgresServer()
if (typeof server === 'string') test('heavy jobs in PostgreSQL', { skip: server }, () => {})
else {
  after(() => server.end())
  jobsContract('PostgreSQL', async () => {
    const address = readAddress(server.store())
    const one = await postgresJobs(address, { watching: true, rules: QUICK })
    const two = await postgresJobs(address, { watching: true, rules: QUICK })
    return {
      one,
      two,
      close: async () => {
        await one.close()
        await two.close()
      },
    }
  })
}
