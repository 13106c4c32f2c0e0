import assert from 'node:assert/strict'
import { test } from 'node:test'
import { samplePost, samplePosts, world } from '../../tests/site/world.ts'
import { words } from '../model/words/words.ts'
import { resultLine, search } from './search.ts'

test('a cut from the middle of a sentence finds its article, in either script, with the place', async () => {
  const { site } = await world([
    ...samplePosts(5),
    samplePost(6, { html: '<p>克里在上海与解振华会晤，讨论达峰。</p>' }),
  ])
  for (const query of ['与解振华会', '與解振華會']) {
    const { total, results } = await search(query, site)
    assert.equal(total, 1)
    const [result] = results
    const [[start, end]] = result!.places as [[number, number]]
    assert.equal(result!.snippet.slice(start, end), '与解振华会')
    assert.deepEqual(Object.keys(resultLine(result!)), ['id', 'title', 'date', 'source', 'url', 'snippet'])
  }
})

test('filters by source, tag, author and date', async () => {
  const { site } = await world(samplePosts(12))
  const ids = async (query: string, options = {}) =>
    (await search(query, site, { limit: 100, ...options })).results.map(({ article }) => article.number)
  assert.deepEqual(await ids('气候特使 source:voa'), [12, 9, 6, 3])
  assert.deepEqual(await ids('气候特使', { source: 'voa' }), [12, 9, 6, 3])
  assert.deepEqual(await ids('气候特使 source:voa tag:标签1'), [9, 3])
  assert.deepEqual(await ids('author:"记者 甲"'), [12, 8, 4])
  assert.deepEqual(await ids('气候特使 before:2021-04-14'), [])
  assert.equal((await ids('气候特使 after:2021-04-14 before:2021-04-15')).length, 12)
  assert.deepEqual(await ids(''), [])
})

test('pages of results follow one another', async () => {
  const { site } = await world(samplePosts(12))
  const first = await search('气候', site, { limit: 5 })
  const second = await search('气候', site, { limit: 5, offset: 5 })
  assert.equal(first.total, 12)
  assert.deepEqual(
    first.results.map(({ article }) => article.number),
    [12, 11, 10, 9, 8],
  )
  assert.deepEqual(
    second.results.map(({ article }) => article.number),
    [7, 6, 5, 4, 3],
  )
})

test('what the index claims and the text does not bear out is not shown', async () => {
  const { site } = await world([samplePost(1)])
  await site.index.put([
    { number: 1, date: 0, source: 'voa', title: '', body: words('从未写过的话').join(' '), facets: [] },
  ])
  assert.deepEqual(await search('从未写过', site), { total: 0, results: [], years: [] })
})

test('an article whose file is lost is still found by its title', async () => {
  const { site, archive } = await world([samplePost(1)])
  await archive.remove([samplePost(1).path])
  const { results } = await search('新闻 1', site)
  assert.equal(results.length, 1)
  assert.equal(results[0]!.snippet, '')
})
