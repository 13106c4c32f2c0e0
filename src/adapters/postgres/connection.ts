// Connections to one PostgreSQL database, shared by all that use it in this process, and had again when they are lost.
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import type { PostgresAddress } from './address.ts'
import { isLost, isUndone, postgresFault } from './fault.ts'

export type Client = pg.PoolClient

export interface Connections {
  /** Of the database, for people. */
  readonly name: string
  /**
   * What `work` gives with a connection of its own. Done again, for up to half a minute, when the connection is lost
   * under it: so only for what may be done twice. Throws StetError 'unavailable' when there is none to be had.
   */
  use<T>(work: (client: Client) => Promise<T>): Promise<T>
  /** The same in a transaction. */
  transaction<T>(work: (client: Client) => Promise<T>): Promise<T>
  /** Calls `heard` for each notice on a channel, over a connection of its own, until what it returns is called. */
  listen(channel: string, heard: () => void): () => void
  close(): Promise<void>
}

const MOST = 8
const CONNECT = 10_000
/** Pauses between tries, in ms; a server that is started anew is back by then. */
const TRIES = [50, 100, 200, 500, 1000, 2000, 4000, 8000, 15_000]
const BIGINT = 20

interface Shared {
  readonly pool: pg.Pool
  users: number
  /** It has answered before: then it is worth waiting for. */
  hasAnswered: boolean
}

const shared = new Map<string, Shared>()

/** Numbers of articles and moments are below 2^53: bigint columns come as numbers. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === BIGINT ? Number : pg.types.getTypeParser(oid, format as 'text'),
}

function sharedFor(url: string): Shared {
  const found = shared.get(url)
  if (found) return found
  const pool = new pg.Pool({
    connectionString: url,
    types,
    max: MOST,
    connectionTimeoutMillis: CONNECT,
    // Nobody's rows stay locked by a process that hangs.
    idle_in_transaction_session_timeout: 60_000,
    application_name: 'stet',
    keepAlive: true,
    allowExitOnIdle: true,
  })
  // Of a connection nobody uses; the next who wants one gets another.
  pool.on('error', () => {})
  // Of one that is just being handed out or put away: it shows at the next question.
  pool.on('connect', client => client.on('error', () => {}))
  const made = { pool, users: 0, hasAnswered: false }
  shared.set(url, made)
  return made
}

/** Connections whose tables are looked for in `schema`. Close what you open. */
export function connect(address: PostgresAddress, schema = address.schema): Connections {
  const mine = sharedFor(address.url)
  mine.users++

  async function once<T>(work: (client: Client) => Promise<T>): Promise<T> {
    const client = await mine.pool.connect()
    let broken: unknown
    const lost = (error: unknown): void => {
      broken = error
    }
    client.on('error', lost)
    try {
      await choose(client, schema)
      mine.hasAnswered = true
      return await work(client)
    } catch (error) {
      if (isLost(error)) broken ??= error
      throw error
    } finally {
      client.off('error', lost)
      client.release(broken !== undefined)
    }
  }

  async function use<T>(work: (client: Client) => Promise<T>): Promise<T> {
    for (let tries = 0; ; tries++) {
      try {
        return await once(work)
      } catch (error) {
        const pause = TRIES[tries]
        const isWorthIt = isUndone(error) || (isLost(error) && mine.hasAnswered)
        if (!isWorthIt || pause === undefined) throw postgresFault(error, address.name) ?? error
        await wait(pause)
      }
    }
  }

  return {
    name: address.name,
    use,
    transaction: work => use(client => inTransaction(client, work)),
    listen: (channel, heard) => listen(address.url, channel, heard),
    async close() {
      if (--mine.users > 0) return
      shared.delete(address.url)
      await mine.pool.end()
    },
  }
}

/** A connection that listens; lost, it is had again after a while, and what was said meanwhile is taken as heard. */
function listen(url: string, channel: string, heard: () => void): () => void {
  const end = new AbortController()
  const { signal } = end
  async function once(): Promise<void> {
    const client = new pg.Client({ connectionString: url, application_name: 'stet', keepAlive: true })
    const lost = new Promise<void>(resolve => client.once('end', resolve).on('error', () => resolve()))
    const stop = (): void => void client.end().catch(() => {})
    try {
      await client.connect()
      client.on('notification', heard)
      await client.query(`listen ${channel}`)
      signal.addEventListener('abort', stop)
      await lost
    } finally {
      signal.removeEventListener('abort', stop)
      stop()
    }
  }
  void (async () => {
    while (!signal.aborted) {
      await once().catch(() => {})
      if (signal.aborted) return
      heard()
      await wait(1000, undefined, { signal, ref: false }).catch(() => {})
    }
  })()
  return () => end.abort()
}

const chosen = new WeakMap<Client, string>()

/** Plans for hundreds of partitions are long, and their queries short: not worth compiling. */
async function choose(client: Client, schema: string): Promise<void> {
  if (chosen.get(client) === schema) return
  await client.query(`set search_path to ${schema}; set jit to off`)
  chosen.set(client, schema)
}

async function inTransaction<T>(client: Client, work: (client: Client) => Promise<T>): Promise<T> {
  await client.query('begin')
  try {
    const result = await work(client)
    await client.query('commit')
    return result
  } catch (error) {
    if (!isLost(error)) await client.query('rollback')
    throw error
  }
}
