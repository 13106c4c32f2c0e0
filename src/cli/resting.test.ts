import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Index } from '../model/catalogue.ts'
import { restingIndex } from './resting.ts'

/** An index that answers when it is told to, and says what is done with it. */
function watched() {
  const said: string[] = []
  const answers: (() => void)[] = []
  const open = (): Index => {
    said.push('open')
    const query = () =>
      new Promise<{ numbers: number[]; total: number }>(resolve =>
        answers.push(() => resolve({ numbers: [1], total: 1 })),
      )
    return { query, close: async () => void said.push('close') } as unknown as Index
  }
  return { said, open, answer: () => answers.shift()!() }
}

const ASKED = { phrases: [], order: 'newest', offset: 0, limit: 1 } as const

test('the files of the index are closed when nobody searches, and opened by the next search', async t => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const { said, open, answer } = watched()
  const index = restingIndex(open, 1000)
  assert.deepEqual(said, [])
  const first = index.query(ASKED)
  const second = index.query(ASKED)
  answer()
  await first
  t.mock.timers.tick(5000)
  assert.deepEqual(said, ['open'], 'a search is under way')
  answer()
  assert.equal((await second).total, 1)
  t.mock.timers.tick(1000)
  assert.deepEqual(said, ['open', 'close'])
  const third = index.query(ASKED)
  answer()
  await third
  await index.close()
  assert.deepEqual(said, ['open', 'close', 'open', 'close'])
})
