// A poll under way on the keeper's page, in a real browser.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listen } from '../../src/serve/listen.ts'
import { look, noBrowser, withBrowser } from './browser.ts'
import { house, PASSWORD } from './house.ts'
import { samplePosts } from './world.ts'

test('a poll under way shows how far it is, goes on by itself, and leaves what is being typed', {
  skip: noBrowser,
}, async () => {
  const { served, keeping } = await house(samplePosts(3))
  const work = (asked: number) => async () => ({
    polling: { since: 0, asked, of: 7 },
    waiting: [],
    due: 0,
    sources: 7,
  })
  keeping.work = work(2)
  const server = await listen(served, { port: 0, host: '127.0.0.1', grace: 100 })
  try {
    await withBrowser(async browser => {
      const { page, complaints } = await look(browser, server.url, { width: 1000, scheme: 'light' })
      await page.goto(`${server.url}login?to=/keep/`)
      await page.fill('input[name=name]', '李')
      await page.fill('input[name=password]', PASSWORD)
      await page.click('main button[type=submit]')
      const progress = page.locator('main progress')
      assert.deepEqual([await progress.getAttribute('value'), await progress.getAttribute('max')], ['2', '7'])
      await page.fill('input[name=address]', 'half.exam')
      keeping.work = work(5)
      await page.locator('main progress[value="5"]').waitFor()
      keeping.work = async () => ({ waiting: [], due: 0, sources: 7 })
      keeping.status = async () =>
        new Map([['voa', { id: 'voa', failures: 0, stopped: false, error: 'asked just now', lastTry: 9 }]])
      await page.getByText('asked just now').waitFor()
      assert.equal(await progress.count(), 0)
      assert.equal(await page.inputValue('input[name=address]'), 'half.exam')
      assert.deepEqual(complaints, [])
    })
  } finally {
    await server.close()
  }
})
