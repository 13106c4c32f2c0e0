import assert from 'node:assert/strict'
import crypto from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import { mock, test } from 'node:test'
import { memoryUsers } from '../../adapters/memory/users.ts'
import { DAY } from '../../model/time.ts'
import { accounts, newUser, withApiPassword } from './accounts.ts'
import { feverKeyOf } from './password.ts'

const clock = { now: () => Date.UTC(2021, 4, 1) }

test('who asks for a name that nobody has costs the server as much as who has the wrong password', async () => {
  const users = memoryUsers([
    await newUser('李', 'correct horse 电池', 'keeper', clock),
    await withApiPassword(await newUser('wang', 'correct horse 电池', 'reader', clock), 'for apps only'),
  ])
  const scrypt = mock.method(crypto, 'scrypt')
  syncBuiltinESMExports()
  try {
    const house = accounts(users, clock)
    /** What was answered, and each key that was derived for it: its size and how hard it was. */
    const work = async (attempt: () => Promise<{ kind: string }>) => {
      const before = scrypt.mock.callCount()
      const { kind } = await attempt()
      return {
        kind,
        derived: scrypt.mock.calls.slice(before).map(({ arguments: [, , size, cost] }) => [size, cost]),
      }
    }
    const known = await work(() => house.signIn('李', 'wrong password', '192.0.2.1'))
    assert.equal(known.kind, 'wrong')
    assert.equal(known.derived.length, 1)
    // One that could be a name, ones that cannot, and one that would be a path.
    for (const name of ['nobody', '', '../李', 'x'.repeat(500)])
      assert.deepEqual(await work(() => house.signIn(name, 'wrong password', '192.0.2.2')), known, name)
    assert.deepEqual(await work(() => house.signInApp('nobody', 'wrong password', '192.0.2.3')), known)
    for (const name of ['李', 'wang'])
      assert.deepEqual(await work(() => house.signInApp(name, 'wrong password', '192.0.2.4')), known, name)
    // The password for pages opens no app once there is one for apps, and is not told from a wrong one.
    assert.deepEqual(await work(() => house.signInApp('wang', 'correct horse 电池', '192.0.2.4')), known)
    // No work at all, for anybody.
    const long = 'x'.repeat(100_000)
    assert.deepEqual(
      await work(() => house.signIn('李', long, '192.0.2.5')),
      await work(() => house.signIn('nobody', long, '192.0.2.5')),
    )
  } finally {
    scrypt.mock.restore()
    syncBuiltinESMExports()
  }
})

test('a key of Fever that nobody has costs as much as one that is malformed', async () => {
  const users = memoryUsers([await newUser('李', 'correct horse 电池', 'keeper', clock)])
  const scrypt = mock.method(crypto, 'scrypt')
  syncBuiltinESMExports()
  try {
    const house = accounts(users, clock)
    const counts: number[] = []
    for (const key of [feverKeyOf('nobody', 'x'), feverKeyOf('李', 'x'), '', 'no key at all']) {
      const before = scrypt.mock.callCount()
      assert.equal((await house.signInFever(key, '192.0.2.9')).kind, 'wrong')
      counts.push(scrypt.mock.callCount() - before)
    }
    assert.deepEqual(counts, [1, 1, 1, 1])
  } finally {
    scrypt.mock.restore()
    syncBuiltinESMExports()
  }
})

test('a session ends with its time, with signing out, and with another password', async () => {
  let now = clock.now()
  const users = memoryUsers([await newUser('李', 'correct horse 电池', 'keeper', clock)])
  const house = accounts(users, { now: () => now })
  const user = (await users.find('李'))!
  const [first, second, third] = [await house.open(user), await house.open(user), await house.open(user)]
  await house.close((await house.session(first))!)
  assert.equal(await house.session(first), undefined)
  assert.ok(await house.session(second))
  now += 31 * DAY
  assert.equal(await house.session(second), undefined)
  now -= 31 * DAY
  await users.put(await withApiPassword(user, 'for apps only'))
  assert.equal(await house.session(third), undefined)
  // What was sealed for one purpose opens no other.
  const again = (await users.find('李'))!
  assert.equal(await house.session(await house.tokenFor(again)), undefined)
  assert.equal(await house.ownerOf(await house.open(again)), undefined)
})

test('who types a name in full-width letters signs in, and one kept so in earlier days still does', async () => {
  const users = memoryUsers([
    await newUser('li', 'correct horse 电池', 'keeper', clock),
    await newUser('ｗａｎｇ', 'another horse 电池', 'reader', clock),
  ])
  const house = accounts(users, clock)
  const signIn = async (name: string, password: string): Promise<string> => {
    const done = await house.signIn(name, password, '192.0.2.7')
    return done.kind === 'good' ? done.user.name : done.kind
  }
  assert.equal(await signIn('ｌｉ', 'correct horse 电池'), 'li')
  assert.equal(await signIn('ｗａｎｇ', 'another horse 电池'), 'ｗａｎｇ')
  assert.equal(await signIn('wang', 'another horse 电池'), 'wrong')
})

test('a name tried in many spellings is one name, after some tries of which one has to wait', async () => {
  const house = accounts(memoryUsers([await newUser('li', 'correct horse 电池', 'keeper', clock)]), clock)
  const kinds: string[] = []
  for (const name of ['li', 'ｌi', 'lｉ', 'ｌｉ', 'li', 'ｌi'])
    kinds.push((await house.signIn(name, 'wrong password', '192.0.2.8')).kind)
  assert.deepEqual(kinds, ['wrong', 'wrong', 'wrong', 'wrong', 'wrong', 'wait'])
})
