// Whether a reader who only follows links comes to everything.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changesIn, samplePost, samplePosts, world } from '../../tests/site/world.ts'
import type { Post } from '../model/article.ts'
import { DAY } from '../model/time.ts'
import { addresses } from './plan.ts'
import { render } from './render.ts'
import type { Site } from './site.ts'

async function archive(): Promise<Site> {
  const first = samplePost(150, { source: 'voa', url: 'https://voa.example/x' })
  const retitled: Post = { ...first, revision: 2, revised: first.taken + DAY }
  const gone = samplePost(151, {
    source: 'rfa',
    tombstone: { since: first.taken, confirmed: first.taken + DAY, why: '404', kind: 'withdrawn' },
  })
  const redacted = samplePost(152, { source: 'bbc' })
  const made = await world([...samplePosts(149), retitled, gone, redacted])
  await made.keepRevision(retitled, { ...first, title: '旧题' })
  const removed = { at: redacted.taken, kind: 'redacted', article: redacted.id, source: 'bbc' } as const
  await made.store.apply({ changes: [...changesIn(retitled, gone), removed] })
  return made.site
}

/** Shown where there is nothing, or to who follows an old link: no page leads there. */
const LED_TO_BY_NONE = /^\/404\.html$/

test('every page of an archive is reached from its front page by links that a reader can follow', async () => {
  const site = await archive()
  const seen = new Set<string>(['/'])
  for (const address of seen) {
    const document = await render(address, site)
    if (!document?.type.startsWith('text/html')) continue
    for (const [, link] of String(document.body).matchAll(/<a\b[^>]*\shref="(\/[^"?#]*)/g))
      seen.add(decodeURIComponent(link!))
  }
  const missed: string[] = []
  let pages = 0
  for await (const address of addresses(site)) {
    const document = await render(address, site)
    if (!document?.type.startsWith('text/html') || LED_TO_BY_NONE.test(address)) continue
    pages++
    if (!seen.has(address)) missed.push(address)
  }
  assert.ok(pages > 150, `${pages} pages`)
  assert.ok(seen.has('/changes/source/bbc/'))
  assert.deepEqual(missed, [])
})
