// A whole archive on a stick: pages, pictures and search from a folder, in two browsers, with the network off; a delta
// that adds to an older copy; a size budget and a range of dates.
import assert from 'node:assert/strict'
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { digest } from '../../src/model/digest.ts'
import { noBrowser, withBrowser } from '../site/browser.ts'
import { noFirefox, withFirefox } from '../site/firefox.ts'
import { origin, photo } from './image-world.ts'
import { filesIn, newFolder, rss, type Story, stet } from './world.ts'

const story = (n: number): Story => ({
  title: `第${n}篇：翁山苏姬与缅甸`,
  path: `/${n}`,
  date: new Date(Date.UTC(2021, 3, 1 + n)).toUTCString(),
  html: `<p>这是第${n}篇的正文，说的是军方与抗议者在仰光的街头。${'记者在现场看到的情形。'.repeat(400)}</p>${n === 3 ? '<figure><img src="/photo.jpg" alt="街头"></figure>' : ''}`,
})

/** An archive of eight articles, one with a picture, whose outlet is gone. */
async function archived() {
  const outlet = await origin()
  outlet.file('/photo.jpg', await photo(900, 506).jpeg().toBuffer())
  let stories = [1, 2, 3, 4, 5, 6, 7, 8].map(story)
  outlet.on('/feed', (_, response) => response.end(rss(outlet.origin, '缅甸报', stories)))
  const env = { STET_ALLOW_PRIVATE: outlet.host, STET_KEEP_PICTURES: 'true', STET_POLL_PAUSE_HERE: '0ms' }
  const root = join(newFolder(), 'archive')
  const run = (...args: string[]) => stet(['-C', root, ...args], { env })
  await stet(['init', '--language', 'zh-Hans', root])
  assert.equal((await run('add', `${outlet.origin}/feed`)).code, 0)
  const arrives = async (n: number): Promise<void> => {
    stories = [...stories, story(n)]
    assert.equal((await run('poll', '--all')).code, 0)
  }
  return { run, arrives }
}

const page = (folder: string, path: string): string => pathToFileURL(join(folder, path)).href

/** The files that a bundle's manifest names are there, with the bytes that it says. */
function assertWhole(folder: string): void {
  const { files } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))
  for (const [path, { bytes, sha256 }] of Object.entries<{ bytes: number; sha256: string }>(files)) {
    const found = readFileSync(join(folder, path))
    assert.deepEqual([found.length, digest(found)], [bytes, sha256], path)
  }
}

/** Every link of a page to a file of the bundle leads to one. */
function assertLinked(folder: string): void {
  for (const path of [...filesIn(folder).keys()].filter(path => path.endsWith('.html')))
    for (const [, link = ''] of readFileSync(join(folder, path), 'utf8').matchAll(
      /<a [^>]*href="([^"#?]+)/g,
    )) {
      if (/^\w+:/.test(link)) continue
      const target = join(folder, path, '..', decodeURIComponent(link))
      assert.ok(existsSync(target), `${path} leads to ${link}`)
    }
}

test('a bundle on a stick shows its articles and pictures and finds them, and a delta adds to it', async () => {
  const { run, arrives } = await archived()
  const stick = join(newFolder(), 'stick')
  assert.match((await run('export', 'bundle', '-o', stick)).out, /^8 articles/)
  assertWhole(stick)
  assertLinked(stick)
  assert.ok(existsSync(join(stick, '2021/04/02/index.html')), 'a page for each day')
  if (!noBrowser) await inChromium(stick)
  if (!noFirefox) await inFirefox(stick)

  await arrives(9)
  const delta = join(newFolder(), 'delta')
  const said = await run('export', 'bundle', '-o', delta, '--since', stick)
  assert.match(said.out, /^9 articles/)
  const added = filesIn(delta)
  assert.ok(added.size < filesIn(stick).size / 2, `${added.size} files`)
  cpSync(delta, stick, { recursive: true })
  for (const gone of JSON.parse(added.get('manifest.json')!).removed) rmSync(join(stick, gone))
  assertWhole(stick)
  if (noBrowser) return
  await withBrowser(async browser => {
    const tab = await (await browser.newContext({ offline: true })).newPage()
    await tab.goto(`${page(stick, 'search/index.html')}?q=${encodeURIComponent('第9篇的正文')}`)
    await tab.locator('.found > li:only-child').waitFor()
  })
})

const inChromium = (stick: string): Promise<void> =>
  withBrowser(async browser => {
    const tab = await (await browser.newContext({ offline: true })).newPage()
    const errors: string[] = []
    tab.on('pageerror', error => errors.push(error.message))
    tab.on('console', message => message.type() === 'error' && errors.push(message.text()))
    await tab.goto(page(stick, 'index.html'))
    await tab.click('.items a >> text=第3篇')
    await tab.locator('figure picture img').waitFor()
    const drawn = `document.querySelector('figure picture img')`
    assert.equal(await tab.evaluate(`${drawn}.decode().then(() => ${drawn}.naturalWidth > 0)`), true)
    assert.match(await tab.evaluate<string>(`${drawn}.currentSrc`), /^file:.*\.avif$/)
    for (const query of ['翁山苏姬', '翁山蘇姬', '仰光的街頭']) {
      await tab.goto(`${page(stick, 'search/index.html')}?q=${encodeURIComponent(query)}`)
      await tab.locator('.found > li').nth(7).waitFor()
      assert.ok((await tab.locator('.found mark').count()) > 0, query)
    }
    assert.deepEqual(errors, [])
  })

const inFirefox = (stick: string): Promise<void> =>
  withFirefox(async firefox => {
    await firefox.goTo(page(stick, 'index.html'))
    const link = await firefox.evaluate(
      `[...document.querySelectorAll('.items a')].find(a => a.textContent.includes('第3篇')).href`,
    )
    await firefox.goTo(link)
    assert.match(await firefox.evaluate('document.querySelector("h1").textContent'), /^第3篇/)
    assert.equal(await firefox.evaluate('getComputedStyle(document.querySelector(".mast")).display'), 'block')
    const drawn = `document.querySelector('figure picture img')`
    assert.equal(await firefox.evaluate(`${drawn}.decode().then(() => ${drawn}.naturalWidth > 0)`), 'true')
    for (const query of ['翁山蘇姬', '第5篇的正文']) {
      await firefox.goTo(`${page(stick, 'search/index.html')}?q=${encodeURIComponent(query)}`)
      const found = await firefox.evaluate(`new Promise(resolve => {
        const look = () => document.querySelector('#answer .tally, #answer .notice')
          ? resolve(document.querySelectorAll('.found > li').length) : setTimeout(look, 50)
        look()
      })`)
      assert.equal(found, query.startsWith('第5') ? '1' : '8', query)
    }
    await firefox.goTo(page(stick, 'index.html'))
    // Sent when the answer is on its way: a page that goes gives none.
    await firefox.evaluate(
      `setTimeout(() => document.querySelector('.find').submit(), 50, document.querySelector('.find input').value = '仰光')`,
    )
    let there = ''
    for (let looks = 0; looks < 50 && !there.includes('?q='); looks++) {
      await sleep(100)
      there = await firefox.evaluate('location.href')
    }
    assert.match(there, /\/search\/index\.html\?q=/)
  })

test('a bundle keeps to a size and to a range of dates, and to what is not its own', async () => {
  const { run } = await archived()
  const folder = newFolder()
  const whole = join(folder, 'whole')
  await run('export', 'bundle', '-o', whole)
  const sizeOf = (at: string): number => {
    const { files } = JSON.parse(readFileSync(join(at, 'manifest.json'), 'utf8'))
    return Object.values<{ bytes: number }>(files).reduce((sum, { bytes }) => sum + bytes, 0)
  }
  const budget = Math.round(sizeOf(whole) * 0.75)
  const small = join(folder, 'small')
  mkdirSync(small)
  writeFileSync(join(small, 'mine.txt'), 'mine')
  const said = await run('export', 'bundle', '-o', small, '--budget', `${budget}`)
  const count = Number(/^(\d+) articles/.exec(said.out)![1])
  assert.ok(count > 0 && count < 8, said.out)
  assert.ok(sizeOf(small) <= budget)
  assert.ok(existsSync(join(small, 'mine.txt')))
  const newest = readFileSync(join(small, 'index.html'), 'utf8')
  assert.match(newest, /第8篇/)
  const april = join(folder, 'april')
  const ranged = await run('export', 'bundle', '-o', april, '--from', '2021-04-04', '--until', '2021-04-07')
  assert.match(ranged.out, /^3 articles/)
  const front = readFileSync(join(april, 'index.html'), 'utf8')
  assert.deepEqual(
    [...front.matchAll(/第(\d)篇/g)].map(([, n]) => n),
    ['5', '4', '3'],
  )
})
