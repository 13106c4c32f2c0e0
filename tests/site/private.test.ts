// A private archive in a real browser: the way in works with a script, and a session that ends loses no mark in silence.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { addressBook } from '../../src/publish/book.ts'
import { listen } from '../../src/serve/listen.ts'
import { look, noBrowser, startBrowser } from './browser.ts'
import { house, PASSWORD } from './house.ts'
import { samplePost, samplePosts } from './world.ts'

let browser: Browser
before(async () => {
  if (!noBrowser) browser = await startBrowser()
})
after(() => browser?.close())

async function signIn(page: Page): Promise<void> {
  await page.fill('input[name=name]', 'wang')
  await page.fill('input[name=password]', PASSWORD)
  await page.click('main button[type=submit]')
}

for (const javaScript of [true, false])
  test(`an article of a private archive is there after signing in, ${javaScript ? 'with' : 'without'} JavaScript`, {
    skip: noBrowser,
  }, async () => {
    const { served, world } = await house(samplePosts(9), { isPrivate: true })
    const server = await listen(served, { port: 0, host: '127.0.0.1', grace: 100 })
    const { page, complaints } = await look(browser, server.url, { width: 1000, scheme: 'light', javaScript })
    const refused: string[] = []
    page.context().on('response', response => {
      if (response.status() === 401) refused.push(response.url())
    })
    try {
      const { addressOf } = await addressBook(world.site.store)
      const asked = server.url.slice(0, -1) + addressOf(samplePost(9))
      await page.goto(asked, { waitUntil: 'networkidle' })
      assert.equal(new URL(page.url()).pathname, '/login')
      if (javaScript)
        assert.equal(
          await page.evaluate('navigator.serviceWorker.getRegistrations().then(all => all.length)'),
          0,
        )
      await signIn(page)
      await page.waitForURL(asked)
      await page.waitForLoadState('networkidle')
      assert.match(await page.locator('main').innerText(), /第9篇的正文/)
      if (javaScript) await page.evaluate('navigator.serviceWorker.ready.then(() => true)')
      assert.deepEqual(refused, [], 'nothing was asked for that a stranger may not have')
      assert.deepEqual(complaints, [])
    } finally {
      await page.context().close()
      await server.close()
    }
  })

for (const isPrivate of [true, false])
  test(`a star pressed after the session of a ${isPrivate ? 'private' : 'public'} archive has ended is taken back, and said`, {
    skip: noBrowser,
  }, async () => {
    const { served } = await house(samplePosts(9), { isPrivate })
    const server = await listen(served, { port: 0, host: '127.0.0.1', grace: 100 })
    const { page } = await look(browser, server.url, { width: 1000, scheme: 'light' })
    try {
      await page.goto(`${server.url}login?to=${encodeURIComponent('/read/?show=all')}`)
      await signIn(page)
      await page.waitForURL('**/read/?show=all')
      const star = page.locator('.entries > li').first().locator('button[data-kind=starred]')
      const before = await star.getAttribute('aria-label')
      assert.equal(await page.locator('.lost').isVisible(), false)
      await page.context().clearCookies()
      const answered = page.waitForResponse('**/read/mark')
      await star.click()
      assert.equal((await answered).status(), 401)
      await page.locator('.lost').waitFor({ state: 'visible' })
      assert.equal(await star.getAttribute('aria-label'), before)
      await page.click('.lost a')
      await signIn(page)
      await page.waitForURL('**/read/?show=all')
    } finally {
      await page.context().close()
      await server.close()
    }
  })
