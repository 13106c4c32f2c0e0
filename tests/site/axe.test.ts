// Every kind of page under axe-core, the usual judge of WCAG A and AA: by day and by night, on a phone and a wide screen.
// And what a page weighs, how many requests it takes, and that nothing moves once it is shown.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { DAY } from '../../src/model/time.ts'
import { addressBook } from '../../src/publish/book.ts'
import { historyAddress } from '../../src/publish/urls.ts'
import { look, noBrowser, served, startBrowser } from './browser.ts'
import { changesIn, samplePost, samplePosts, world } from './world.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const RUN = `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
  .then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.slice(0, 3).map(({ html }) => html).join(' ')))`

let browser: Browser
before(async () => {
  if (!noBrowser) browser = await startBrowser()
})
after(() => browser?.close())

async function archive() {
  const first = samplePost(80, {
    tags: ['气候', '外交'],
    html: `<h1>大题</h1><h4>小题</h4><p>美国国务院证实。</p><figure><img src="https://x.example/a.jpg" alt="图"><figcaption>说明</figcaption></figure><table><tr><th>甲</th></tr><tr><td>乙</td></tr></table><blockquote><p>引文</p></blockquote><pre>${'一行很长的程序 '.repeat(60)}</pre><p lang="en">Some English <a href="https://x.example/">link</a>.</p>`,
  })
  const seed = { ...first, revision: 2, revised: first.taken + DAY }
  const gone = samplePost(81, {
    tombstone: { since: first.taken, confirmed: first.taken + DAY, why: '404', kind: 'withdrawn' },
  })
  const made = await world([...samplePosts(79), seed, gone], { title: '留住的新闻' })
  await made.keepRevision(seed, { ...first, title: '旧题' })
  await made.store.apply({ changes: changesIn(seed, gone) })
  const book = await addressBook(made.store)
  const pages = [
    ...['/', '/page/1.html', book.addressOf(seed), book.addressOf(seed, 1), book.addressOf(gone)],
    ...[
      '/sources/',
      '/sources/voa/',
      '/categories/',
      '/tags/',
      '/authors/',
      '/archive/',
      '/2021/',
      '/2021/04/',
    ],
    ...[
      historyAddress(book.addressOf(seed)),
      '/changes/',
      '/changes/withdrawn/',
      '/changes/source/voa/',
      '/health/',
    ],
    ...['/2021/04/14/', '/feeds/', '/about/', '/colophon/', '/search/', '/nothing'],
    ...['气候', '没有的话'].map(query => `/search/?q=${encodeURIComponent(query)}`),
  ]
  return { ...made, pages, article: book.addressOf(seed) }
}

test('axe finds nothing to say on any kind of page, by day and by night', { skip: noBrowser }, async () => {
  const { site, pages } = await archive()
  await served(site, async base => {
    for (const [width, scheme] of [
      [360, 'light'],
      [360, 'dark'],
      [1440, 'light'],
      [1440, 'dark'],
    ] as const) {
      const { page } = await look(browser, base, { width, scheme })
      for (const path of pages) {
        await page.goto(base.slice(0, -1) + path)
        await page.evaluate(axe)
        assert.deepEqual(await page.evaluate<string[]>(RUN), [], `${path} ${scheme} ${width}`)
      }
      await page.context().close()
    }
  })
})

test('an article’s page is light, takes three requests and stands still; the day of the last look comes after it', {
  skip: noBrowser,
}, async () => {
  const { site, article } = await archive()
  await served(site, async base => {
    const { page } = await look(browser, base, { width: 360, scheme: 'light' })
    await page.addInitScript(
      'window.moved = 0; new PerformanceObserver(list => { for (const entry of list.getEntries()) window.moved += entry.value }).observe({ type: "layout-shift", buffered: true })',
    )
    const sizes: [string, number][] = []
    page.on('response', async response => {
      const { responseBodySize, responseHeadersSize } = await response.request().sizes()
      sizes.push([response.url(), responseBodySize + responseHeadersSize])
    })
    await page.goto(base.slice(0, -1) + article, { waitUntil: 'networkidle' })
    const needed = sizes.filter(
      ([url]) => !/favicon|sw\.js|404|manifest|looked\.js/.test(url) && url !== base,
    )
    assert.equal(needed.length, 3, sizes.map(([url]) => url).join(' '))
    const weight = needed.reduce((sum, [, size]) => sum + size, 0)
    assert.ok(weight <= 15_000, `${weight} bytes`)
    assert.equal(await page.evaluate<number>('window.moved'), 0)
    await page.context().close()
  })
})

test('the keys of a news reader lead through a list and into an article', { skip: noBrowser }, async () => {
  const { site } = await archive()
  await served(site, async base => {
    const { page, complaints } = await look(browser, base, { width: 1440, scheme: 'light' })
    await page.goto(base)
    for (const key of ['j', 'j', 'k', 'j']) await page.keyboard.press(key)
    const second = await page.locator('.items a[class~="u-url"]').nth(1).textContent()
    assert.equal(await page.evaluate<string>('document.activeElement.textContent'), second)
    await page.keyboard.press('o')
    await page.waitForURL(/\/\d{4}\/\d\d\/\d\d\/\w+\.html$/)
    assert.equal(await page.textContent('h1'), second)
    await page.keyboard.press('/')
    assert.equal(await page.evaluate<string>('document.activeElement.name'), 'q')
    await page.keyboard.type('jk?')
    assert.equal(await page.evaluate<string>('document.activeElement.value'), 'jk?')
    await page.keyboard.press('Escape')
    await page.keyboard.press('?')
    await page.waitForURL(/colophon\/#keys$/)
    await page.goto(`${base}changes/`)
    await page.keyboard.press('j')
    assert.equal(await page.evaluate<boolean>('document.activeElement.matches(".record > li > a")'), true)
    assert.deepEqual(complaints, [])
    await page.context().close()
  })
})
