// Pages before a strict judge of HTML, html-validate: all kinds of pages, and articles of the corpus where it is here.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addresses } from '../../src/publish/plan.ts'
import { render } from '../../src/publish/render.ts'
import { corpusPosts, noCorpus } from './corpus.ts'
import { complaintsOf, judge } from './judge.ts'
import { samplePosts, world } from './world.ts'

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

test('so are pages of real articles', { skip: noCorpus }, async () => {
  const posts = (await corpusPosts()).filter((_, n) => n % 4 === 0)
  const { found } = await complaints(posts)
  assert.deepEqual(found.slice(0, 20), [])
})
