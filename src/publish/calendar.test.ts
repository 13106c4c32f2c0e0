import assert from 'node:assert/strict'
import { test } from 'node:test'
import { samplePost, world } from '../../tests/site/world.ts'
import { render } from './render.ts'

test('the days of a month stand under their weekdays', async () => {
  const { site } = await world([samplePost(1, { published: Date.parse('2021-04-14T01:39:08Z') })])
  const page = String((await render('/2021/04/', site))!.body)
  const heads = [...page.matchAll(/<span>(.)<\/span>/g)].map(([, name]) => name)
  const days = [...page.matchAll(/<li class="(blank|empty|s\d)"/g)].map(([, kind]) => kind)
  assert.deepEqual(heads, ['一', '二', '三', '四', '五', '六', '日'])
  // The 1st was a Thursday, and the 14th a Wednesday.
  assert.equal(days.indexOf('empty'), heads.indexOf('四'))
  assert.equal(days.findIndex(kind => kind!.startsWith('s')) % 7, heads.indexOf('三'))
})
