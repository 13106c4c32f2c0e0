// Hostile HTML in a real browser: five thousand payloads are kept, shown, poked at, and do nothing.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { article, clean } from '../../src/page/clean.ts'
import { bodyHtml } from '../../src/publish/body.ts'
import { textsOf } from '../../src/publish/texts.ts'
import { noBrowser, startBrowser, withBrowser } from './browser.ts'
import { type Poked, pokeAtAll, traps } from './in-page.ts'
import { payloads } from './payloads.ts'

const PAYLOADS: string[] = [
  ...JSON.parse(readFileSync(new URL('../fixtures/pages/xss.json', import.meta.url), 'utf8')),
  ...payloads(),
]
const BATCH = 160

/** Each payload cleaned both ways, as its page would show it, between two things that must not change. */
const pageOf = (payloads: readonly string[]): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>quiet</title></head><body><p id="before">before</p>${payloads
    .flatMap(payload => [clean(payload).html, article(payload).html])
    .map(
      html =>
        `<article><div class="text">${bodyHtml(html, { pictures: 'kept' }, textsOf('en'))}</div></article>`,
    )
    .join('')}<p id="after">after</p></body></html>`

test('no payload runs, asks anybody, or leaves its article', {
  skip: noBrowser,
  timeout: 300_000,
}, async () => {
  const pages = Array.from({ length: Math.ceil(PAYLOADS.length / BATCH) }, (_, i) =>
    pageOf(PAYLOADS.slice(i * BATCH, (i + 1) * BATCH)),
  )
  const server = createServer((request, response) => {
    const page = pages[Number(request.url?.slice(1))]
    response
      .writeHead(page === undefined ? 404 : 200, { 'content-type': 'text/html; charset=utf-8' })
      .end(page)
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const browser = await startBrowser()
  try {
    for (const [n] of pages.entries()) {
      const address = `${origin}/${n}`
      const page = await browser.newPage()
      const asked: string[] = []
      await page.addInitScript(traps)
      page.on('request', request => asked.push(request.url()))
      page.on('dialog', dialog => {
        asked.push(`dialog ${dialog.message()}`)
        void dialog.dismiss()
      })
      await page.goto(address, { waitUntil: 'load' })
      const found = (await page.evaluate(pokeAtAll)) as Poked
      await page.waitForTimeout(150)
      assert.deepEqual(found.unsafe, [], `page ${n}`)
      assert.deepEqual(found.fired, [], `page ${n}`)
      assert.deepEqual(
        asked.filter(url => url !== address && !url.endsWith('/favicon.ico')),
        [],
        `page ${n} asked`,
      )
      assert.equal(page.url(), address)
      assert.equal(found.title, 'quiet')
      const inner = found.body.slice(1, -1)
      assert.deepEqual([found.body[0], found.body.at(-1)], ['before', 'after'], `page ${n}`)
      assert.ok(
        inner.every(name => name === 'article'),
        `page ${n}: ${inner.filter(name => name !== 'article')}`,
      )
      assert.equal(inner.length, 2 * PAYLOADS.slice(n * BATCH, (n + 1) * BATCH).length)
      await page.close()
    }
  } finally {
    await browser.close()
    server.closeAllConnections()
    server.close()
  }
})

test('the traps do catch: a payload that is not cleaned sets them off', { skip: noBrowser }, () =>
  withBrowser(async browser => {
    const page = await browser.newPage()
    await page.addInitScript(traps)
    await page.goto('data:text/html,<p id="before"></p><article><img onerror="alert(1)"></article><b>out</b>')
    const found = (await page.evaluate(pokeAtAll)) as Poked
    assert.ok(found.fired.includes('alert(1)'))
    assert.deepEqual(found.unsafe, ['img onerror="alert(1)"'])
    assert.deepEqual(found.body, ['before', 'article', 'b'])
  }),
)
