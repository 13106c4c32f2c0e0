import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { frontierContract } from '../contracts/frontier.ts'
import { indexContract } from '../contracts/index.ts'
import { pictureContract } from '../contracts/pictures.ts'
import { sampleArticle } from '../contracts/sample.ts'
import { storeContract } from '../contracts/store.ts'
import { sqliteFrontier } from './frontier.ts'
import { sqliteIndex } from './index.ts'
import { threadIndex } from './index-thread.ts'
import { isHeld, takeLock } from './lock.ts'
import { sqliteStore } from './store.ts'

const folder = (): string => mkdtempSync(join(tmpdir(), 'stet-sqlite-'))

storeContract('SQLite', () => sqliteStore(':memory:'))
pictureContract('SQLite', () => sqliteStore(':memory:'))
indexContract('SQLite', async () => sqliteIndex(folder()))
indexContract('SQLite on a thread', async () => threadIndex(folder()))
frontierContract('SQLite', () => sqliteFrontier(':memory:'))

test('a catalogue closed and opened again has its articles', async () => {
  const path = join(folder(), 'index.db')
  const first = await sqliteStore(path)
  await first.apply({ articles: [{ article: sampleArticle(1), keys: [] }] })
  await first.close()
  const second = await sqliteStore(path)
  assert.deepEqual(await second.byNumbers([1]), [sampleArticle(1)])
  await second.close()
})

test('a batch that fails in the middle leaves nothing of itself', async () => {
  const store = await sqliteStore(':memory:')
  const twice = [sampleArticle(1), { ...sampleArticle(2), path: sampleArticle(1).path }]
  await assert.rejects(store.apply({ articles: twice.map(article => ({ article, keys: [] })) }))
  assert.equal(await store.count({}), 0)
  await store.close()
})

test('a damaged database says what it is and the way out', async () => {
  const path = join(folder(), 'index.db')
  writeFileSync(path, 'this is no database, whatever its name says'.repeat(100))
  await assert.rejects(sqliteStore(path), { code: 'damaged', message: /stet rebuild/ })
})

test('the words of each month of news lie in a file of their own', async () => {
  const path = folder()
  const index = sqliteIndex(path)
  const put = { source: 'voa', title: '新闻', body: '', facets: [] }
  await index.put([
    { number: 1, date: Date.UTC(2021, 3, 1), ...put },
    { number: 2, date: Date.UTC(2021, 4, 1), ...put },
  ])
  assert.deepEqual(
    readdirSync(path).filter(name => name.endsWith('.db')),
    ['search-2021-04.db', 'search-2021-05.db', 'search.db'],
  )
  await index.close()
})

test('a second writer is told who holds the archive, and a released lock can be taken', () => {
  const path = join(folder(), 'lock')
  assert.equal(isHeld(path), false)
  const lock = takeLock(path)
  assert.equal(isHeld(path), true)
  assert.throws(() => takeLock(path), { code: 'locked', message: /another stet/ })
  lock.release()
  assert.equal(isHeld(path), false)
  takeLock(path).release()
  assert.equal(isHeld(path), false)
})

/** Runs a module of its own in a process. */
const inProcess = (script: string): Promise<void> =>
  new Promise((resolve, reject) =>
    execFile(process.execPath, ['--input-type=module', '-e', script], error =>
      error ? reject(error) : resolve(),
    ),
  )

const moduleAt = (path: string): string => JSON.stringify(new URL(path, import.meta.url).href)

test('processes that open one new database at the same moment make it once', async () => {
  const path = join(folder(), 'index.db')
  const script = `const { sqliteStore } = await import(${moduleAt('./store.ts')}); const store = await sqliteStore(${JSON.stringify(path)}); await store.close()`
  await Promise.all(Array.from({ length: 6 }, () => inProcess(script)))
})

test('a catalogue that is taken away and made anew is found whole or empty by those who open and close it meanwhile', async () => {
  const path = folder()
  const stopped = JSON.stringify(join(path, 'stopped'))
  const begin = `const { sqliteStore } = await import(${moduleAt('./store.ts')}); const fs = await import('node:fs')`
  const make = `${begin}
    const { removeDatabases } = await import(${moduleAt('./gate.ts')})
    for (let n = 0; n < 60; n++) {
      removeDatabases(${JSON.stringify(path)}, name => name === 'index.db')
      const store = await sqliteStore(${JSON.stringify(join(path, 'index.db'))})
      await store.setNote('made', String(n))
      if ((await store.note('made')) !== String(n)) throw new Error('what was written is not there')
      await store.close()
    }
    fs.writeFileSync(${stopped}, '')`
  const look = `${begin}
    while (!fs.existsSync(${stopped})) {
      const store = await sqliteStore(${JSON.stringify(join(path, 'index.db'))})
      await store.note('made')
      await store.close()
    }`
  await Promise.all([inProcess(make), inProcess(look), inProcess(look)])
  assert.deepEqual(readdirSync(path).sort(), ['gate', 'index.db', 'stopped'])
})
