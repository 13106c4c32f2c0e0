// What every index of words promises, whatever keeps it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Index, IndexedArticle, WordQuery } from '../../model/catalogue.ts'
import { phrases, words } from '../../model/words/words.ts'

const article = (
  number: number,
  title: string,
  body: string,
  given: Partial<IndexedArticle> = {},
): IndexedArticle => ({
  number,
  date: Date.UTC(2021, number, 1),
  source: 'voa',
  title: words(title).join(' '),
  body: words(body).join(' '),
  facets: [],
  ...given,
})

const ask = (text: string, given: Partial<WordQuery> = {}): WordQuery => ({
  phrases: phrases(text),
  order: 'newest',
  offset: 0,
  limit: 10,
  ...given,
})

export function indexContract(name: string, open: () => Promise<Index>): void {
  const indexTest = (title: string, body: (index: Index) => Promise<void>) =>
    test(`${name}: ${title}`, async () => {
      const index = await open()
      await body(index)
      await index.close()
    })

  indexTest('a cut from the middle of a Chinese sentence finds it, in either script', async index => {
    await index.put([article(1, '气候', '克里在上海与解振华会晤'), article(2, '其他', '上海的海上')])
    for (const cut of ['海与解振', '海與解振華', '会', '晤'])
      assert.deepEqual((await index.query(ask(cut))).numbers, [1], cut)
    assert.deepEqual((await index.query(ask('上海'))).numbers, [2, 1])
    assert.deepEqual((await index.query(ask('海海'))).numbers, [])
  })

  indexTest('all phrases must occur; words of a phrase adjoin; titles count', async index => {
    await index.put([article(1, 'Climate envoy', '中国与美国'), article(2, 'Envoy', 'the climate of 美国')])
    assert.deepEqual((await index.query(ask('climate 美国'))).numbers, [2, 1])
    assert.deepEqual((await index.query(ask('"climate envoy"'))).numbers, [1])
    assert.deepEqual((await index.query(ask('中国 envoy'))).numbers, [1])
    assert.deepEqual((await index.query(ask('climat'))).numbers, [])
  })

  indexTest(
    'the newest by date come first, whatever the order of arrival, in pages with a total',
    async index => {
      await index.put([article(5, '', '新闻', { date: 10 }), article(6, '', '新闻', { date: 30 })])
      await index.put([
        article(7, '', '新闻', { date: 20 }),
        article(8, '', '新闻', { date: Date.UTC(2022, 0, 1) }),
      ])
      const months = new Map([
        ['2022-01', 1],
        ['1970-01', 3],
      ])
      assert.deepEqual(await index.query(ask('新闻')), { numbers: [8, 6, 7, 5], total: 4, months })
      assert.deepEqual(await index.query(ask('新闻', { offset: 1, limit: 2 })), {
        numbers: [6, 7],
        total: 4,
        months,
      })
      assert.deepEqual((await index.query(ask('新闻', { from: 20, until: 31 }))).numbers, [6, 7])
    },
  )

  indexTest('dates alone are a question: all that was published between them', async index => {
    await index.put([
      article(1, '', '新闻', { date: Date.UTC(2021, 2, 31) }),
      article(2, '', '天气', { date: Date.UTC(2021, 3, 14), source: 'voa' }),
      article(3, '标题', '', { date: Date.UTC(2021, 3, 15), source: 'rfa' }),
      article(4, '', '', { date: Date.UTC(2022, 0, 1), source: 'rfa' }),
    ])
    for (const order of ['newest', 'best'] as const) {
      const since = { from: Date.UTC(2021, 3, 14), order }
      assert.deepEqual(await index.query(ask('', { ...since, bySource: true, limit: 2 })), {
        numbers: [4, 3],
        total: 3,
        months: new Map([
          ['2022-01', 1],
          ['2021-04', 2],
        ]),
        sources: new Map([
          ['rfa', 2],
          ['voa', 1],
        ]),
      })
      assert.deepEqual((await index.query(ask('', { ...since, offset: 1 }))).numbers, [3, 2])
      assert.deepEqual((await index.query(ask('', { until: Date.UTC(2021, 3, 15), order }))).numbers, [2, 1])
    }
    assert.deepEqual((await index.query(ask(''))).numbers, [])
  })

  indexTest(
    'the best matches have what is sought in their titles: the more phrases the better, of equals the newest',
    async index => {
      await index.put([
        article(1, '气候新闻', ''),
        article(2, '新闻', '气候'),
        article(3, 'the climate', `${'新闻，'.repeat(20)}气候`),
        article(4, '新闻', `气候${'其他文字'.repeat(50)}`, { date: Date.UTC(2022, 0, 1) }),
        article(5, '新的闻名', '气候新闻'),
      ])
      const best = async (text: string, given: Partial<WordQuery> = {}) =>
        (await index.query(ask(text, { order: 'best', ...given }))).numbers
      assert.deepEqual(await best('新闻'), [4, 2, 1, 5, 3])
      assert.deepEqual(await best('气候 新闻'), [1, 4, 2, 5, 3])
      assert.deepEqual(await best('气候 新闻', { offset: 1, limit: 3 }), [4, 2, 5])
      assert.deepEqual(await best('新'), [4, 5, 2, 1, 3])
      assert.deepEqual(await best('climate'), [3])
    },
  )

  indexTest('facets filter, and are no words', async index => {
    await index.put([
      article(1, '', '新闻', { facets: ['source:voa', 'tag:气候 变化'] }),
      article(2, '', '新闻', { facets: ['source:rfa'] }),
    ])
    assert.deepEqual((await index.query(ask('新闻', { facets: ['source:voa'] }))).numbers, [1])
    assert.deepEqual(
      (await index.query(ask('新闻', { facets: ['source:voa', 'tag:气候 变化'] }))).numbers,
      [1],
    )
    assert.deepEqual((await index.query(ask('新闻', { facets: ['source:vo'] }))).numbers, [])
    assert.deepEqual((await index.query(ask('voa'))).numbers, [])
    assert.deepEqual((await index.query(ask('', { facets: ['source:rfa'] }))).numbers, [2])
  })

  indexTest('all that is found is counted by month, and by source when that is asked for', async index => {
    const all = Array.from({ length: 30 }, (_, i) =>
      article(i + 1, '', i % 5 === 4 ? '其他' : '气候', { source: ['voa', 'rfa', 'bbc'][i % 3]! }),
    )
    await index.put(all)
    for (const order of ['newest', 'best'] as const) {
      const some = {
        order,
        limit: 2,
        from: Date.UTC(2021, 3, 1),
        until: Date.UTC(2022, 3, 1),
        bySource: true,
      }
      const { total, months, sources } = await index.query(ask('气候', some))
      const wanted = all.filter(
        ({ number, date }) => number % 5 !== 0 && date >= some.from && date < some.until,
      )
      const counts = Map.groupBy(wanted, ({ source }) => source)
      assert.equal(total, wanted.length)
      assert.deepEqual(sources, new Map(['bbc', 'rfa', 'voa'].map(id => [id, counts.get(id)!.length])))
      assert.equal(
        [...months.values()].reduce((sum, n) => sum + n, 0),
        wanted.length,
      )
      assert.equal((await index.query(ask('气候', { order }))).sources, undefined)
    }
  })

  indexTest(
    'an article put again answers with its new words only, and a removed one not at all',
    async index => {
      await index.put([article(1, '', '旧文')])
      const before = await index.generation()
      await index.put([article(1, '', '新文', { date: Date.UTC(2023, 0, 1) })])
      assert.notEqual(await index.generation(), before)
      assert.deepEqual((await index.query(ask('旧文'))).numbers, [])
      assert.deepEqual((await index.query(ask('新文'))).numbers, [1])
      await index.remove([1])
      assert.deepEqual((await index.query(ask('新文'))).numbers, [])
    },
  )

  indexTest('a query of nothing finds nothing; odd characters are no syntax', async index => {
    await index.put([article(1, '', 'NEAR OR AND NOT "x" * ^')])
    assert.deepEqual((await index.query(ask(''))).numbers, [])
    assert.deepEqual((await index.query(ask('NOT'))).numbers, [1])
    assert.deepEqual((await index.query(ask('"near or"'))).numbers, [1])
    assert.deepEqual((await index.query(ask("x' OR 1=1 --"))).numbers, [])
  })

  indexTest('hundreds of articles of one moment are all found', async index => {
    await index.put(Array.from({ length: 1300 }, (_, i) => article(i + 1, '', '同一时刻', { date: 5 })))
    const { numbers, total } = await index.query(ask('同一', { limit: 2000 }))
    assert.equal(total, 1300)
    assert.equal(new Set(numbers).size, 1300)
    await index.clear()
    assert.equal((await index.query(ask('同一'))).total, 0)
  })
}
