import { after, test } from 'node:test'
import { type PostgresServer, postgresServer } from '../../../tests/postgres.ts'
import { frontierContract } from '../contracts/frontier.ts'
import { indexContract } from '../contracts/index.ts'
import { pictureContract } from '../contracts/pictures.ts'
import { storeContract } from '../contracts/store.ts'
import { type PostgresAddress, readAddress } from './address.ts'
import { postgresFrontier } from './frontier.ts'
import { postgresIndex } from './index.ts'
import { postgresStore } from './store.ts'

const server = await postgresServer()
if (typeof server === 'string') test('the contracts on PostgreSQL', { skip: server }, () => {})
else suites(server)

function suites(server: PostgresServer): void {
  after(() => server.end())
  const fresh = (): PostgresAddress => readAddress(server.store())

  storeContract('PostgreSQL', () => postgresStore(fresh()))
  pictureContract('PostgreSQL', () => postgresStore(fresh()))
  indexContract('PostgreSQL', async () => {
    const address = fresh()
    await (await postgresStore(address)).close()
    return postgresIndex(address)
  })
  frontierContract('PostgreSQL', () => postgresFrontier(fresh()))
}
