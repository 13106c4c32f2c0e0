import assert from 'node:assert/strict'
import { test } from 'node:test'
import { samplePosts, world } from '../../tests/site/world.ts'
import { memoryOutput } from '../adapters/memory/archive.ts'
import { HEALTH_NOTE, LOOKED_NOTE } from '../model/health.ts'
import { build } from './build.ts'
import { render } from './render.ts'

test('a source’s page says what is wrong with it, and is made again when that begins and when it is over', async () => {
  const { site } = await world(samplePosts(9))
  const output = memoryOutput()
  const page = async (source: string) => String((await render(`/sources/${source}/`, site))!.body)
  const { manifest } = await build(site, output)
  const before = await page('voa')
  assert.doesNotMatch(before, /class="troubles/)
  const trouble = { kind: 'unfound', source: 'voa', since: Date.UTC(2021, 3, 17), usual: 4, now: 3 }
  await site.store.apply({ notes: { [HEALTH_NOTE]: JSON.stringify({ standing: [trouble], events: [] }) } })
  const said = await page('voa')
  assert.match(
    said,
    /<ul class="troubles notice">\s*<li>[^<]*2021年4月17日起许多文章不在原来的网址（查看的 4 篇中有 3 篇）/,
  )
  assert.doesNotMatch(await page('rfa'), /class="troubles/)
  const again = await build(site, output, { manifest })
  assert.equal(new TextDecoder().decode(output.files.get('sources/voa/index.html')), said)
  assert.ok(again.written < 8, `${again.written} files`)
  await site.store.apply({ notes: { [HEALTH_NOTE]: JSON.stringify({ standing: [], events: [] }) } })
  await build(site, output, { manifest: again.manifest })
  assert.equal(new TextDecoder().decode(output.files.get('sources/voa/index.html')), before)
})

test('the state of the sources is as of the last look, and where there was none the page says so', async () => {
  const { site } = await world(samplePosts(3))
  const page = async () => String((await render('/health/', site))!.body)
  assert.match(await page(), /<p class="quiet">尚未查看过来源。<\/p>/)
  await site.store.apply({ notes: { [LOOKED_NOTE]: '2021-04-22' } })
  assert.match(
    await page(),
    /<time datetime="2021-04-22">以上次查看来源时（2021年4月22日[^）]*）为准。<\/time>/,
  )
  const output = memoryOutput()
  await build(site, output)
  assert.equal(new TextDecoder().decode(output.files.get('health/index.html')), await page())
})
