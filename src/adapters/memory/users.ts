// Users without a disk, for tests.
import { randomBytes } from 'node:crypto'
import type { Instant } from '../../model/time.ts'
import type { User, Users } from '../../model/user.ts'

export function memoryUsers(given: readonly User[] = []): Users {
  const users = new Map(given.map(user => [user.name, user]))
  const ended = new Map<string, Instant>()
  const key = randomBytes(32)
  return {
    async all() {
      return [...users.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
    },
    async find(name) {
      return users.get(name)
    },
    async put(user) {
      users.set(user.name, user)
    },
    async remove(name) {
      return users.delete(name)
    },
    async secret() {
      return key
    },
    async end(session, until) {
      ended.set(session, until)
    },
    async hasEnded(session) {
      return ended.has(session)
    },
  }
}
