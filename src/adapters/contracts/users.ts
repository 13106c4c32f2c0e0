// What every keeper of users promises.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { User, Users } from '../../model/user.ts'

const user = (name: string, given: Partial<User> = {}): User => ({
  name,
  role: 'reader',
  password: 'scrypt$1',
  feverKey: 'scrypt$2',
  stamp: 's1',
  added: 7,
  ...given,
})

export function usersContract(name: string, open: () => Promise<Users>): void {
  test(`${name}: a user added is a user found; a change replaces; one removed is gone`, async () => {
    const users = await open()
    assert.deepEqual(await users.all(), [])
    await users.put(user('wang'))
    await users.put(user('李', { role: 'keeper' }))
    await users.put(user('wang', { stamp: 's2' }))
    assert.deepEqual(
      (await users.all()).map(({ name, stamp }) => [name, stamp]),
      [
        ['wang', 's2'],
        ['李', 's1'],
      ],
    )
    assert.deepEqual(await users.find('李'), user('李', { role: 'keeper' }))
    assert.equal(await users.find('__proto__'), undefined)
    assert.equal(await users.remove('wang'), true)
    assert.equal(await users.remove('wang'), false)
    assert.equal(await users.find('wang'), undefined)
  })

  test(`${name}: a session that was ended stays ended, and no other is`, async () => {
    const users = await open()
    await users.end('a', Number.MAX_SAFE_INTEGER)
    await users.end('b', Number.MAX_SAFE_INTEGER)
    assert.deepEqual(
      [await users.hasEnded('a'), await users.hasEnded('b'), await users.hasEnded('toString')],
      [true, true, false],
    )
  })

  test(`${name}: the secret is long and does not change`, async () => {
    const users = await open()
    const secret = await users.secret()
    assert.equal(secret.length, 32)
    assert.deepEqual(await users.secret(), secret)
  })
}
