// The schedule in PostgreSQL under load: a million tasks over 200,000 hosts, claimed and completed by one worker, and
// ten thousand, again and again. Prints tasks a second and the cost of a task; fails when a host ever had two owners.
// npm run bench:frontier [tasks] [workers]

import { readAddress } from '../src/adapters/postgres/address.ts'
import { postgresFrontier } from '../src/adapters/postgres/frontier.ts'
import type { Frontier, Lease } from '../src/model/frontier.ts'
import { postgresServer } from '../tests/postgres.ts'
import { table } from './measure.ts'

const most = Number(process.argv[2] ?? 1_000_000)
const workers = Number(process.argv[3] ?? 1)
const PER_HOST = 5
/** Hosts claimed at a time. */
const HOSTS = 1000
const START = 1_000_000_000_000
const HOLD = 60_000
/** Leases in hand while the next are claimed. */
const AHEAD = 2

const hostOf = (n: number): string => `host-${n}.example`

async function fill(frontier: Frontier, tasks: number): Promise<void> {
  const hosts = tasks / PER_HOST
  const BATCH = 20_000
  for (let at = 0; at < tasks; at += BATCH)
    await frontier.add(
      Array.from({ length: Math.min(BATCH, tasks - at) }, (_, i) => {
        const n = at + i
        return {
          id: `source:${n}`,
          host: hostOf(n % hosts),
          // Scattered over the hour before, as sources are.
          due: START - ((n * 7919) % 3_600_000),
          state: { validators: { etag: `"${n}"`, url: `https://${hostOf(n % hosts)}/${n}` }, quiet: n % 9 },
        }
      }),
    )
}

interface Run {
  readonly tasks: number
  readonly seconds: number
}

/** All that is due at a moment, claimed and completed until nothing is left; every claim and release is checked. */
async function run(frontiers: readonly Frontier[], tasks: number, now: number): Promise<Run> {
  const owners = new Map<string, number>()
  const done = new Set<string>()
  const began = performance.now()
  async function work(frontier: Frontier, me: number): Promise<void> {
    async function finish(lease: Lease): Promise<void> {
      const results = lease.tasks.map(({ id, state }) => ({ id, due: now + 3_600_000, state }))
      if (!(await frontier.complete(lease, results))) throw new Error(`the lease of ${lease.host} was lost`)
      for (const { id } of results) {
        if (done.has(id)) throw new Error(`${id} was done twice`)
        done.add(id)
      }
      owners.delete(lease.host)
      await frontier.release(lease)
    }
    const underWay: Promise<unknown>[] = []
    for (;;) {
      const leases = await frontier.claim({
        owner: `w${me}`,
        now,
        hold: HOLD,
        hosts: HOSTS,
        tasks: 200,
      })
      if (leases.length === 0) break
      for (const { host } of leases) {
        if (owners.has(host)) throw new Error(`${host} has two owners, ${owners.get(host)} and ${me}`)
        owners.set(host, me)
      }
      underWay.push(Promise.all(leases.map(finish)))
      if (underWay.length >= AHEAD) await underWay.shift()
    }
    await Promise.all(underWay)
  }
  await Promise.all(frontiers.map(work))
  if (done.size !== tasks) throw new Error(`${done.size} of ${tasks} tasks were done`)
  return { tasks, seconds: (performance.now() - began) / 1000 }
}

/** The cost of a poll in a schedule of this size, over so many rounds of it. */
async function measured(tasks: number, rounds: number): Promise<Run> {
  const address = readAddress(server.store())
  const frontiers = await Promise.all(Array.from({ length: workers }, () => postgresFrontier(address)))
  await fill(frontiers[0]!, tasks)
  let seconds = 0
  for (let round = 0; round < rounds; round++)
    seconds += (await run(frontiers, tasks, START + round * 3_600_000)).seconds
  await Promise.all(frontiers.map(frontier => frontier.close()))
  return { tasks, seconds: seconds / rounds }
}

const server = await (async () => {
  // As a server is in earnest: durable, with some memory.
  const found = await postgresServer({ shared_buffers: '512MB', max_wal_size: '4GB' })
  if (typeof found !== 'string') return found
  console.error(found)
  process.exit(1)
})()
try {
  const small = await measured(10_000, 30)
  const large = await measured(most, 1)
  const cost = ({ tasks, seconds }: Run): number => (seconds / tasks) * 1e6
  console.log(
    table(
      ['tasks', 'hosts', 'workers', 'seconds', 'tasks/s', 'µs a task'],
      [small, large].map(ran => [
        String(ran.tasks),
        String(ran.tasks / PER_HOST),
        String(workers),
        ran.seconds.toFixed(2),
        String(Math.round(ran.tasks / ran.seconds)),
        cost(ran).toFixed(1),
      ]),
    ),
  )
  console.log(
    `\nNo host had two owners, no task was done twice. A task costs ${(cost(large) / cost(small)).toFixed(2)} times as much at ${most} as at 10000.`,
  )
} finally {
  await server.end()
}
