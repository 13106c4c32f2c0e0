import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseFeed } from 'feedsmith'
import { samplePost, samplePosts, world } from '../../tests/site/world.ts'
import { render } from './render.ts'
import type { Site } from './site.ts'
import { FEED_ENTRIES } from './tally.ts'

const text = async (address: string, site: Site): Promise<string> => {
  const document = await render(address, site)
  assert.ok(document, address)
  return String(document.body)
}

test('the three formats of a feed hold the same newest articles with their full text', async () => {
  const { site } = await world(samplePosts(50), { title: '档案', url: 'https://example.org/' })
  for (const folder of ['/', '/sources/voa/', '/categories/要闻/', '/tags/新闻/']) {
    const json = JSON.parse(await text(`${folder}feed.json`, site))
    const ids = json.items.map((item: { id: string }) => item.id)
    assert.equal(ids.length, folder === '/sources/voa/' ? 16 : FEED_ENTRIES)
    assert.match(json.items[0].content_html, /的正文，说的是气候特使访问中国/)
    assert.equal(json.feed_url, `https://example.org${encodeURI(folder)}feed.json`)
    for (const name of ['feed.xml', 'atom.xml']) {
      const parsed = parseFeed(await text(folder + name, site))
      const items =
        (parsed.feed as { items?: unknown[]; entries?: unknown[] }).items ??
        (parsed.feed as { entries?: unknown[] }).entries
      assert.equal(items?.length, ids.length, folder + name)
    }
  }
})

test('the feeds that hubs are told of name the hubs, and no others do', async () => {
  const hubs = ['https://hub.example/', 'https://second.example/']
  const { site } = await world(samplePosts(9), { url: 'https://example.org/', hubs })
  for (const folder of ['/', '/sources/voa/']) {
    for (const name of ['feed.xml', 'atom.xml'])
      for (const hub of hubs)
        assert.match(
          await text(folder + name, site),
          new RegExp(`<(?:atom:)?link rel="hub" href="${hub}"/>`),
          folder + name,
        )
    const json = JSON.parse(await text(`${folder}feed.json`, site))
    assert.deepEqual(
      json.hubs,
      hubs.map(url => ({ type: 'WebSub', url })),
    )
  }
  for (const address of ['/tags/新闻/atom.xml', '/health/atom.xml', '/changes/atom.xml'])
    assert.doesNotMatch(await text(address, site), /hub\.example/, address)
})

test('an entry keeps its id when the archive moves to another address', async () => {
  const { site } = await world(samplePosts(1))
  const moved = (await world(samplePosts(1), { url: 'https://elsewhere.example/news/' })).site
  const first = async (of: Site) => JSON.parse(await text('/feed.json', of)).items[0]
  const [here, there] = [await first(site), await first(moved)]
  assert.equal(here.id, there.id)
  assert.match(here.id, /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/)
  assert.match(there.url, /^https:\/\/elsewhere\.example\/news\/2021\//)
  assert.equal(here.external_url, samplePost(1).url)
})

test('a withdrawn article says so in feeds too', async () => {
  const tombstone = {
    since: Date.UTC(2021, 4, 1),
    confirmed: Date.UTC(2021, 4, 3),
    why: '404',
    kind: 'withdrawn',
  } as const
  const { site } = await world([samplePost(1, { tombstone })])
  assert.match(await text('/feed.xml', site), /来源已撤下这篇文章/)
})

test('very long articles do not make a feed without bounds, and the newest is always in it', async () => {
  const html = `<p>${'长'.repeat(150_000)}</p>`
  const { site } = await world(samplePosts(10).map(post => ({ ...post, html })))
  const { items } = JSON.parse(await text('/feed.json', site))
  assert.equal(items.length, 3)
  assert.equal(items[0].title, '新闻 10')
})

test('the list of sources names those that others can follow, and no path of this machine', async () => {
  const { site, store } = await world(samplePosts(3))
  await store.apply({
    sources: [{ id: 'local', title: '本地', description: '', url: '/home/keeper/feed.xml' }],
  })
  const opml = await text('/sources.opml', site)
  assert.match(opml, /xmlUrl="https:\/\/voa\.example\/feed"/)
  assert.doesNotMatch(opml, /keeper/)
})

test('a sitemap of a past month stays as it is when news arrives', async () => {
  const { site, keep } = await world([samplePost(1), samplePost(2, { published: Date.UTC(2021, 4, 2) })], {
    url: 'https://example.org/',
  })
  const april = await text('/sitemap-2021-04.xml', site)
  assert.match(april, /<loc>https:\/\/example\.org\/2021\/04\/14\/\w{8}\.html<\/loc><lastmod>/)
  await keep(samplePost(3, { published: Date.UTC(2021, 5, 2) }))
  assert.equal(await text('/sitemap-2021-04.xml', site), april)
  const index = await text('/sitemap.xml', site)
  for (const month of ['2021-04', '2021-05', '2021-06', 'pages'])
    assert.match(index, new RegExp(`sitemap-${month}\\.xml`))
})
