import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { type Site, siteConfig } from '../publish/site.ts'
import { madeFor } from '../publish/version.ts'
import { buildNote, builtSite } from './built.ts'
import type { World } from './wire.ts'

const PAGE = '2021/04/14/3f9c02d1.html'
const POST = '_posts/2021/04/2021-04-14-a-3f9c02d1.md'
const STATE = 'as it was built'

/** A folder with one post, the page that a build made of it, and the note of that build. */
async function builtFolder(t: TestContext) {
  const root = mkdtempSync(join(tmpdir(), 'stet-built-'))
  t.after(() => rmSync(root, { recursive: true }))
  const [derived, target] = [join(root, '.stet'), join(root, '_site')]
  for (const path of [derived, join(target, '2021/04/14'), join(root, '_posts/2021/04')])
    mkdirSync(path, { recursive: true })
  const site = { config: siteConfig() } as Site
  const post = join(root, POST)
  const page = join(target, PAGE)
  writeFileSync(post, 'the post')
  await wait(20)
  writeFileSync(page, 'the page')
  await wait(20)
  const note = { target, made: await madeFor(site), state: STATE }
  buildNote(derived).write(note)
  const config = { root, settings: { 'site.output': '_site' } }
  const world = { config, derived, place: { kind: 'folder', root } } as unknown as World
  /** What a server that starts now sends of it. */
  const sent = async (state = STATE, of = site): Promise<string | undefined> => {
    const built = await builtSite(world, of)
    const bytes = await built.current!(PAGE, POST, state)
    return bytes && new TextDecoder().decode(bytes)
  }
  return { site, post, page, derived, note, sent }
}

test('a page that the last build wrote is sent as long as it is what would be made now', async t => {
  const { site, sent, derived, note } = await builtFolder(t)
  assert.equal(await sent(), 'the page')
  assert.equal(await sent('news came'), undefined)
  assert.equal(await sent(''), undefined)
  assert.equal(await sent(STATE, { ...site, config: siteConfig({ title: 'another' }) }), undefined)
  buildNote(derived).write({ ...note, target: '/elsewhere' })
  assert.equal(await sent(), undefined)
  // While a build is under way.
  buildNote(derived).remove()
  assert.equal(await sent(), undefined)
})

test('a post edited by hand is not shown as it was built, even where its time was set back', async t => {
  const { sent, post } = await builtFolder(t)
  writeFileSync(post, 'edited by hand')
  assert.equal(await sent(), undefined)
  utimesSync(post, 1, 1)
  assert.equal(await sent(), undefined)
})

test('a post put in place of another is not shown as the other was built; nor one that is gone', async t => {
  const { sent, post } = await builtFolder(t)
  writeFileSync(`${post}.new`, 'another')
  utimesSync(`${post}.new`, 1, 1)
  renameSync(`${post}.new`, post)
  assert.equal(await sent(), undefined)
  rmSync(post)
  assert.equal(await sent(), undefined)
})

test('a page that somebody edited in the built site is not sent', async t => {
  const { sent, page } = await builtFolder(t)
  writeFileSync(page, 'edited')
  assert.equal(await sent(), undefined)
  rmSync(page)
  assert.equal(await sent(), undefined)
})
