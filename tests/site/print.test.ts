// On paper: black on white whatever the screen is, and nothing cut that can be scrolled to on a screen.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addressBook } from '../../src/publish/book.ts'
import { look, noBrowser, served, withBrowser } from './browser.ts'
import { samplePost, world } from './world.ts'

/** Inside an A4 page, px. */
const PAPER = 718

test('an article is printed black on white and whole, on a dark screen too', {
  skip: noBrowser,
}, async () => {
  const long = '长'.repeat(5) + 'w'.repeat(400)
  const html = `<pre>${long}</pre><table><tr><td>甲</td><td>${long}</td><td>${long}</td></tr></table>`
  const { site, store } = await world([samplePost(1, { html })])
  const [article] = await store.find({ order: 'newest', limit: 1 })
  const address = (await addressBook(store)).addressOf(article!)
  await withBrowser(browser =>
    served(site, async base => {
      const { page } = await look(browser, base, { width: PAPER, scheme: 'dark' })
      await page.goto(base.slice(0, -1) + address)
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
      const seen = await page.evaluate<{
        ink: string
        paper: string
        cut: string[]
        shown: string[]
      }>(`(() => {
        const { color, backgroundColor } = getComputedStyle(document.body)
        const cut = [...document.querySelectorAll('main *')]
          .filter(one => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX !== 'visible' || one.getBoundingClientRect().right > ${PAPER})
          .map(one => one.tagName + '.' + one.className)
        const shown = [...document.querySelectorAll('nav, button, form')].filter(one => one.offsetParent).map(one => one.outerHTML)
        return { ink: color, paper: backgroundColor, cut, shown }
      })()`)
      assert.deepEqual(seen, { ink: 'rgb(0, 0, 0)', paper: 'rgb(255, 255, 255)', cut: [], shown: [] })
    }),
  )
})
