// Pages before a strict judge of HTML, html-validate: all kinds of pages, and articles of the corpus where it is here.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DAY } from '../../src/model/time.ts'
import { addresses } from '../../src/publish/plan.ts'
import { render } from '../../src/publish/render.ts'
import { corpusPosts, noCorpus } from './corpus.ts'
import { complaintsOf, judge } from './judge.ts'
import { changesIn, samplePosts, world } from './world.ts'

async function complaints(posts: Parameters<typeof world>[0]): Promise<{ pages: number; found: string[] }> {
  const { site } = await world(posts, { title: '留住的新闻' })
  const found: string[] = []
  let pages = 0
  for await (const address of addresses(site)) {
    const document = await render(address, site)
    if (!document?.type.startsWith('text/html')) continue
    pages++
    found.push(...(await complaintsOf(address, String(document.body))))
  }
  return { pages, found }
}

test('the judge is awake', async () => {
  const { valid } = await judge.validateString(
    '<!doctype html><html lang="zh"><head><title>x</title></head><body><p><div></div></p><img src="a"></body></html>',
  )
  assert.equal(valid, false)
})

test('every kind of page is valid HTML', async () => {
  const { pages, found } = await complaints(samplePosts(130))
  assert.ok(pages > 150)
  assert.deepEqual(found.slice(0, 20), [])
})

test('every page is reached by links from the front page', async () => {
  const posts = samplePosts(130)
  const gone = {
    ...posts[5]!,
    tombstone: { since: DAY, confirmed: 2 * DAY, why: '404', kind: 'withdrawn' as const },
  }
  const edited = { ...posts[60]!, revision: 2, revised: posts[60]!.taken + DAY }
  const made = await world(
    posts.map(post => (post.id === gone.id ? gone : post.id === edited.id ? edited : post)),
  )
  await made.keepRevision(edited, posts[60]!)
  // Of a kind that no figures tell of, and the only change of its source.
  const { id: article, source, taken: at } = posts[1]!
  const removed = { article, source, at, kind: 'redacted' as const }
  await made.store.apply({ changes: [...changesIn(edited, gone), removed] })
  const pages = new Map<string, string>()
  for await (const address of addresses(made.site)) {
    const document = await render(address, made.site)
    if (document?.type.startsWith('text/html')) pages.set(address, String(document.body))
  }
  for (const [address, page] of pages)
    if (address.startsWith('/changes/')) assert.deepEqual(await complaintsOf(address, page), [])
  const seen = new Set<string>()
  const walk = ['/']
  for (let address = walk.pop(); address !== undefined; address = walk.pop()) {
    if (seen.has(address)) continue
    seen.add(address)
    for (const [, link] of (pages.get(address) ?? '').matchAll(/<a\b[^>]* href="(\/[^"#?]*)/g))
      walk.push(decodeURI(link!))
  }
  // What was elsewhere before, and the page of what is nowhere.
  const isOutside = (address: string): boolean =>
    /http-equiv="refresh"/i.test(pages.get(address)!) || address === '/404.html'
  assert.deepEqual(
    [...pages.keys()].filter(address => !seen.has(address) && !isOutside(address)),
    [],
  )
  assert.ok([...pages.keys()].some(address => address.startsWith('/changes/source/')))
})

test('pages of real articles are valid HTML too', { skip: noCorpus }, async () => {
  const posts = (await corpusPosts()).filter((_, n) => n % 4 === 0)
  const { found } = await complaints(posts)
  assert.deepEqual(found.slice(0, 20), [])
})
