// What became of what was kept, through the command line: pages looked at again, day by day.
import assert from 'node:assert/strict'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { filesIn, newFolder, type Page, publisher, type Ran, rss, stet } from './world.ts'

const TEXT = Array.from(
  { length: 8 },
  (_, i) => `第${i}段：外交部发言人在例行记者会上回答了关于边境协议和供水计划的提问，会议持续了两个小时。`,
)
const TITLES = ['官员访华', '议会推迟投票', '法院驳回上诉', '气象台发布警报', '渔民返回港口', '铁路恢复通车']

const page = (title: string, paragraphs: readonly string[]): Page => ({
  body: `<!doctype html><html lang="zh"><head><title>${title} - 某报</title></head><body><nav><a href="/">首页</a></nav><article><h1>${title}</h1>${paragraphs.map(one => `<p>${one}</p>`).join('')}</article><p>阅读 ${Math.random()}</p></body></html>`,
})
const GONE: Page = { status: 404, body: '<h1>404</h1>' }

async function outletWithArticles() {
  const outlet = await publisher()
  const root = join(newFolder(), 'archive')
  const at = (moment: string, ...args: string[]): Promise<Ran> =>
    stet(['-C', root, ...args], {
      env: {
        STET_ALLOW_PRIVATE: outlet.host,
        STET_NOW: `2021-04-${moment}`,
        STET_LOOKS_AFTER: '1h 6h 1d 3d 7d 30d 180d',
      },
    })
  const story = (n: number, title = TITLES[n]!) => ({
    title,
    path: `/news/2021/${1000 + n}.html`,
    html: TEXT.map(one => `<p>${one}${n}</p>`).join(''),
  })
  const list = (...stories: ReturnType<typeof story>[]) =>
    outlet.pages.set('/feed', { body: rss(outlet.origin, '某报', stories) })
  const show = (n: number, title = TITLES[n]!, more: readonly string[] = []) =>
    outlet.pages.set(story(n).path, page(title, [...TEXT.map(one => `${one}${n}`), ...more]))
  outlet.pages.set('/', page('某报', ['今日要闻']))
  outlet.pages.set('/robots.txt', { status: 404 })
  await stet(['init', root])
  for (const n of TITLES.keys()) show(n)
  list(...TITLES.keys().map(n => story(n)))
  assert.equal((await at('14T12:00:00Z', 'add', `${outlet.origin}/feed`, '--id', 'paper')).code, 0)
  const record = async (...args: string[]) =>
    (await at('30T12:00:00Z', 'changes', '--json', ...args)).out
      .trim()
      .split('\n')
      .filter(Boolean)
      .map(line => JSON.parse(line))
  return { outlet, root, at, list, show, story, record }
}

/** A record of a capture file, by its place. */
function recordAt(root: string, place: string): string {
  const [path = '', offset, length] = place.split(/[#+]/)
  const from = Number(offset)
  return gunzipSync(readFileSync(join(root, path)).subarray(from, from + Number(length))).toString()
}

test('an edit, a withdrawal and a return that only the pages show are recorded with their evidence', async () => {
  const { outlet, root, at, list, show, story, record } = await outletWithArticles()
  await at('14T13:00:00Z', 'poll', '--once')
  show(1, TITLES[1], ['后来又补充了一段。'])
  outlet.pages.set(story(2).path, GONE)
  outlet.pages.set(story(3).path, { status: 302, headers: { location: '/' } })
  list(...[0, 1, 4, 5].map(n => story(n)))
  const first = await at('14T18:30:00Z', 'poll', '--once')
  assert.match(first.err, /6 pages were looked at again: 1 edited, 0 withdrawn, 0 back\./)
  assert.match((await at('14T18:31:00Z', 'status')).out, /2 not found at the last look/)
  const second = await at('15T19:00:00Z', 'poll', '--once')
  assert.match(
    second.err,
    /paper: withdrawn: 法院驳回上诉 \(not found \(404\) at its own address on 2021-04-14 and again on 2021-04-15\)/,
  )

  const told = await record()
  assert.deepEqual(told.map(({ kind, title }) => [kind, title]).sort(), [
    ['edited', '议会推迟投票'],
    ['withdrawn', '气象台发布警报'],
    ['withdrawn', '法院驳回上诉'],
  ])
  const gone = told.find(({ title }) => title === '法院驳回上诉')
  assert.equal(gone.since, '2021-04-14T18:30:00.000Z')
  assert.equal(gone.seen.length, 2)
  for (const { status, capture } of gone.seen) {
    assert.equal(status, 404)
    assert.ok(existsSync(join(root, capture.split('#')[0])), capture)
  }
  assert.match(
    told.find(({ title }) => title === '气象台发布警报').why,
    /a redirect \(302\) to the front page/,
  )
  const led = told.find(({ title }) => title === '气象台发布警报')
  assert.equal(led.seen.length, 2)
  for (const { way } of led.seen)
    assert.match(
      recordAt(root, way[0]),
      /^WARC\/1\.1[\s\S]*HTTP\/1\.1 302 [\s\S]*location: \/\r\n/i,
      'its own answer',
    )
  const shown = await at('16T12:00:00Z', 'show', gone.article)
  assert.match(shown.out, /Withdrawn by its source: not found \(404\) at its own address/)
  assert.match(shown.out, /第7段/, 'the text stays')

  show(2)
  await at('17T20:00:00Z', 'poll', '--once')
  const [back] = await record('--kind', 'returned')
  assert.equal(back.article, gone.article)
  assert.match(
    (await at('17T21:00:00Z', 'show', gone.article)).out,
    /Gone from 2021-04-14 18:30 UTC, back at 2021-04-17 20:00 UTC\./,
  )

  const before = await record()
  const journal = [...filesIn(root)]
    .filter(([path]) => path.startsWith('log/'))
    .map(([, text]) => text)
    .join('')
  assert.equal(journal.match(/"op":"gone"/g)?.length, 2)
  assert.equal(journal.match(/"op":"returned"/g)?.length, 1)
  assert.equal((await at('18T12:00:00Z', 'doctor')).code, 0)
  rmSync(join(root, '.stet'), { recursive: true })
  assert.deepEqual(await record(), before, 'the files tell the same')
})

test('gates, faults and a site that moved its pages away are no withdrawals', async () => {
  const { outlet, root, at, show, story, record } = await outletWithArticles()
  await at('14T13:00:00Z', 'poll', '--once')
  outlet.pages.set(story(0).path, { status: 403 })
  outlet.pages.set(story(1).path, { status: 451 })
  outlet.pages.set(story(2).path, { status: 503 })
  outlet.pages.set(story(3).path, {
    body: '<title>Just a moment...</title><div id="challenge-running"></div>',
  })
  outlet.pages.set(story(4).path, GONE)
  for (const moment of ['14T18:30:00Z', '15T12:30:00Z', '16T13:00:00Z']) {
    await at(moment, 'poll', '--once')
    show(4)
  }
  assert.match(
    (await at('16T13:01:00Z', 'status')).out,
    /^paper: refused 3 pages that are looked at again \(1 access denied \(403\), 1 challenge, 1 unavailable for legal reasons \(451\)\)\.$/m,
  )
  for (const n of TITLES.keys()) outlet.pages.set(story(n).path, GONE)
  outlet.pages.set('/feed', { body: rss(outlet.origin, '某报', []) })
  const said: string[] = []
  for (const day of [17, 18, 19, 20, 21, 22, 23])
    said.push((await at(`${day}T14:00:00Z`, 'poll', '--once', '--all')).err)
  assert.deepEqual(await record(), [])
  const words =
    /paper: since 17 April 2021 many of its articles are not at their addresses .*its site has changed/
  assert.equal(said.join('').match(/its site has changed/g)?.length, 1, 'once')
  assert.match(said.join(''), words)
  const status = await at('23T15:00:00Z', 'status')
  assert.equal(status.code, 4)
  assert.match(status.out, words)
  assert.match((await at('23T15:00:00Z', 'doctor')).out, /no withdrawal is said meanwhile.*`looks: false`/)
  const built = async () => {
    assert.equal((await at('23T15:00:00Z', 'build')).code, 0)
    return ['health/index.html', 'sources/paper/index.html'].map(path =>
      readFileSync(join(root, '_site', path), 'utf8'),
    )
  }
  for (const page of await built()) assert.match(page, /its site has changed/)
  assert.equal((await at('23T16:00:00Z', 'rebuild')).code, 0)
  assert.match((await at('23T16:00:00Z', 'status')).out, words, 'the files tell the same')

  for (const n of TITLES.keys()) show(n)
  for (const day of [24, 25, 26, 27, 28, 29, 30])
    said.push((await at(`${day}T14:00:00Z`, 'poll', '--once', '--all')).err)
  assert.equal(said.join('').match(/^Over: paper: since /gm)?.length, 1)
  assert.doesNotMatch((await built()).join(''), /class="troubles/)
})

test('a source whose looks are off, and an archive that looks at nothing, ask for no pages', async () => {
  const { outlet, root, at } = await outletWithArticles()
  const { writeFileSync } = await import('node:fs')
  const file = join(root, 'stet.yml')
  writeFileSync(file, readFileSync(file, 'utf8').replace('id: paper', 'id: paper\n    looks: false'))
  const before = outlet.requests.length
  await at('14T18:00:00Z', 'poll', '--once', '--all')
  assert.deepEqual(
    outlet.requests.slice(before).map(({ path }) => path),
    ['/feed'],
  )
  const wrong = await stet(['-C', root, 'poll'], { env: { STET_LOOKS_AFTER: 'soon' } })
  assert.match(wrong.err, /STET_LOOKS_AFTER is "soon"; expected durations like 1h 6h 1d, or never/)
})
