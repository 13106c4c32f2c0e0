// How what is unusual is set: deep lists, wide tables, long names, other scripts; what stands on one line; what stays put.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { folderOutput } from '../../src/adapters/fs/output.ts'
import type { Post } from '../../src/model/article.ts'
import type { Change } from '../../src/model/change.ts'
import { addressBook } from '../../src/publish/book.ts'
import { build } from '../../src/publish/build.ts'
import { historyAddress } from '../../src/publish/urls.ts'
import { look, noBrowser, served, startBrowser } from './browser.ts'
import { inFolder, plainServer } from './plain-server.ts'
import { samplePost, samplePosts, world } from './world.ts'

let browser: Browser
before(async () => {
  if (!noBrowser) browser = await startBrowser()
})
after(() => browser?.close())

/** Shows one article at a width while `use` looks at it. */
async function shown(given: Partial<Post>, width: number, use: (page: Page) => Promise<void>): Promise<void> {
  const post = samplePost(4, given)
  const { site, store } = await world([...samplePosts(3), post], { title: '留住' })
  await served(site, async base => {
    const { page } = await look(browser, base, { width, scheme: 'light' })
    await page.goto(base.slice(0, -1) + (await addressBook(store)).addressOf(post))
    await use(page)
    await page.context().close()
  })
}

const overflow = (page: Page): Promise<number> =>
  page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
const left = async (page: Page, selector: string): Promise<number> =>
  (await page.locator(selector).first().boundingBox())!.x
const nested = (tag: string, item: string, depth: number): string =>
  depth === 0 ? '' : `<${tag}><${item}>第${depth}层的一句话${nested(tag, item, depth - 1)}</${item}></${tag}>`

test('lists, quotations and definitions twelve deep stay on a phone and can be read', {
  skip: noBrowser,
}, async () => {
  for (const [tag, item] of [
    ['ul', 'li'],
    ['ol', 'li'],
    ['blockquote', 'p'],
    ['dl', 'dd'],
  ] as const)
    await shown({ html: nested(tag, item === 'p' ? 'div' : item, 12) }, 360, async page => {
      assert.ok((await overflow(page)) <= 0, tag)
      const deepest = await page.evaluate<number>(
        `[...document.querySelectorAll('.text ${tag}')].at(-1).getBoundingClientRect().width`,
      )
      assert.ok(deepest > 110, `${tag}: ${deepest} px for the deepest`)
    })
})

test('the caption of a wide table is read without scrolling, and its Han cells hold words in a line', {
  skip: noBrowser,
}, async () => {
  const cells = '<td>外交部发言人在例行记者会上回答了提问</td>'.repeat(12)
  const html = `<table><caption>${'各国外交部发言人的回答，按日期排列。'.repeat(4)}</caption><tr><th>年</th>${cells}</tr></table>`
  await shown({ html }, 360, async page => {
    const seen = () =>
      page.evaluate<[number, number]>(
        `(() => { const r = document.createRange(); r.selectNodeContents(document.querySelector('caption')); const b = r.getBoundingClientRect(); return [b.left, b.right] })()`,
      )
    const [from, to] = await seen()
    assert.ok(from >= 0 && to <= 360, `${from} to ${to}`)
    await page.evaluate("document.querySelector('.wide').scrollLeft = 400")
    assert.deepEqual(await seen(), [from, to], 'it stays in sight')
    const [cell, size] = await page.evaluate<[number, number]>(
      `[document.querySelector('td').clientWidth, parseFloat(getComputedStyle(document.querySelector('td')).fontSize)]`,
    )
    assert.ok(cell / size >= 3.5, `${cell / size} characters`)
    assert.ok((await overflow(page)) <= 0)
  })
})

test('two films beside one another are two links with a gap', { skip: noBrowser }, async () => {
  const film = '<video src="https://x.example/a.mp4"></video>'
  await shown({ html: `<p>${film}${film}</p>` }, 1440, async page => {
    const [a, b] = await page
      .locator('.elsewhere')
      .evaluateAll(all => all.map(one => one.getBoundingClientRect().toJSON()))
    assert.equal(a.top, b.top)
    assert.ok(b.left - a.right >= 6, `${b.left - a.right} px`)
  })
})

test('Korean breaks between words, and a Japanese title between phrases', { skip: noBrowser }, async () => {
  const breaking = (page: Page, selector: string) =>
    page.evaluate<string>(`getComputedStyle(document.querySelector('${selector}')).wordBreak`)
  await shown({ language: 'ko', title: '외교부 대변인이 정례 기자회견에서 답했다' }, 360, async page => {
    assert.equal(await breaking(page, 'h1'), 'keep-all')
    assert.equal(await breaking(page, '.text p'), 'keep-all')
  })
  await shown({ language: 'ja', title: '外務省の報道官が記者会見で質問に答えた' }, 360, async page => {
    assert.equal(await breaking(page, 'h1'), 'auto-phrase')
    assert.equal(await breaking(page, '.text p'), 'normal')
  })
})

test('a short name shares its row with the buttons on a phone; a long one has a row of its own', {
  skip: noBrowser,
}, async () => {
  for (const [title, isShared] of [
    ['留住', true],
    ['留住的新闻：一个收存各处新闻的档案', false],
  ] as const) {
    const { site } = await world(samplePosts(3), { title })
    await served(site, async base => {
      const { page } = await look(browser, base, { width: 360, scheme: 'light' })
      await page.goto(base)
      const name = (await page.locator('.name').boundingBox())!
      const buttons = (await page.locator('.controls').boundingBox())!
      assert.equal(buttons.y < name.y + name.height && name.y < buttons.y + buttons.height, isShared, title)
      assert.ok((await overflow(page)) <= 0)
      await page.context().close()
    })
  }
})

test('a paragraph that was split shows where, and no space that nobody wrote', {
  skip: noBrowser,
}, async () => {
  const before = samplePost(4, { html: '<p>第一句话说的是气候特使。第二句话说的是中国。</p>' })
  const post = { ...before, revision: 2, html: '<p>第一句话说的是气候特使。</p><p>第二句话说的是中国。</p>' }
  const { site, store, keepRevision } = await world([...samplePosts(3), post])
  await keepRevision(post, before)
  await served(site, async base => {
    const { page } = await look(browser, base, { width: 1440, scheme: 'light' })
    await page.goto(base.slice(0, -1) + historyAddress((await addressBook(store)).addressOf(post)))
    const text = await page.locator('.inline').first().innerText()
    assert.match(text, /特使。.*¶\n第二句/s)
    assert.doesNotMatch(text, /。 (?!¶)/)
    await page.context().close()
  })
})

/** Changes of every post of each source, so that all stand in the chart. */
const edits = (posts: readonly Post[]): Change[] =>
  posts.map(post => ({
    ...{ at: post.taken + post.number * 900_000, kind: 'edited' as const },
    ...{ article: post.id, source: post.source, revision: 2 },
  }))

test('the chart of changes names each source whole, in letters of the page’s size, on a phone too', {
  skip: noBrowser,
}, async () => {
  const posts = samplePosts(40)
  const { site, store } = await world(posts)
  const title = '一家名字很长很长很长很长的国际新闻通讯社（中文部）'
  const [facts] = (await store.sources()).filter(({ id }) => id === 'voa')
  await store.apply({ changes: edits(posts), sources: [{ ...facts!, title }] })
  await served(site, async base => {
    for (const width of [360, 1440]) {
      const { page } = await look(browser, base, { width, scheme: 'light' })
      await page.goto(`${base}changes/`)
      assert.ok((await page.locator('.bars dt').allTextContents()).includes(title))
      const small = await page.evaluate<number>(
        `Math.min(...[...document.querySelectorAll('.bars dt, .bars span')].map(one => parseFloat(getComputedStyle(one).fontSize)))`,
      )
      assert.ok(small >= 14, `${small} px at ${width}`)
      const [bar] = await page
        .locator('.bars rect')
        .evaluateAll(all => all.map(one => one.getBoundingClientRect().width))
      assert.ok(bar! > 100, `${bar} px`)
      assert.ok((await overflow(page)) <= 0)
      await page.context().close()
    }
  })
})

test('what is found, and what is said of the sources, stands under its heading on a wide screen', {
  skip: noBrowser,
}, async () => {
  const { site } = await world(samplePosts(30))
  await inFolder(async folder => {
    await build(site, folderOutput(folder))
    await plainServer(folder, async base => {
      const { page } = await look(browser, base, { width: 1440, scheme: 'light' })
      await page.goto(`${base}search/?q=${encodeURIComponent('气候')}`)
      await page.waitForSelector('#answer .found')
      const form = (await page.locator('.ask').boundingBox())!
      for (const selector of ['h1', '.tally', '.found', '#answer'])
        assert.ok(Math.abs((await left(page, selector)) - form.x) < 1, selector)
      const found = (await page.locator('.found').boundingBox())!
      assert.ok(Math.abs(found.width - form.width) < 1, `${found.width} and ${form.width}`)
      await page.goto(`${base}health/`)
      const all = await page.evaluate<number[]>(
        `[...document.querySelectorAll('main > *')].map(one => one.getBoundingClientRect().left)`,
      )
      assert.equal(new Set(all.map(Math.round)).size, 1, all.join())
      await page.context().close()
    })
  })
})

test('a server’s answer too stands under its heading, filters and all', { skip: noBrowser }, async () => {
  const { site } = await world(samplePosts(30))
  await served(site, async base => {
    const { page } = await look(browser, base, { width: 1440, scheme: 'light' })
    await page.goto(`${base}search/?q=${encodeURIComponent('气候 source:voa')}`)
    assert.ok((await page.locator('main details').count()) > 0)
    const all = await page.evaluate<number[]>(
      `[...document.querySelectorAll('main > *')].map(one => one.getBoundingClientRect().left)`,
    )
    assert.equal(new Set(all.map(Math.round)).size, 1, all.join())
    await page.context().close()
  })
})

test('nothing moves on the search page while answers come in, and they run as their script does', {
  skip: noBrowser,
}, async () => {
  const hebrew = samplePost(31, { title: 'שלום עולם 氣候', language: 'he' })
  const { site } = await world([...samplePosts(30), hebrew])
  await inFolder(async folder => {
    await build(site, folderOutput(folder))
    await plainServer(folder, async base => {
      for (const width of [360, 768, 1440])
        for (const query of ['气候', '没有的话']) {
          const { page } = await look(browser, base, { width, scheme: 'light' })
          await page.addInitScript(
            `window.moved = 0; new PerformanceObserver(list => { for (const entry of list.getEntries()) window.moved += entry.value }).observe({ type: 'layout-shift', buffered: true })`,
          )
          await page.route('**/search/**.js*', async route => {
            await new Promise(done => setTimeout(done, 300))
            await route.continue()
          })
          await page.goto(`${base}search/?q=${encodeURIComponent(query)}`)
          await page.waitForSelector('#answer .found, #answer .notice')
          await page.waitForTimeout(200)
          const moved = await page.evaluate<number>('window.moved')
          assert.ok(moved < 0.01, `${query} moved ${moved} at ${width}`)
          if (query === '气候') {
            const item = page.locator('.found li').filter({ hasText: 'שלום' })
            assert.equal(await item.locator('> a').getAttribute('dir'), 'rtl')
            assert.equal(await item.locator('p').getAttribute('dir'), 'rtl')
            assert.equal(await page.locator('.found li > a').nth(1).getAttribute('dir'), null)
          } else assert.equal(await page.locator('#answer .quiet').filter({ visible: true }).count(), 1)
          await page.context().close()
        }
    })
  })
})
