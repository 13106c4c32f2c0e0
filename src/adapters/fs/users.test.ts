import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { User } from '../../model/user.ts'
import { usersContract } from '../contracts/users.ts'
import { memoryUsers } from '../memory/users.ts'
import { folderUsers } from './users.ts'

const folders: string[] = []
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true })
})
const newRoot = (): string => {
  const root = mkdtempSync(join(tmpdir(), 'stet-users-'))
  folders.push(root)
  return root
}

usersContract('memory users', async () => memoryUsers())
usersContract('users in a folder', async () => folderUsers(newRoot()))

const someone: User = { name: 'li', role: 'keeper', password: 'p', feverKey: 'f', stamp: 's', added: 1 }

test('only the owner may read users and key, and git passes them by', async () => {
  const root = newRoot()
  const users = folderUsers(root)
  await users.put(someone)
  await users.secret()
  for (const name of ['users.json', 'key'])
    assert.equal(statSync(join(root, '.private', name)).mode & 0o077, 0, name)
  assert.equal(statSync(join(root, '.private')).mode & 0o077, 0)
  execFileSync('git', ['init', '-q', root])
  assert.equal(execFileSync('git', ['-C', root, 'status', '--porcelain'], { encoding: 'utf8' }), '')
})

test('what another process changes is seen', async () => {
  const root = newRoot()
  const [here, there] = [folderUsers(root), folderUsers(root)]
  assert.equal(await here.find('li'), undefined)
  await there.put(someone)
  assert.equal((await here.find('li'))?.name, 'li')
  assert.deepEqual(await here.secret(), await there.secret())
})

test('a damaged file is named, and no user is taken for none', async () => {
  const root = newRoot()
  await folderUsers(root).put(someone)
  writeFileSync(join(root, '.private/users.json'), '{')
  await assert.rejects(folderUsers(root).find('li'), { code: 'damaged', message: /users\.json/ })
})
