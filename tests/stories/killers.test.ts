// Feeds and pages that kill whatever reads them: only that dies, the keeper is told why, and after five times they are
// left alone until he wants them tried again.
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { filesIn, newFolder, type Publisher, publisher, rss, stet } from './world.ts'

interface Archive {
  readonly root: string
  readonly outlet: Publisher
  /** On a day of April 2021; settings as the environment has them. */
  run(day: number, args: readonly string[], env?: Readonly<Record<string, string>>): ReturnType<typeof stet>
}

async function archive(sources: readonly string[]): Promise<Archive> {
  const outlet = await publisher()
  const root = join(newFolder(), 'archive')
  await stet(['init', root])
  const lines = sources.map(id => `  - id: ${id}\n    url: ${outlet.origin}/${id}\n`)
  writeFileSync(join(root, 'stet.yml'), `sources:\n${lines.join('')}`)
  return {
    root,
    outlet,
    run: (day, args, env = {}) =>
      stet(['-C', root, ...args], {
        env: {
          STET_ALLOW_PRIVATE: outlet.host,
          STET_NOW: `2021-04-${String(day).padStart(2, '0')}T12:00:00Z`,
          ...env,
        },
      }),
  }
}

const postOf = (root: string, title: string): string =>
  [...filesIn(root).keys()]
    .filter(path => path.startsWith('_posts/'))
    .map(path => readFileSync(join(root, path), 'utf8'))
    .find(text => text.includes(`title: "${title}"`)) ?? ''

const TEXT = `<p>${'两国官员在上海举行会谈，讨论气候合作。'.repeat(20)}</p>`
const story = (n: number, html = TEXT) => ({ title: `第 ${n} 条`, path: `/2021/${n}.html`, html })

/** A feed of some 15 MB: whole, well-formed, and too much for a reader with little memory. */
const huge = (origin: string): string =>
  rss(
    origin,
    '巨报',
    Array.from({ length: 1200 }, (_, n) => story(n + 1000, TEXT.repeat(11))),
  )
const LITTLE = { STET_READ_MEMORY: '14MB' }

test('a feed that takes more memory than it may is ended alone, five times; then it is quarantined and its keeper can try again', async () => {
  const { outlet, run } = await archive(['good', 'huge'])
  outlet.pages.set('/huge', { body: huge(outlet.origin) })
  for (let day = 1; day <= 5; day++) {
    outlet.pages.set('/good', { body: rss(outlet.origin, '好报', [story(day)]) })
    const { code, out, err } = await run(day, ['poll', '--all'], LITTLE)
    assert.match(out, /^2 sources polled: 1 new, 1 failed\.$/m, err)
    assert.equal(code, 4)
    assert.match(err, /huge: .*reading it was ended: it needed more than 14 MB of memory/)
    assert.equal(/quarantined/.test(err), day === 5)
  }
  const status = await run(6, ['status'])
  assert.match(
    status.out,
    /^huge: quarantined: 5 times in a row .*more than 14 MB.*`stet poll huge` asks once more/m,
  )
  assert.doesNotMatch(status.out, /removed for good/)
  assert.match((await run(6, ['doctor'])).out, /What to do: .*`stet poll huge` asks once more/)

  const asked = outlet.requests.length
  await run(7, ['poll', '--all'], LITTLE)
  assert.equal(
    outlet.requests.slice(asked).some(({ path }) => path === '/huge'),
    false,
    'quarantined',
  )

  assert.match((await run(8, ['poll', 'huge'])).out, /^1 source polled: 1200 new\.$/m)
  assert.doesNotMatch((await run(8, ['status'])).out, /quarantined/)
})

/** Nested so deep that reading it takes seconds. */
const deep = `<!doctype html><title>深</title><body><article><h1>深</h1>${'<b><i><p>深'.repeat(300_000)}`
const HURRY = { STET_READ_TIME: '1s' }

test('an article whose page is not read in time says so, and after five tries its page is quarantined until its source is named', async () => {
  const { root, outlet, run } = await archive(['paper'])
  const summary = [1, 2].map(n => story(n, '<p>会谈定于星期三举行。</p>'))
  outlet.pages.set('/paper', { body: rss(outlet.origin, '某报', summary) })
  const HTML = { 'content-type': 'text/html; charset=utf-8' }
  const whole = `<!doctype html><title>第 1 条</title><body><article><h1>第 1 条</h1>${TEXT.repeat(3)}</article>`
  outlet.pages.set('/2021/1.html', { headers: HTML, body: whole })
  outlet.pages.set('/2021/2.html', { headers: HTML, body: deep })
  const first = await run(1, ['poll'], HURRY)
  assert.match(first.out, /^1 source polled: 2 new\.$/m, first.err)
  assert.match(postOf(root, '第 2 条'), /refused: "?reading it was ended: it took longer than 1 s/)

  const days = [2, 3, 5, 9, 14, 20]
  for (const day of days) await run(day, ['poll'], HURRY)
  const asked = outlet.requests.filter(({ path }) => path === '/2021/2.html').length
  assert.equal(asked, 5)
  const status = await run(21, ['status'])
  assert.match(
    status.out,
    /^paper: the page \S+\/2021\/2\.html is quarantined: reading it was ended: it took longer than 1 s; `stet poll paper` asks once more\.$/m,
  )

  outlet.pages.set('/2021/2.html', { headers: HTML, body: whole.replaceAll('第 1 条', '第 2 条') })
  assert.match((await run(22, ['poll', 'paper'])).out, /1 revised/)
  assert.doesNotMatch((await run(22, ['status'])).out, /quarantined/)
})

test('a page that kills its reader while it is looked at again is left alone after five times, named, and released with its source', async () => {
  const { outlet, run } = await archive(['paper'])
  const list = (): void =>
    void outlet.pages.set('/paper', { body: rss(outlet.origin, '某报', [story(1), story(2)]) })
  const HTML = { 'content-type': 'text/html; charset=utf-8' }
  const whole = (n: number) => ({
    headers: HTML,
    body: `<!doctype html><title>第 ${n} 条</title><body><article><h1>第 ${n} 条</h1>${TEXT}</article>`,
  })
  list()
  outlet.pages.set('/2021/1.html', whole(1))
  outlet.pages.set('/2021/2.html', { headers: HTML, body: deep })
  const steps = { ...HURRY, STET_LOOKS_AFTER: '1d 2d 3d 4d 5d 6d 7d 8d 20d' }
  assert.match((await run(1, ['poll'], steps)).out, /^1 source polled: 2 new\.$/m)
  for (const day of [2, 3, 4, 5, 6, 7, 8]) await run(day, ['poll', '--all'], steps)
  const asked = (): number => outlet.requests.filter(({ path }) => path === '/2021/2.html').length
  assert.equal(asked(), 5)
  const said =
    /^paper: the page \S+\/2021\/2\.html is quarantined and looked at no longer: reading it was ended: it took longer than 1 s; `stet poll paper` lets it be looked at once more\.$/m
  const status = await run(8, ['status'])
  assert.match(status.out, said)
  assert.equal(status.code, 4)
  assert.match(status.out, /^1 page is to be looked at again, 0 now/m)
  assert.match((await run(8, ['doctor'])).out, /2\.html is quarantined and looked at no longer/)

  outlet.pages.set('/2021/2.html', whole(2))
  await run(9, ['poll', 'paper'], steps)
  await run(9, ['poll', '--all'], steps)
  assert.equal(asked(), 6)
  assert.doesNotMatch((await run(9, ['status'])).out, /quarantined/)
})

/** Cleaning stops at a depth, so that an entry is never as slow as a page: a second or two, and others a tenth of it. */
const ENTRY = { STET_READ_TIME: '600ms' }

test('one entry on which reading has to be ended costs its feed nothing but itself', async () => {
  const { outlet, run } = await archive(['mixed'])
  const bad = story(2, deep.slice(deep.indexOf('<b>')))
  outlet.pages.set('/mixed', { body: rss(outlet.origin, '杂报', [story(1), bad, story(3)]) })
  const { out, err } = await run(1, ['poll'], ENTRY)
  assert.match(out, /^1 source polled: 2 new\.$/m, err)
  assert.match(err, /1 of its entries is not kept \(reading it was ended: it took longer than 0.6 s\)/)
  for (const day of [2, 3, 4, 5]) await run(day, ['poll', '--all'], ENTRY)
  const { err: sixth } = await run(6, ['poll', '--all'], ENTRY)
  assert.doesNotMatch(sixth, /took longer/)
  assert.match((await run(6, ['status'])).out, /^mixed: 1 of its entries is quarantined/m)
  assert.match((await run(7, ['poll', 'mixed'])).out, /1 new/)
})
