// The site as a reader's browser shows it: on a phone and a wide screen, by day and by night, with and without a script.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { readPredecessorPost } from '../../src/formats/seed/read.ts'
import type { Post } from '../../src/model/article.ts'
import { DAY } from '../../src/model/time.ts'
import { article as cleaned } from '../../src/page/clean.ts'
import { addressBook } from '../../src/publish/book.ts'
import { type Look, look, noBrowser, served, startBrowser } from './browser.ts'
import { type Line, lineOfText, tooPale, unnamed } from './in-page.ts'
import { samplePost, samplePosts, type World, world } from './world.ts'

const SEED = '2021-04-14-拜登政府高级官员首次访问中国 能否为美中关系破冰？.md'

let browser: Browser
before(async () => {
  if (!noBrowser) browser = await startBrowser()
})
after(() => browser?.close())

const LOOKS: Look[] = [360, 1440].flatMap(width =>
  (['light', 'dark'] as const).map(scheme => ({ width, scheme })),
)

/** The predecessor's article as it is kept. */
function seedPost(): Post {
  const file = readFileSync(new URL(`../fixtures/seed/${SEED}`, import.meta.url), 'utf8')
  const read = readPredecessorPost(SEED, file)
  if ('reason' in read) throw new Error(read.reason)
  const { title, author, url, date, tags, categories, html } = read
  const given = {
    title,
    author,
    url,
    tags,
    categories,
    source: 'voa',
    html: cleaned(html, { base: url }).html,
  }
  return samplePost(500, { ...given, ...(date !== undefined && { published: date }) })
}

async function archive(): Promise<World & { readonly seed: Post }> {
  const first = seedPost()
  const seed = { ...first, revision: 2, revised: first.taken + DAY }
  const withdrawn = samplePost(7, {
    title: '一个没有空格也没有标点的很长很长很长很长很长很长很长很长很长很长的标题',
    html: `<table><tr>${'<td>一格很宽的内容</td>'.repeat(30)}</tr></table><pre>${'x'.repeat(400)}</pre><p>${'W'.repeat(200)}</p>`,
    tombstone: { since: first.taken, confirmed: first.taken + DAY, why: '404', kind: 'withdrawn' },
  })
  const made = await world([...samplePosts(100).filter(({ number }) => number !== 7), withdrawn, seed])
  await made.keepRevision(seed, { ...first, title: '旧题' })
  return { ...made, seed }
}

async function pagesOf({ site, seed, store }: World & { readonly seed: Post }): Promise<string[]> {
  const book = await addressBook(store)
  const [withdrawn] = await store.byNumbers([7])
  const articles = [book.addressOf(seed), book.addressOf(seed, 1), book.addressOf(withdrawn!)]
  const search = `/search/?q=${encodeURIComponent('氣候特使')}`
  assert.ok(site.index)
  return [
    '/',
    '/page/1.html',
    ...articles,
    '/sources/',
    '/sources/voa/',
    '/tags/',
    '/archive/',
    '/2021/',
    '/2021/04/',
    '/2021/04/14/',
    '/feeds/',
    '/about/',
    '/search/',
    search,
    '/nothing',
  ]
}

test('no page overflows, complains, or asks anybody else, on phone and wide screen, by day and night', {
  skip: noBrowser,
}, async () => {
  const made = await archive()
  await served(made.site, async base => {
    for (const how of LOOKS) {
      const { page, complaints } = await look(browser, base, how)
      for (const path of await pagesOf(made)) {
        await page.goto(base.slice(0, -1) + path)
        const over = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
        assert.ok(over <= 0, `${path} is ${over} px too wide at ${how.width}`)
        assert.deepEqual(await page.evaluate<string[]>(tooPale), [], `${path} ${how.scheme}`)
        assert.deepEqual(await page.evaluate<string[]>(unnamed), [], path)
      }
      assert.deepEqual(complaints, [])
      await page.context().close()
    }
  })
})

test('a line of Chinese has 35 to 42 characters on a wide screen', { skip: noBrowser }, async () => {
  const made = await archive()
  await served(made.site, async base => {
    const { page } = await look(browser, base, { width: 1440, scheme: 'light' })
    await page.goto(base + (await addressBook(made.store)).addressOf(made.seed).slice(1))
    const { width, size, leading } = await page.evaluate<Line>(lineOfText)
    assert.ok(width / size >= 35 && width / size <= 42, `${width / size} characters`)
    assert.ok(leading / size >= 1.7 && leading / size <= 1.95, `${leading / size} line height`)
    await page.context().close()
  })
})

test('a reader’s choice of night and of larger type is remembered on the next page', {
  skip: noBrowser,
}, async () => {
  const { site } = await archive()
  await served(site, async base => {
    const { page, complaints } = await look(browser, base, { width: 1440, scheme: 'light' })
    const paper = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor')
    const size = () => page.evaluate<number>('parseFloat(getComputedStyle(document.body).fontSize)')
    await page.goto(base)
    const [day, usual] = [await paper(), await size()]
    await page.click('[data-do="theme"]')
    await page.click('[data-do="larger"]')
    const night = await paper()
    assert.notEqual(night, day)
    await page.goto(`${base}archive/`)
    assert.equal(await paper(), night)
    assert.ok((await size()) > usual)
    await page.click('[data-do="theme"]')
    await page.click('[data-do="smaller"]')
    assert.deepEqual([await paper(), await size()], [day, usual])
    assert.deepEqual(complaints, [])
    await page.context().close()
  })
})

test('without a script everything can be read and searched, and no dead button is shown', {
  skip: noBrowser,
}, async () => {
  const { site } = await archive()
  await served(site, async base => {
    const { page } = await look(browser, base, { width: 360, scheme: 'dark', javaScript: false })
    await page.goto(`${base}search/`)
    assert.equal(await page.locator('.controls').isVisible(), false)
    await page.fill('.ask input[name=q]', '氣候特使約翰')
    await page.click('.ask button')
    await page.click('.found a')
    assert.match((await page.textContent('h1')) ?? '', /拜登政府高级官员首次访问中国/)
    assert.match((await page.textContent('.text')) ?? '', /温室里的花朵/)
    await page.context().close()
  })
})

test('the keyboard finds the text first, and sees where it is', { skip: noBrowser }, async () => {
  const { site } = await archive()
  await served(site, async base => {
    const { page } = await look(browser, base, { width: 1440, scheme: 'light' })
    await page.goto(base)
    await page.keyboard.press('Tab')
    assert.equal(await page.evaluate<string>("document.activeElement.getAttribute('href')"), '#text')
    assert.ok((await page.locator('.skip').boundingBox())!.x >= 0)
    await page.keyboard.press('Tab')
    assert.notEqual(
      await page.evaluate<string>('getComputedStyle(document.activeElement).outlineStyle'),
      'none',
    )
    await page.context().close()
  })
})
