// A schedule without a database, for tests.
import type { Claim, Frontier, Lease, Task, TaskState } from '../../model/frontier.ts'

interface Host {
  owner: string
  epoch: number
  until: number
}

export function memoryFrontier(): Frontier {
  const tasks = new Map<string, Task>()
  const hosts = new Map<string, Host>()
  const states = new Map<string, TaskState>()
  const hostOf = (name: string): Host => {
    const host = hosts.get(name) ?? { owner: '', epoch: 0, until: 0 }
    hosts.set(name, host)
    return host
  }
  const holds = (lease: Lease): boolean => hostOf(lease.host).epoch === lease.epoch

  const wanted = (task: Task, claim: Claim): boolean =>
    claim.only ? claim.only.includes(task.id) : claim.all === true || task.due <= claim.now

  const overdueFirst = (a: Task, b: Task): number => a.due - b.due || (a.id < b.id ? -1 : 1)

  return {
    async add(given) {
      for (const task of given) tasks.set(task.id, { ...(tasks.get(task.id) ?? task), host: task.host })
    },
    async remove(ids) {
      for (const id of ids) tasks.delete(id)
    },
    async claim(claim) {
      const found = [...tasks.values()].filter(task => wanted(task, claim)).sort(overdueFirst)
      const free = [...new Set(found.map(task => task.host))].filter(
        name => claim.alone || hostOf(name).until <= claim.now,
      )
      return free.slice(0, claim.hosts).map(name => {
        const host = hostOf(name)
        host.owner = claim.owner
        host.epoch++
        host.until = claim.now + claim.hold
        const mine = found.filter(task => task.host === name).slice(0, claim.tasks)
        return { host: name, epoch: host.epoch, until: host.until, tasks: mine }
      })
    },
    async extend(lease, until) {
      if (holds(lease)) hostOf(lease.host).until = until
      return holds(lease)
    },
    async complete(lease, results) {
      if (!holds(lease)) return false
      for (const result of results) {
        const task = tasks.get(result.id)
        if (task) tasks.set(result.id, { ...task, due: result.due, state: result.state })
      }
      return true
    },
    async release(lease) {
      if (holds(lease)) hostOf(lease.host).until = 0
    },
    async tasks(ids) {
      const all = ids ? ids.flatMap(id => tasks.get(id) ?? []) : [...tasks.values()]
      return all.sort((a, b) => (a.id < b.id ? -1 : 1))
    },
    async host(name) {
      return states.get(name)
    },
    async setHost(name, state) {
      states.set(name, state)
    },
    async owners(now) {
      const held = [...hosts.values()].filter(({ until }) => until > now)
      const names = Map.groupBy(held, ({ owner }) => owner)
      return [...names]
        .map(([name, { length }]) => ({ name, hosts: length }))
        .sort((a, b) => (a.name < b.name ? -1 : 1))
    },
    async nextDue() {
      return tasks.size > 0 ? Math.min(...[...tasks.values()].map(task => task.due)) : undefined
    },
    async close() {},
  }
}
