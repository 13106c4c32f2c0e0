import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withinTime } from './deadline.ts'
import { type Pool, type PoolRules, threadPool } from './pool.ts'

const MIB = 1024 * 1024
/** Jobs that do to a thread what a hostile page might. */
const script = new URL('../../../tests/killers.ts', import.meta.url)

async function withPool(rules: Partial<PoolRules>, use: (pool: Pool) => Promise<void>): Promise<void> {
  const pool = threadPool({ script, width: 2, deadline: 20_000, memory: 128 * MIB, ...rules })
  try {
    await use(pool)
  } finally {
    await pool.close()
  }
}

test('a page that its parser never leaves is ended at the deadline, and the next is read', async () => {
  await withPool({ width: 1, deadline: 300 }, async pool => {
    const [endless, next] = await Promise.all([pool.run('loop'), pool.run('echo')])
    assert.deepEqual(endless, { kind: 'ended', by: 'time', message: 'took longer than 0.3 s' })
    assert.deepEqual(next, { kind: 'done', value: 'echo' })
  })
})

test('a page that eats all memory is ended alone, and the others of that moment are read', async () => {
  await withPool({ memory: 48 * MIB }, async pool => {
    const all = await Promise.all([pool.run('echo'), pool.run('eat'), pool.run('echo'), pool.run('echo')])
    assert.deepEqual(all[1], { kind: 'ended', by: 'memory', message: 'needed more than 48 MB of memory' })
    assert.equal(all.filter(({ kind }) => kind === 'done').length, 3)
  })
})

test('a thread that ends itself, and an error, are the page’s and nobody else’s', async () => {
  await withPool({ width: 1 }, async pool => {
    assert.deepEqual(await pool.run('exit'), {
      kind: 'ended',
      by: 'death',
      message: 'ended without an answer',
    })
    assert.deepEqual(await pool.run('throw'), { kind: 'failed', message: 'no such thing' })
    assert.deepEqual(await pool.run('unsendable'), {
      kind: 'failed',
      message: '() => 1 could not be cloned.',
    })
    assert.deepEqual(await pool.run('echo'), { kind: 'done', value: 'echo' })
  })
})

test('five killers one after the other leave a pool that works', async () => {
  await withPool({ width: 2, deadline: 200 }, async pool => {
    for (let n = 0; n < 5; n++) assert.equal((await pool.run('loop')).kind, 'ended')
    assert.equal((await pool.run('echo')).kind, 'done')
  })
})

test('a thread that cannot start is said, and waited for by nobody', async () => {
  await withPool({ script: new URL('./nowhere.ts', import.meta.url) }, async pool => {
    await assert.rejects(pool.run('echo'), /nowhere/)
    await assert.rejects(pool.run('echo'), /nowhere/)
  })
})

test('work in this thread is ended at its deadline too, in a regular expression as in a loop', () => {
  const evil = /^(a+)+$/
  for (const work of [() => evil.test(`${'a'.repeat(60)}b`), () => endless()])
    assert.deepEqual(withinTime(100, work), { kind: 'ended', by: 'time', message: 'took longer than 0.1 s' })
  assert.deepEqual(
    withinTime(1000, () => 7),
    { kind: 'done', value: 7 },
  )
  assert.throws(
    () =>
      withinTime(1000, () => {
        throw new RangeError('its own')
      }),
    RangeError,
  )
})

function endless(): void {
  for (;;);
}
