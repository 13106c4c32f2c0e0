// The record of what outlets did: the history of an article, each change in it, and the lists and feeds of all changes.
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { archiveFor, filesIn, publisher, rss, type Story, stet } from './world.ts'

const outlet = await publisher()
const LONG = '外交部发言人在例行记者会上回答了关于气候会谈的提问，并介绍了双方的安排。'.repeat(12)
const paragraphs = (...all: readonly string[]): string => all.map(one => `<p>${one}</p>`).join('')
const story = (title: string, html: string): Story => ({ title, path: '/1.html', html })
const BEFORE = paragraphs(
  '会谈定于周三在上海举行，为期两天，双方都派出高级代表。',
  LONG,
  '分析人士说，会谈的结果难以预料，双方分歧仍然很大。',
  '这一段后来被删去了，因为它提到了不该提到的人名&lt;img src=x onerror=alert(1)&gt;。',
)
const AFTER = paragraphs(
  '分析人士说，会谈的结果难以预料，双方分歧仍然很大。',
  '会谈定于周四在上海举行，为期两天，双方都派出高级代表。',
  LONG,
)
const EVIL = '官员"&lt;script>alert(1)&lt;/script>访华'
const { root, run } = await archiveFor(outlet)
const at = (day: number, ...args: string[]) =>
  run(args, {
    env: { STET_NOW: `2021-04-${String(day).padStart(2, '0')}T12:00:00Z`, STET_LOOKS_AFTER: 'never' },
  })
const publish = (...stories: Story[]): unknown =>
  outlet.pages.set('/feed', { body: rss(outlet.origin, '某报', stories) })
const OTHER: Story = { title: '另一条新闻', path: '/2.html', html: paragraphs(LONG, '没有人改过它。') }

publish(story(EVIL, BEFORE), OTHER)
await at(14, 'add', `${outlet.origin}/feed`, '--id', 'paper')
await at(14, 'build')
publish(story('官员首次访华', BEFORE), OTHER)
await at(15, 'poll', '--all')
publish(story('官员首次访华', AFTER), OTHER)
await at(16, 'poll', '--all')
const built = await at(16, 'build')
const site = (path: string): string => readFileSync(join(root, '_site', path), 'utf8')
const history = readdirSync(join(root, '_site'), { recursive: true, encoding: 'utf8' }).filter(path =>
  path.endsWith('.history.html'),
)

test('an article that was changed has a history, one that was not has none', () => {
  assert.equal(built.code, 0, built.err)
  assert.equal(history.length, 1)
  const page = site(history[0]!.replace('.history', ''))
  assert.ok(page.includes(`href="/${history[0]}"`))
})

test('each state stands beside the one before it: what went, what came, what moved, and where it came from', () => {
  const page = site(history[0]!)
  assert.match(page, /id="r3"(.|\n)*id="r2"(.|\n)*id="r1"/)
  assert.match(
    page,
    /周<del><span class="said">removed: <\/span>三<\/del><ins><span class="said">added: <\/span>四<\/ins>/,
  )
  assert.match(page, /class="gone-block"><del>.*这一段后来被删去了/)
  assert.match(page, /Moved here; was paragraph \d/)
  assert.match(page, /captures\/2021\/04\/.*\.warc\.gz/)
  assert.match(page, /<a href="\/2021\/04\/14\/[0-9a-f]{8}\.r1\.html">/)
  assert.match(page, /人名&lt;img src=x onerror/)
  assert.doesNotMatch(page, /<script>alert|<img src=x/)
})

test('the record lists the changes, newest first, whole and by kind and by source, each with a way to its diff', () => {
  const page = site('changes/index.html')
  const kinds = [...page.matchAll(/<span class="flag">([^<]*)/g)].map(([, kind]) => kind)
  assert.deepEqual(kinds, ['Edited', 'Title changed'])
  assert.ok(page.includes(`/${history[0]}#r3`))
  assert.match(page, /Before: <del>官员&quot;/)
  assert.match(page, /<dl class="bars">(.|\n)*<svg (.|\n)*<table>/)
  assert.match(site('changes/edited/index.html'), /1 change ·/)
  assert.match(site('changes/withdrawn/index.html'), /No change is on record here/)
  assert.match(site('changes/source/paper/index.html'), /2 changes ·/)
})

test('feeds of the record can be read by any reader', async () => {
  for (const path of [
    'changes/feed.xml',
    'changes/atom.xml',
    'changes/source/paper/atom.xml',
    'changes/retitled/atom.xml',
  ]) {
    const { out } = await stet(['parse', join(root, '_site', path), '--json'])
    const { items } = JSON.parse(out).feed
    assert.equal(items.length, path.includes('retitled') ? 1 : 2, path)
    assert.match(items[0].title, /^(?:Edited|Title changed): 官员首次访华$/)
  }
  assert.equal(JSON.parse(site('changes/feed.json')).items.length, 2)
})

test('served and built pages are the same, and a build after one more edit writes only what shows it', async () => {
  const before = filesIn(join(root, '_site'))
  publish(story('官员首次访华', AFTER), { ...OTHER, html: paragraphs(LONG, '有人改了它，改得很多。') })
  await at(17, 'poll', '--all')
  await at(17, 'build')
  const changed = [...filesIn(join(root, '_site'))]
    .filter(([path, bytes]) => before.get(path) !== bytes)
    .map(([path]) => path)
  assert.ok(!changed.includes(history[0]!), changed.join(' '))
  assert.ok(changed.some(path => path.endsWith('.history.html')))
  assert.ok(changed.includes('changes/index.html'))
  assert.ok(!changed.includes('changes/retitled/index.html'))
  const stamps = statSync(join(root, '_site/changes/index.html')).mtimeMs
  await at(17, 'build')
  assert.equal(statSync(join(root, '_site/changes/index.html')).mtimeMs, stamps)
  assert.ok(existsSync(join(root, '_site/changes/feed.xml')))
})

test('the same archive gives the same bytes on another day, also after its derived files are gone', async () => {
  await at(20, 'build')
  const before = filesIn(join(root, '_site'))
  const again = await at(27, 'build')
  assert.match(again.out, /: 0 written, 0 removed/, 'a week alone changes nothing')
  for (const folder of ['_site', '.stet']) rmSync(join(root, folder), { recursive: true })
  const other = await run(['build'], { env: { STET_NOW: '2023-11-02T23:30:00Z', TZ: 'Pacific/Auckland' } })
  assert.equal(other.code, 0, other.err)
  const after = filesIn(join(root, '_site'))
  assert.deepEqual([...after.keys()].sort(), [...before.keys()].sort())
  for (const [path, text] of before) assert.equal(after.get(path), text, path)
})
