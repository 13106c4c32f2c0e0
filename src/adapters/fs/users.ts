// Users in a folder of their own, .private/: only the owner may read it, git is told to pass it by, and neither Jekyll
// nor the built site takes a folder with a dot along.
import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { StetError } from '../../model/error.ts'
import type { Instant } from '../../model/time.ts'
import type { User, Users } from '../../model/user.ts'

const FOLDER = '.private'
const KEY_BYTES = 32

/** The users of the archive in `root`. Throws StetError 'damaged' for a file that cannot be read as users. */
export function folderUsers(root: string, now: () => Instant = Date.now): Users {
  const folder = join(root, FOLDER)
  const users = jsonFile<readonly User[]>(folder, 'users.json', [])
  const ended = jsonFile<Readonly<Record<string, Instant>>>(folder, 'ended.json', {})
  let key: Uint8Array | undefined

  return {
    async all() {
      return users.read()
    },
    async find(name) {
      return users.read().find(user => user.name === name)
    },
    async put(user) {
      const others = users.read().filter(({ name }) => name !== user.name)
      users.write([...others, user].sort((a, b) => (a.name < b.name ? -1 : 1)))
    },
    async remove(name) {
      const all = users.read()
      const left = all.filter(user => user.name !== name)
      if (left.length < all.length) users.write(left)
      return left.length < all.length
    },
    async secret() {
      key ??= secretIn(folder)
      return key
    },
    async end(session, until) {
      const still = Object.entries(ended.read()).filter(([, at]) => at > now())
      ended.write({ ...Object.fromEntries(still), [session]: until })
    },
    async hasEnded(session) {
      return Object.hasOwn(ended.read(), session)
    },
  }
}

/** A file of JSON that other processes may change: read again when it is another. */
function jsonFile<T>(folder: string, name: string, empty: T): { read(): T; write(value: T): void } {
  const path = join(folder, name)
  let seen = ''
  let value = empty
  return {
    read() {
      const found = statSync(path, { throwIfNoEntry: false })
      const stamp = found ? `${found.mtimeMs} ${found.size} ${found.ino}` : ''
      if (stamp !== seen) value = found ? parsed(path) : empty
      seen = stamp
      return value
    },
    write(next) {
      writePrivate(folder, name, `${JSON.stringify(next, null, 2)}\n`)
    },
  }
}

function parsed<T>(path: string): T {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (cause) {
    throw new StetError('damaged', `${path} cannot be read: mend it, or remove it and add users anew.`, {
      cause,
    })
  }
}

function writePrivate(folder: string, name: string, text: string): void {
  makePrivate(folder)
  const temporary = join(folder, `.${name}.${process.pid}`)
  try {
    writeFileSync(temporary, text, { mode: 0o600, flush: true })
    renameSync(temporary, join(folder, name))
  } finally {
    rmSync(temporary, { force: true })
  }
}

/** The folder, readable to its owner, with the word to git that nothing in it is to be committed. */
function makePrivate(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const ignore = join(folder, '.gitignore')
  if (!statSync(ignore, { throwIfNoEntry: false })) writeFileSync(ignore, '*\n')
}

function secretIn(folder: string): Uint8Array {
  const path = join(folder, 'key')
  makePrivate(folder)
  try {
    writeFileSync(path, randomBytes(KEY_BYTES).toString('hex'), { mode: 0o600, flag: 'wx', flush: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  const key = Buffer.from(readFileSync(path, 'utf8').trim(), 'hex')
  if (key.length === KEY_BYTES) return key
  throw new StetError('damaged', `${path} is not a key: remove it; everybody then signs in again.`)
}
