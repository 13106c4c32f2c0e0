// The predecessor's posts as a site: hundreds of real texts, every page parsed, every link followed.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseFeed } from 'feedsmith'
import { parse } from 'parse5'
import { addresses } from '../../src/publish/plan.ts'
import { render } from '../../src/publish/render.ts'
import { search } from '../../src/publish/search.ts'
import { corpusPosts, noCorpus } from './corpus.ts'
import { type World, world } from './world.ts'

const skip = noCorpus

const corpusWorld = async (): Promise<World> =>
  world(await corpusPosts(), { url: 'https://example.org/档案/', timezone: 'Asia/Shanghai' })

/** Parse errors that say a page is not well formed. */
function errorsIn(page: string): string[] {
  const found: string[] = []
  parse(page, { onParseError: ({ code, startLine }) => found.push(`${code} in line ${startLine}`) })
  return found
}

test('the predecessor’s posts make a site of well-formed pages, valid feeds and links that lead somewhere', {
  skip,
}, async () => {
  const { site } = await corpusWorld()
  const all = new Set<string>()
  for await (const address of addresses(site)) all.add(address)
  assert.ok(all.size > 1500)
  const links = new Map<string, string>()
  for (const address of all) {
    const { body, type } = (await render(address, site))!
    const text = String(body)
    if (/rss|atom/.test(type)) assert.ok(parseFeed(text), address)
    if (type.includes('json')) JSON.parse(text)
    if (!type.startsWith('text/html')) continue
    assert.deepEqual(errorsIn(text), [], address)
    for (const [, data] of text.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/gs))
      JSON.parse(data!)
    for (const [, link] of text.matchAll(/(?:href|src|action)="(\/[^"?#]*)/g)) links.set(link!, address)
  }
  for (const [link, from] of links) {
    const address = decodeURIComponent(link)
    assert.ok(
      address.startsWith('/档案/') && all.has(address.slice('/档案'.length)),
      `${from} links to ${address}`,
    )
  }
})

test('a cut from the middle of any of the predecessor’s texts is found', { skip }, async () => {
  const { site, store } = await corpusWorld()
  const articles = await store.find({ order: 'oldest' })
  let checked = 0
  for (let at = 0; at < articles.length; at += 31) {
    const article = articles[at]!
    const { results } = await search(article.title.slice(0, 30), site, { limit: 100 })
    const [sought] = results.filter(({ id }) => id === article.id)
    const cut = /[\u4e00-\u9fff]{6,8}/.exec(sought?.snippet.slice(40) ?? '')?.[0]
    if (!cut) continue
    checked++
    const found = await search(cut, site, { limit: 100 })
    assert.ok(
      found.results.some(({ id }) => id === article.id),
      `${article.title}: ${cut}`,
    )
  }
  assert.ok(checked >= 10, `only ${checked} texts had a cut to look for`)
})
