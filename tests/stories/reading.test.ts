// A keeper at a browser: a source added, articles read by keys and by scrolling, a search, a star, and out again.
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'
import { look, noBrowser, startBrowser } from '../site/browser.ts'
import { archiveFor, publisher, rss, running } from './world.ts'

const PASSWORD = 'correct horse battery'
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const AXE = `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
  .then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.slice(0, 3).map(({ html }) => html).join(' ')))`

let browser: Browser
before(async () => {
  if (!noBrowser) browser = await startBrowser()
})
after(() => browser?.close())

/** An empty archive with a keeper, served, and an outlet whose front page names its feed. */
async function house() {
  const outlet = await publisher()
  const stories = Array.from({ length: 14 }, (_, n) => ({
    title: `第${n + 1}条：气候变化谈判`,
    path: `/${n + 1}`,
    html: `<p>第${n + 1}篇的正文。</p>${'<p>谈判代表在上海会面，讨论气候变化。</p>'.repeat(6)}`,
    date: `Wed, ${10 + n} Mar 2021 01:00:00 GMT`,
  }))
  // Newest first, as outlets have it.
  outlet.pages.set('/feed', { body: rss(outlet.origin, '某报', stories.toReversed()) })
  outlet.pages.set('/', {
    headers: { 'Content-Type': 'text/html; charset=utf-8' },
    body: '<!doctype html><html><head><title>某报</title><link rel="alternate" type="application/rss+xml" title="某报" href="/feed"></head><body></body></html>',
  })
  const { root, run } = await archiveFor(outlet)
  await run(['user', 'add', 'li'], { input: `${PASSWORD}\n` })
  const server = await running(['-C', root, 'serve', '--port', '0'], {
    env: { STET_ALLOW_PRIVATE: outlet.host },
  })
  /** How many articles have a mark now, as the file has it. */
  const marked = (kind: string): number => {
    const path = join(root, 'state/li.ndjson')
    if (!existsSync(path)) return 0
    const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean)
    const all = lines.map(line => JSON.parse(line)).filter(mark => mark.kind === kind)
    return [...new Map(all.map(({ article, on }) => [article, on])).values()].filter(Boolean).length
  }
  return { outlet, server, marked }
}

async function until(what: string, so: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (await so()) return
    await wait(50)
  }
  assert.fail(`half a minute has passed, and not yet: ${what}`)
}

async function signIn(page: Page, url: string): Promise<void> {
  await page.goto(`${url}read/`)
  await page.fill('input[name=name]', 'li')
  await page.fill('input[name=password]', PASSWORD)
  await page.click('main button[type=submit]')
  await page.waitForURL(`${url}read/**`)
}

/** By the address of the outlet's front page: its feed is found, its entries are shown, then it is kept. */
async function addSource(page: Page, url: string, address: string): Promise<void> {
  await page.goto(`${url}keep/`)
  await page.fill('input[name=address]', address)
  await page.click('form[action$="/keep/preview"] button')
  await page.getByText('第14条：气候变化谈判').first().waitFor()
  assert.equal(await page.locator('input[name=url]').inputValue(), `${address}feed`)
  await page.fill('input[name=categories]', '国际')
  await page.click('form[action$="/keep/add"] button')
  await page.waitForURL(`${url}keep/`)
}

/** The first words of the article with a title. */
const textOf = (title: string): string => `${/第\d+/.exec(title)![0]}篇的正文`

const titles = (page: Page): Promise<string[]> => page.locator('.entries .line > a').allTextContents()

for (const javaScript of [true, false])
  test(`a source is added, read, searched and starred in a browser ${javaScript ? 'with' : 'without'} JavaScript`, {
    skip: noBrowser,
  }, async () => {
    const { outlet, server, marked } = await house()
    const { page, complaints } = await look(browser, server.url, { width: 1200, scheme: 'light', javaScript })
    await signIn(page, server.url)
    await addSource(page, server.url, `${outlet.origin}/`)
    await until('the articles are there', async () => {
      await page.goto(`${server.url}read/`)
      return (await titles(page)).length === 14
    })
    if (javaScript) await readByKeys(page, marked)
    else await readByLinks(page, marked)
    await page.fill('.shelf-tools input[type=search]', '氣候變化談判')
    await page.keyboard.press('Enter')
    await page.waitForURL(/q=/)
    await until(
      'the search has found all',
      async () => (await titles(page)).length === 14 || page.url().includes('unread'),
    )
    await page.goto(`${server.url}read/?show=all&q=${encodeURIComponent('氣候變化談判')}`)
    assert.equal((await titles(page)).length, 14)
    await page.goto(`${server.url}read/?show=starred`)
    assert.equal((await titles(page)).length, 1)
    await page.click('form[action$="/logout"] button')
    await page.waitForURL(server.url)
    await page.goto(`${server.url}read/`)
    assert.match(page.url(), /login/)
    assert.deepEqual(complaints, [])
    await page.context().close()
    await server.end()
  })

/** Ten articles by `j`, a star, one kept unread, help, all of it on one page that is never loaded anew. */
async function readByKeys(page: Page, marked: (kind: string) => number): Promise<void> {
  await page.evaluate('window.here = true')
  const inOrder = await titles(page)
  for (let n = 1; n <= 10; n++) {
    await page.keyboard.press('j')
    await page
      .locator('.entries article')
      .getByText(textOf(inOrder[n - 1]!))
      .waitFor()
  }
  await until('ten are read', () => marked('read') === 10)
  await page.keyboard.press('k')
  await page.locator('.entries article').getByText(textOf(inOrder[8]!)).waitFor()
  await page.keyboard.press('s')
  await until('one is starred', () => marked('starred') === 1)
  await page.keyboard.press('m')
  await until('one is unread again', () => marked('read') === 9)
  await page.keyboard.press('o')
  await page.locator('.entries article').waitFor({ state: 'detached' })
  assert.equal(await page.locator('dialog.keys').isVisible(), false)
  await page.keyboard.press('?')
  await page.locator('dialog.keys[open]').waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.press('g')
  await page.keyboard.press('s')
  await until('the starred are shown', async () => (await titles(page)).length === 1)
  await page.keyboard.press('g')
  await page.keyboard.press('u')
  await until('the unread are shown', async () => (await titles(page)).length === 5)
  await page.evaluate('window.scrollTo(0, 0)')
  await page.setViewportSize({ width: 1200, height: 200 })
  await page.mouse.move(700, 100)
  for (let n = 0; n < 12; n++) {
    await page.mouse.wheel(0, 60)
    await wait(50)
  }
  await until('what was scrolled past is read', () => marked('read') > 9)
  await page.setViewportSize({ width: 1200, height: 800 })
  assert.equal(await page.evaluate('window.here'), true, 'the page was loaded anew')
}

/** The same by links and forms. */
async function readByLinks(page: Page, marked: (kind: string) => number): Promise<void> {
  const all = (await titles(page)).slice(0, 10)
  await page.locator('.entries .line > a').first().click()
  for (const [n, title] of all.entries()) {
    if (n > 0) await page.click('a[rel=next]')
    await page.locator('main article').getByText(textOf(title)).waitFor()
  }
  await page.click('button[data-kind=starred]')
  assert.equal(marked('read'), 10)
  assert.equal(marked('starred'), 1)
  await page.click('a[data-key=u]')
  await page.waitForURL(/\/read\/(?:\?.*)?$/)
}

test('axe has nothing to say of reading room, keeper, login and search, by day and by night', {
  skip: noBrowser,
}, async () => {
  const { outlet, server } = await house()
  const shots = process.env.STET_SHOTS
  for (const [width, scheme] of [
    [360, 'light'],
    [1280, 'dark'],
    [1280, 'light'],
    [360, 'dark'],
  ] as const) {
    const { page } = await look(browser, server.url, { width, scheme })
    const judged = async (name: string): Promise<void> => {
      await page.evaluate(axe)
      assert.deepEqual(await page.evaluate(AXE), [], `${name}, ${width}, ${scheme}`)
      assert.ok(
        (await page.evaluate<number>('document.documentElement.scrollWidth')) <= width,
        `${name} is wider than ${width}`,
      )
      if (shots) await page.screenshot({ path: `${shots}/${name}-${width}-${scheme}.png`, fullPage: true })
    }
    await page.goto(`${server.url}login`)
    await judged('login')
    await signIn(page, server.url)
    if (width === 360 && scheme === 'light') {
      await judged('empty')
      await addSource(page, server.url, `${outlet.origin}/`)
      await until('the articles are there', async () => {
        await page.goto(`${server.url}read/`)
        return (await titles(page)).length === 14
      })
    }
    await page.goto(`${server.url}read/?show=all`)
    await judged('shelf')
    await page.keyboard.press('j')
    await page.locator('.entries article').waitFor()
    await judged('open')
    await page.keyboard.press('?')
    await judged('keys')
    await page.keyboard.press('Escape')
    await page.goto(
      await page
        .locator('.entries .line > a')
        .nth(3)
        .getAttribute('href')
        .then(href => new URL(href!, server.url).href),
    )
    await judged('article')
    await page.goto(`${server.url}keep/`)
    await judged('keep')
    await page.fill('input[name=address]', `${outlet.origin}/`)
    await page.click('form[action$="/keep/preview"] button')
    await page.locator('form[action$="/keep/add"]').waitFor()
    await judged('preview')
    await page.goto(`${server.url}keep/`)
    await page.locator('a[href*="/keep/source?id="]').first().click()
    await page.locator('form[action$="/keep/change"]').waitFor()
    await judged('source')
    await page.goto(`${server.url}search/?q=${encodeURIComponent('談判')}`)
    await judged('search')
    await page.context().close()
  }
  await server.end()
})
