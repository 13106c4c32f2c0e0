// The dead man's switch: outlets that fall silent, shrink, fail, move, lose their pictures or repeat themselves are named,
// those that only rest are not; command and webhook are told once; what comes right again is said too.
import assert from 'node:assert/strict'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, test } from 'node:test'
import sharp from 'sharp'
import { archiveFor, publisher, rss, type Story, stet } from './world.ts'

const DAY = 86_400_000
const START = Date.UTC(2021, 2, 1, 12)
const LONG = '外交部发言人在例行记者会上回答了关于气候会谈的提问，并介绍了双方的安排。'.repeat(60)

const outlet = await publisher()
const told: string[] = []
const hook = createServer((request, response) => {
  let body = ''
  request.on('data', part => {
    body += part
  })
  request.on('end', () => {
    told.push(body)
    // The first try fails: it is made again after the next poll.
    response.writeHead(told.length === 1 ? 503 : 204).end()
  })
})
await new Promise<void>(resolve => hook.listen(0, '127.0.0.1', resolve))
after(() => hook.close())
const hookHost = `127.0.0.1:${(hook.address() as AddressInfo).port}`

/** The moment that the outlets and stet live in: days after the start. */
let today = 0

interface Paper {
  /** Whether something is published on the nth day before or after the start. */
  readonly days: (n: number) => boolean
  readonly text?: (n: number) => string
  readonly path?: (n: number) => string
  readonly title?: (n: number) => string
}

const item = (id: string, n: number, { text, path, title }: Paper): Story => ({
  title: title?.(n) ?? `${id} 第${n + 100}条`,
  path: path?.(n) ?? `/${id}/${n + 100}.html`,
  html: text?.(n) ?? `<p>${n}：${LONG}</p>`,
  date: new Date(START + n * DAY - 3_600_000).toUTCString(),
})

/** A feed of the last forty days. */
const feedOf = (id: string, paper: Paper): string =>
  rss(
    outlet.origin,
    id,
    Array.from({ length: 60 }, (_, i) => today - i)
      .filter(paper.days)
      .slice(0, 40)
      .map(n => item(id, n, paper)),
  )

const always = (): boolean => true
const PICTURE = '<p><img src="/p.png" alt=""></p>'
const PAPERS: Readonly<Record<string, Paper>> = {
  daily: { days: n => ![6, 0].includes(new Date(START + n * DAY).getUTCDay()) },
  weekly: { days: n => n % 7 === 0 && n !== 14 },
  silent: { days: n => n <= 2 || n >= 40 },
  short: { days: always, text: n => `<p>${n}：${n > 2 && n < 40 ? '发言人回答了提问。' : LONG}</p>` },
  pictures: { days: always, text: n => `${n > 2 && n < 40 ? '' : PICTURE}<p>${n}：${LONG}</p>` },
  // From the third day on the articles of a month ago, under new addresses.
  repeats: {
    days: always,
    title: n => `旧闻第${n > 2 && n < 40 ? n - 30 : n}条`,
    text: n => `<p>${n > 2 && n < 40 ? n - 30 : n}：${LONG}</p>`,
  },
}
for (const [id, paper] of Object.entries(PAPERS))
  outlet.pages.set(`/${id}.xml`, () => ({ body: feedOf(id, paper) }))
outlet.pages.set('/broken.xml', () =>
  today > 2 && today < 40 ? { status: 500 } : { body: feedOf('broken', { days: always }) },
)
outlet.pages.set('/moved.xml', () =>
  today > 2
    ? { status: 301, headers: { location: `${outlet.origin}/new.xml` } }
    : { body: feedOf('moved', { days: always }) },
)
outlet.pages.set('/new.xml', () => ({ body: feedOf('moved', { days: always }) }))
outlet.pages.set('/', {
  headers: { 'content-type': 'text/html' },
  body: '<html><head><link rel="alternate" type="application/rss+xml" title="新版" href="/newer.xml"></head><body></body></html>',
})
outlet.pages.set('/p.png', {
  headers: { 'content-type': 'image/png' },
  body: await sharp({ create: { width: 640, height: 400, channels: 3, background: '#246' } })
    .png()
    .toBuffer(),
})

const IDS = [...Object.keys(PAPERS), 'broken', 'moved']
const notes = join(await import('node:os').then(os => os.tmpdir()), `stet-told-${process.pid}`)
after(() => rmSync(notes, { force: true }))

const { root, run } = await archiveFor(outlet, {
  STET_ALLOW_PRIVATE: `${outlet.host},${hookHost}`,
  STET_KEEP_PICTURES: 'true',
  STET_WATCH_ALLOW: '4d',
  STET_WATCH_URL: `http://${hookHost}/hook`,
  STET_WATCH_COMMAND: `cat >> ${notes}`,
})
const at = (day: number, ...args: string[]) => {
  today = day
  return run(args, { env: { STET_NOW: new Date(START + day * DAY).toISOString() } })
}
for (const id of IDS) await at(0, 'add', `${outlet.origin}/${id}.xml`, '--id', id)

const troublesAt = async (day: number): Promise<string[]> => {
  const { out } = await at(day, 'status', '--json')
  return (JSON.parse(out).troubles as { kind: string; source?: string }[])
    .map(({ kind, source }) => `${source ?? ''} ${kind}`.trim())
    .sort()
}

test('healthy outlets are left alone, and so are the others while they are', async () => {
  for (const day of [1, 2]) assert.equal((await at(day, 'poll', '--all')).code, 0)
  assert.deepEqual(await troublesAt(2), [])
  assert.equal((await at(2, 'status')).code, 0)
})

test('each kind of decline is named, with its evidence; a weekly that skips a week and a paper of weekdays are not', async () => {
  for (let day = 3; day <= 30; day += 3) await at(day, 'poll', '--all')
  assert.deepEqual(await troublesAt(30), [
    'broken errors',
    'moved moved',
    'pictures pictures',
    'repeats repeats',
    'short summaries',
    'silent silent',
  ])
  const status = await at(30, 'status')
  assert.equal(status.code, 4)
  assert.match(
    status.out,
    /^silent: nothing new since 3 March 2021 \(28 days\); its longest pause was 1 day\.$/m,
  )
  assert.match(
    status.out,
    /^short: since \d+ March 2021 its articles are a few lines, where they were whole texts\.$/m,
  )
  assert.match(status.out, /^broken cannot be read; it was last read on 3 March 2021 \(.*500.*\)\.$/m)
  assert.match(status.out, /^moved has moved for good to http:.*\/new\.xml\.$/m)
  const doctor = await at(30, 'doctor')
  assert.equal(doctor.code, 4, doctor.out)
  assert.match(doctor.out, /^silent: nothing new since 3 March 2021/m)
  assert.match(doctor.out, /What to do: write the new address into stet\.yml\./)
  assert.doesNotMatch(doctor.out, /^(?:daily|weekly)/m)
})

test('the sites of dead sources are asked for other feeds when the keeper asks, and not with every poll', async () => {
  const asked = () => outlet.requests.filter(({ path }) => path === '/').length
  assert.equal(asked(), 0)
  const { out } = await at(30, 'doctor', '--feeds')
  assert.match(out, /^silent: nothing new .*\n {2}What to do: .*; its site also names http:.*\/newer\.xml/m)
  assert.equal(asked(), 2)
  await at(30, 'doctor', '--feeds')
  assert.equal(asked(), 2)
  assert.match((await at(30, 'status')).out, /^ {2}Its site also names <http:.*\/newer\.xml> \(新版\)\.$/m)
})

test('command and webhook are told of each once, and again only when they could not be told', () => {
  const began = readFileSync(notes, 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
  const names = began.map(({ event, source, kind }) => `${event} ${source} ${kind}`)
  assert.deepEqual([...names].sort(), [...new Set(names)].sort())
  assert.ok(names.includes('begun silent silent'))
  const byHook = told.map(body => JSON.parse(body).id as string)
  assert.equal(byHook.filter(id => id === byHook[0]).length, 2)
  assert.equal(new Set(byHook).size, byHook.length - 1)
  assert.deepEqual([...new Set(byHook)].sort(), began.map(({ id }) => id).sort())
})

test('what comes right again is said, and the feed of the archive’s health tells both to any reader', async () => {
  for (let day = 40; day <= 52; day += 3) await at(day, 'poll', '--all')
  assert.deepEqual(await troublesAt(52), ['moved moved'])
  assert.equal((await at(52, 'build')).code, 0)
  const feed = readFileSync(join(root, '_site/health/atom.xml'), 'utf8')
  for (const id of ['silent', 'short', 'broken', 'pictures', 'repeats']) {
    const entries = feed.split('<entry>').filter(entry => entry.includes(`${id}`))
    assert.ok(
      entries.some(entry => /<title[^>]*>Over: /.test(entry)),
      id,
    )
    assert.ok(
      entries.some(entry => !/<title[^>]*>Over: /.test(entry)),
      id,
    )
  }
  assert.doesNotMatch(feed, /daily|weekly/)
  const parsed = await stet(['parse', join(root, '_site/health/feed.xml'), '--json'])
  assert.ok(JSON.parse(parsed.out).feed.items.length >= 11, parsed.out)
})

test('an archive that did not look says so, then and afterwards, and its site knows the day of the last look', async () => {
  assert.deepEqual(await troublesAt(60), ['job', 'moved moved'])
  assert.match((await at(60, 'status')).out, /did not look at its sources after .* for 8 days/)
  assert.match(
    readFileSync(join(root, '_site/looked.js'), 'utf8'),
    /^stetLooked\("2021-04-22", ".*\{days\} days ago/,
  )
  assert.ok(existsSync(join(root, '_site/health/index.html')))
  await at(60, 'poll', '--all')
  assert.deepEqual(await troublesAt(60), ['moved moved'])
  await at(60, 'build')
  assert.match(
    readFileSync(join(root, '_site/health/index.html'), 'utf8'),
    /did not look at its sources after/,
  )
})

test('a rebuilt archive tells the same of its past', async () => {
  await at(60, 'build')
  const before = readFileSync(join(root, '_site/health/atom.xml'), 'utf8')
  rmSync(join(root, '.stet'), { recursive: true })
  rmSync(join(root, '_site'), { recursive: true })
  assert.equal((await at(60, 'build')).code, 0)
  assert.equal(readFileSync(join(root, '_site/health/atom.xml'), 'utf8'), before)
})

test('a clock that jumps a year ahead is named, not every source', async () => {
  await at(61, 'poll', '--all')
  today = 61
  const env = { STET_NOW: new Date(START + (61 + 365) * DAY).toISOString() }
  await run(['poll', '--all'], { env })
  const { troubles } = JSON.parse((await run(['status', '--json'], { env })).out)
  assert.deepEqual(
    troubles.map(({ kind }: { kind: string }) => kind).filter((kind: string) => kind !== 'moved'),
    ['clock'],
  )
})
