// The engine that needs nothing: SQLite files in .stet.
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { sqliteFrontier } from '../adapters/sqlite/frontier.ts'
import { removeDatabases } from '../adapters/sqlite/gate.ts'
import { sqliteIndex } from '../adapters/sqlite/index.ts'
import { threadIndex } from '../adapters/sqlite/index-thread.ts'
import { isHeld } from '../adapters/sqlite/lock.ts'
import { damageIn, missingParts, wordsIn } from '../adapters/sqlite/parts.ts'
import { peekNote } from '../adapters/sqlite/peek.ts'
import { sqliteStore } from '../adapters/sqlite/store.ts'
import { StetError } from '../model/error.ts'
import type { Frontier } from '../model/frontier.ts'
import type { Finding } from '../poll/finding.ts'
import type { Anew, Derived, Engine } from './engine.ts'

const DERIVED = /^(?:index|search.*)\.db$/
const SCHEDULE = 'frontier.db'
/** What pages said when they were last looked at: a rebuild keeps it, there is nothing to make it from. */
const LOOKS = 'looks.db'

/** The files in `derived`, an archive's .stet. */
export function embeddedEngine(derived: string): Engine {
  const catalogue = join(derived, 'index.db')
  const open = async (): Promise<Derived> => ({
    store: await sqliteStore(catalogue),
    index: sqliteIndex(derived),
  })
  return {
    open,
    isThere: async () => existsSync(catalogue),
    openIndex: () => sqliteIndex(derived),
    indexForMany: () => threadIndex(derived),
    openFrontier: () => openSchedule(derived, SCHEDULE, false),
    openLooks: () => openSchedule(derived, LOOKS, true),
    async working(now) {
      // One at a time, who holds the lock: what is leased while nobody does was left by one that was killed.
      if (!isHeld(join(derived, 'lock'))) return []
      const frontier = await openSchedule(derived, SCHEDULE, true)
      const owners = await frontier.owners(now).finally(() => frontier.close())
      const hosts = owners.reduce((sum, one) => sum + one.hosts, 0)
      return hosts === 0 ? [] : [{ name: 'Another process', hosts }]
    },
    async isComplete(store) {
      const missing = missingParts(derived)
      return missing.length === 0 || (await store.unindexed(0, 1)).length > 0 || (await store.count({})) === 0
    },
    async makeAnew(fill, also) {
      removeDatabases(derived, name => isGoing(name, also))
      const made = await open()
      await fill(made)
      return made
    },
    stamp: () => statSync(catalogue, { throwIfNoEntry: false })?.ino ?? 0,
    peek: async note => peekNote(catalogue, note),
    examine: async isEmpty => examine(derived, isEmpty),
    wordCounts: async () => wordsIn(derived),
  }
}

const isGoing = (name: string, { schedule, looks }: Anew): boolean =>
  DERIVED.test(name) || (schedule && name === SCHEDULE) || (looks && name === LOOKS)

/** A damaged schedule is thrown away: that costs one full poll. */
async function openSchedule(derived: string, file: string, trusted: boolean): Promise<Frontier> {
  const path = join(derived, file)
  try {
    return await sqliteFrontier(path, { trusted })
  } catch (error) {
    if (!(error instanceof StetError && error.code === 'damaged')) throw error
    removeDatabases(derived, name => name === file)
    return sqliteFrontier(path, { trusted })
  }
}

/** Whatever is wrong here can be made again. */
function examine(derived: string, isEmpty: boolean): Finding[] {
  const findings: Finding[] = []
  const again = { way: 'stet rebuild', remedy: 'rebuild' } as const
  if (!existsSync(join(derived, 'index.db')))
    return [{ about: '.stet/index.db', what: 'there is no catalogue', ...again }]
  const names = readdirSync(derived).filter(name => /^(?:index|search.*|frontier|looks)\.db$/.test(name))
  for (const name of names) {
    const path = join(derived, name)
    const damage = statSync(path).isFile() ? damageIn(path) : 'it is a folder'
    if (damage === undefined) continue
    const remedy = /^(?:frontier|looks)\.db$/.test(name)
      ? { ...again, remedy: 'forget-schedule' as const }
      : again
    findings.push({ about: `.stet/${name}`, what: `it is damaged: ${damage}`, ...remedy })
  }
  if (existsSync(join(derived, 'damaged')))
    findings.push({ about: '.stet/damaged', what: 'a command found a damaged database', ...again })
  if (findings.length === 0 && !isEmpty)
    for (const name of missingParts(derived))
      findings.push({ about: `.stet/${name}`, what: 'words of this month are missing', ...again })
  return findings
}
