// Reading without a network: what the service worker puts by, what it never does, and what it says where it has nothing.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { addressBook } from '../../src/publish/book.ts'
import { look, noBrowser, served, servedBy, startBrowser } from './browser.ts'
import { house, PASSWORD } from './house.ts'
import { samplePost, samplePosts, type World, world } from './world.ts'

let browser: Browser
before(async () => {
  if (!noBrowser) browser = await startBrowser()
})
after(() => browser?.close())

const WIDE = { width: 1440, scheme: 'light' } as const

/** The address of the newest article. */
async function newestOf({ store }: World): Promise<string> {
  const [newest] = await store.find({ order: 'newest', limit: 1 })
  return (await addressBook(store)).addressOf(newest!)
}

/** The worker is there and has put by what it was told of. */
const settled = (page: Page): Promise<void> =>
  page.evaluate<void>('navigator.serviceWorker.ready.then(() => new Promise(done => setTimeout(done, 300)))')

/** Every address that the worker has put by. */
const putBy = (page: Page): Promise<string[]> =>
  page.evaluate<string[]>(
    '(async () => { const all = []; for (const name of await caches.keys()) for (const { url } of await (await caches.open(name)).keys()) all.push(new URL(url).pathname); return all })()',
  )

test('the first article that is read, and one that is kept, can be read again without a network', {
  skip: noBrowser,
}, async () => {
  const made = await world(samplePosts(9))
  const article = await newestOf(made)
  await served(made.site, async base => {
    const { page } = await look(browser, base, WIDE)
    const address = base.slice(0, -1) + article
    await page.goto(address)
    await settled(page)
    await page.context().setOffline(true)
    await page.goto(address)
    assert.match((await page.textContent('.text'))!, /气候特使/)
    assert.notEqual(await page.evaluate<number>('document.styleSheets[0].cssRules.length'), 0)
    await page.click('[data-do="save"]')
    await settled(page)
    assert.equal(await page.getAttribute('[data-do="save"]', 'aria-pressed'), 'true')
    await page.evaluate('caches.delete("read-1")')
    await page.goto(address)
    assert.match((await page.textContent('.text'))!, /气候特使/)
    assert.equal(await page.getAttribute('[data-do="save"]', 'aria-pressed'), 'true')
    await page.context().close()
  })
})

test('the front page without a network is the one that was read last', { skip: noBrowser }, async () => {
  const made = await world(samplePosts(9))
  await served(made.site, async base => {
    const { page } = await look(browser, base, WIDE)
    await page.goto(base)
    await settled(page)
    await made.keep(samplePost(10, { title: '后来的新闻' }))
    await page.goto(base)
    assert.match((await page.textContent('main'))!, /后来的新闻/)
    await settled(page)
    await page.context().setOffline(true)
    await page.goto(base)
    assert.match((await page.textContent('main'))!, /后来的新闻/)
    await page.context().close()
  })
})

test('without a network a page that was not kept, and a search, are said to be out of reach, not missing', {
  skip: noBrowser,
}, async () => {
  const made = await world(samplePosts(9))
  await served(made.site, async base => {
    const { page } = await look(browser, base, WIDE)
    await page.goto(base)
    await settled(page)
    await page.context().setOffline(true)
    for (const path of ['about/', `search/?q=${encodeURIComponent('气候')}`]) {
      const response = await page.goto(base + path)
      assert.equal(response!.status(), 503, path)
      assert.match((await page.textContent('h1'))!, /现在没有网络/, path)
      assert.equal(await page.getAttribute('html', 'lang'), 'zh-Hans')
    }
    await page.context().close()
  })
})

test('a picture that was kept in one size and form is shown where the page asks for another', {
  skip: noBrowser,
}, async () => {
  const { site } = await world(samplePosts(2))
  await served(site, async base => {
    const { page } = await look(browser, base, WIDE)
    await page.goto(base)
    await settled(page)
    const [kept, other] = ['a', 'b'].map(digit => `/pictures/${digit.repeat(64)}`)
    await page.evaluate(
      `caches.open('kept-1').then(cache => cache.put('${kept}-800.jpg', new Response('a picture')))`,
    )
    await page.context().setOffline(true)
    const text = (address: string): Promise<string> =>
      page.evaluate<string>(`fetch('${address}').then(got => got.text(), () => 'nothing')`)
    assert.equal(await text(`${kept}-1200.avif`), 'a picture')
    assert.equal(await text(`${other}-1200.avif`), 'nothing')
    await page.context().close()
  })
})

async function signIn(page: Page, base: string): Promise<void> {
  await page.goto(`${base}login`)
  await page.fill('[name=name]', 'wang')
  await page.fill('[name=password]', PASSWORD)
  await page.click('main button[type=submit]')
  await page.waitForURL(/\/read\//)
}

test('nothing of the reading room is left on a device, and what an earlier worker left is taken away', {
  skip: noBrowser,
}, async () => {
  const { served: hono } = await house()
  await servedBy(hono, async base => {
    const { page } = await look(browser, base, WIDE)
    await page.goto(base)
    await settled(page)
    await signIn(page, base)
    await page.goto(`${base}read/`)
    await settled(page)
    assert.deepEqual(
      (await putBy(page)).filter(path => /^\/(?:read|keep|login|logout)(?:\/|$)/.test(path)),
      [],
    )
    assert.ok((await putBy(page)).includes('/'), 'while pages for all are')
    await page.evaluate(
      `(async () => { const cache = await caches.open('read-1')
        await cache.put('/read/', new Response('mine'))
        await cache.put('/2021/', new Response('mine', { headers: { 'Cache-Control': 'private, no-cache' } })) })()`,
    )
    await page.click('.doors button')
    await page.waitForURL(base)
    await settled(page)
    assert.deepEqual(
      (await putBy(page)).filter(path => path === '/read/' || path === '/2021/'),
      [],
    )
    await page.context().setOffline(true)
    assert.equal((await page.goto(`${base}read/`))!.status(), 503)
    await page.context().close()
  })
})

test('of a private archive no page is put by, and its button does not say that one were', {
  skip: noBrowser,
}, async () => {
  const { served: hono, world: made } = await house(samplePosts(9), { isPrivate: true })
  const article = await newestOf(made)
  await servedBy(hono, async base => {
    const { page } = await look(browser, base, WIDE)
    await signIn(page, base)
    await page.goto(base)
    await settled(page)
    await page.goto(base.slice(0, -1) + article)
    await page.click('[data-do="save"]')
    await settled(page)
    assert.equal(await page.getAttribute('[data-do="save"]', 'aria-pressed'), 'false')
    assert.deepEqual(
      (await putBy(page)).filter(path => /\/$|\.html$/.test(path)),
      [],
    )
    await page.context().setOffline(true)
    assert.equal((await page.goto(base.slice(0, -1) + article))!.status(), 503)
    await page.context().close()
  })
})
