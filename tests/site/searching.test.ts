// Search in a real browser: on a plain web server, and from a folder with the network off.
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { engineFile } from '../../scripts/searching.ts'
import { folderOutput } from '../../src/adapters/fs/output.ts'
import { build } from '../../src/publish/build.ts'
import { bundle } from '../../src/publish/bundle.ts'
import { engine } from '../../src/publish/find/engine.ts'
import { search } from '../../src/publish/search.ts'
import { noBrowser, startBrowser } from './browser.ts'
import { inFolder, plainServer } from './plain-server.ts'
import { samplePost, samplePosts, world } from './world.ts'

let browser: Browser
before(async () => {
  if (!noBrowser) browser = await startBrowser()
})
after(() => browser?.close())

test('the script that searches in a browser is made of the modules that search on the server', () => {
  assert.ok(engineFile().includes(JSON.stringify(engine)), 'npm run searching')
})

/** Asks on the search page; returns the titles found. */
async function ask(page: Page, address: string, query: string): Promise<string[]> {
  await page.goto(`${address}?q=${encodeURIComponent(query)}`)
  await page.waitForSelector('#answer .found, #answer .notice')
  return page.locator('.found > li > a').allTextContents()
}

const posts = samplePosts(70).map(post =>
  samplePost(post.number, {
    html: `<p>${'前文。'.repeat(2000 * (post.number % 3))}</p><p>第${post.number}篇，氣候特使克里<b>訪</b>問中国，G20峰会。</p>`,
  }),
)

test(
  'on a plain web server a browser gives the answers of the command line, page by page',
  {
    skip: noBrowser,
  },
  () =>
    inFolder(async folder => {
      const { site } = await world(posts)
      await build(site, folderOutput(folder))
      await plainServer(folder, async base => {
        const page = await (await browser.newContext()).newPage()
        const errors: string[] = []
        page.on('pageerror', error => errors.push(error.message))
        page.on('console', message => message.type() === 'error' && errors.push(message.text()))
        for (const query of [
          '气候特使克里访问',
          '第7篇',
          '新闻 31',
          'g20 source:voa',
          '没有的话',
          '特使氣候',
        ]) {
          const there = await search(query, site, { limit: 10 })
          const titles = there.results.map(({ title }) => title)
          assert.deepEqual(await ask(page, `${base}search/`, query), titles, query)
        }
        await ask(page, `${base}search/`, '克里')
        assert.match((await page.textContent('.tally'))!, /找到70篇/)
        assert.equal(await page.textContent('.found mark >> nth=0'), '克里')
        await page.click('.more-found')
        await page.locator('.found > li').nth(19).waitFor()
        await page.fill('.ask input[name=q]', '第69篇')
        await page.locator('.found > li:only-child').waitFor()
        await page.click('.found a')
        assert.equal(await page.textContent('h1'), '新闻 69')
        assert.deepEqual(errors, [])
      })
    }),
)

const SHIFT = `window.shift = 0; new PerformanceObserver(list => {
  for (const one of list.getEntries()) if (!one.hadRecentInput) window.shift += one.value
}).observe({ type: 'layout-shift', buffered: true })`

test(
  'nothing on the search page moves when the answer comes, and the answer stands under the question',
  { skip: noBrowser },
  () =>
    inFolder(async folder => {
      const arabic = samplePost(71, { title: 'أخبار اليوم', language: 'ar', html: '<p>نص 中国 اليوم.</p>' })
      const { site } = await world([...posts, arabic])
      await build(site, folderOutput(folder))
      await plainServer(folder, async base => {
        for (const width of [360, 768, 1440]) {
          const page = await browser.newPage({ viewport: { width, height: 800 } })
          await page.addInitScript(SHIFT)
          const left = (of: string) =>
            page
              .locator(of)
              .first()
              .evaluate(one => one.getBoundingClientRect().left)
          for (const query of ['中国', '没有的话', '第69篇']) {
            await ask(page, `${base}search/`, query)
            await page.evaluate('new Promise(done => setTimeout(done, 300))')
            assert.equal(await page.evaluate('window.shift'), 0, `${query} at ${width}`)
            assert.equal(await left('#answer > *'), await left('.ask'), `${query} at ${width}`)
          }
          await ask(page, `${base}search/`, '中国 اليوم')
          const title = page.locator('.found a[lang=ar]')
          assert.equal(await title.evaluate(one => getComputedStyle(one).direction), 'rtl')
          await page.close()
        }
      })
    }),
)

test(
  'from a folder, with the network off, everything leads somewhere and is found, before and after a delta',
  {
    skip: noBrowser,
  },
  () =>
    inFolder(async folder => {
      const made = await world(posts)
      const older = await bundle(made.site, folderOutput(folder))
      const context = await browser.newContext({ offline: true })
      const page = await context.newPage()
      const errors: string[] = []
      page.on('pageerror', error => errors.push(error.message))
      page.on('console', message => message.type() === 'error' && errors.push(message.text()))
      const front = pathToFileURL(join(folder, 'index.html')).href
      await page.goto(front)
      await page.click('.items a >> nth=0')
      assert.equal(await page.textContent('h1'), '新闻 70')
      await page.click('.ways a[href*="sources"]')
      assert.match(page.url(), /sources\/index\.html$/)
      const found = pathToFileURL(join(folder, 'search/index.html')).href
      assert.deepEqual(await ask(page, found, '第65篇'), ['新闻 65'])
      assert.deepEqual(await ask(page, found, '气候特使克里访问中國 第2篇'), ['新闻 2'])

      await made.keep(samplePost(71, { html: '<p>后来的一篇，说的是大选。</p>' }))
      const delta = await bundle(made.site, folderOutput(folder), { older })
      assert.ok(delta.written < 40, `${delta.written} files`)
      assert.deepEqual(await ask(page, found, '後來的一篇'), ['新闻 71'])
      await page.click('.found a')
      assert.match((await page.textContent('.text'))!, /大选/)
      assert.deepEqual(errors, [])
      for (const path of Object.keys(delta.files)) assert.ok(existsSync(join(folder, path)), path)
      await context.close()
    }),
)
