// What every catalogue promises, whatever keeps it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Article } from '../../model/article.ts'
import type { Store } from '../../model/catalogue.ts'
import { put, sampleArticle, sampleKeys } from './sample.ts'
import { type StoreTest, storeNotesContract } from './store-notes.ts'

const numbers = (articles: readonly Article[]): number[] => articles.map(({ number }) => number)

export function storeContract(name: string, open: () => Promise<Store>): void {
  const storeTest: StoreTest = (title, body) =>
    test(`${name}: ${title}`, async () => {
      const store = await open()
      await body(store)
      await store.close()
    })
  storeNotesContract(storeTest)

  storeTest('an article given is an article returned, by id, number, path and key', async store => {
    const article = sampleArticle(1, {
      tags: ['气候', 'a b'],
      author: '记者',
      lead: { url: 'https://x.example/a.jpg', caption: '说明' },
      tombstone: { since: 1, confirmed: 2, why: '404', kind: 'withdrawn' },
    })
    await store.apply(put(article))
    assert.deepEqual(await store.articles(['none', article.id]), [article])
    assert.deepEqual(await store.byNumbers([1, 2]), [article])
    assert.deepEqual(await store.byPaths([article.path]), [article])
    assert.deepEqual(await store.byPrefix(article.id.slice(0, 6), 2), [article])
    assert.deepEqual(await store.byPrefix('zz', 2), [])
    const [key] = sampleKeys(article) as [string]
    assert.deepEqual([...(await store.lookup([key, 'url:none']))], [[key, article.id]])
    assert.deepEqual([...(await store.seen([article.entry, 'f'.repeat(64)]))], [[article.entry, article.id]])
  })

  storeTest('applying a batch twice changes nothing more', async store => {
    const batch = {
      ...put(sampleArticle(1), sampleArticle(2)),
      revisions: [
        {
          article: sampleArticle(1).id,
          n: 1,
          digest: 'd',
          title: 't',
          taken: 5,
          path: '_revisions/x/1-d.md',
        },
      ],
      changed: ['_posts/a.md'],
    }
    await store.apply(batch)
    await store.apply(batch)
    assert.equal(await store.count({}), 2)
    assert.equal((await store.revisions(sampleArticle(1).id)).length, 1)
    assert.deepEqual(await store.uncommitted(), ['_posts/a.md'])
    assert.deepEqual(await store.unindexed(0, 10), [1, 2])
  })

  storeTest('a changed article replaces its row, keeps its keys and gains new ones', async store => {
    const first = sampleArticle(1, { tags: ['old'], source: 'voa' })
    await store.apply(put(first))
    const second = sampleArticle(1, {
      tags: ['new'],
      title: '改了',
      revision: 2,
      url: 'https://voa.example/moved',
    })
    await store.apply({ articles: [{ article: second, keys: ['url:https://voa.example/moved'] }] })
    assert.deepEqual(await store.articles([first.id]), [second])
    assert.equal((await store.lookup([`url:${first.url}`])).get(`url:${first.url}`), first.id)
    assert.equal((await store.lookup(['url:https://voa.example/moved'])).size, 1)
    assert.deepEqual(
      (await store.values('tag')).map(({ value }) => value),
      ['new'],
    )
  })

  storeTest('a key leads to the article that had it first', async store => {
    await store.apply({ articles: [{ article: sampleArticle(1), keys: ['url:same'] }] })
    await store.apply({ articles: [{ article: sampleArticle(2), keys: ['url:same'] }] })
    assert.equal((await store.lookup(['url:same'])).get('url:same'), sampleArticle(1).id)
  })

  storeTest('keys and entries are answered in the order asked', async store => {
    const articles = [1, 2, 3, 4].map(n => sampleArticle(n))
    await store.apply(put(...articles))
    const wanted = [3, 1, 4, 2].map(n => articles[n - 1]!)
    const keys = wanted.flatMap(sampleKeys)
    assert.deepEqual([...(await store.lookup(keys)).keys()], keys)
    const entries = wanted.map(({ entry }) => entry)
    assert.deepEqual([...(await store.seen(entries)).keys()], entries)
  })

  storeTest('lists go by date, newest or oldest first, in pages', async store => {
    const articles = [3, 1, 2].map(n => sampleArticle(n))
    const undated = sampleArticle(4)
    delete (undated as { published?: number }).published
    await store.apply(put(...articles, undated))
    assert.deepEqual(numbers(await store.find({ order: 'newest' })), [4, 3, 2, 1])
    assert.deepEqual(numbers(await store.find({ order: 'oldest', offset: 1, limit: 2 })), [2, 3])
    assert.deepEqual(numbers(await store.find({ order: 'arrival' })), [1, 2, 3, 4])
    assert.deepEqual(numbers(await store.find({ order: 'latest', limit: 3 })), [4, 3, 2])
  })

  storeTest('every axis finds its articles and counts them', async store => {
    const a = sampleArticle(1, { tags: ['气候', '外交', '气候'], author: '甲', categories: ['x'] })
    const b = sampleArticle(2, { tags: ['气候'], source: 'rfa', published: Date.UTC(2022, 0, 1) })
    await store.apply(put(a, b))
    const found = async (axis: Parameters<Store['values']>[0], value: string) =>
      numbers(await store.find({ axis, value }))
    assert.deepEqual(await found('tag', '气候'), [2, 1])
    assert.deepEqual(await found('tag', '外交'), [1])
    assert.deepEqual(await found('category', 'x'), [1])
    assert.deepEqual(await found('author', '甲'), [1])
    assert.deepEqual(await found('source', 'rfa'), [2])
    assert.deepEqual(await found('year', '2022'), [2])
    assert.deepEqual(await found('month', '2021-04'), [1])
    assert.deepEqual(await found('day', '2021-04-14'), [1])
    assert.deepEqual(await found('day', '2021-04-15'), [])
    assert.equal(await store.count({ axis: 'tag', value: '气候' }), 2)
    assert.deepEqual(await store.values('tag'), [
      { value: '外交', count: 1, newest: a.published, oldest: a.published },
      { value: '气候', count: 2, newest: b.published, oldest: a.published },
    ])
    assert.deepEqual(
      (await store.values('author')).map(({ value }) => value),
      ['甲'],
    )
    assert.deepEqual(
      (await store.values('month')).map(({ value, count }) => [value, count]),
      [
        ['2021-04', 1],
        ['2022-01', 1],
      ],
    )
  })

  storeTest('neighbours are those of the same source', async store => {
    const [a, b, c] = [1, 2, 3].map(n => sampleArticle(n)) as [Article, Article, Article]
    await store.apply(put(a, b, c, sampleArticle(4, { source: 'rfa', published: a.published! + 1 })))
    assert.deepEqual(await store.neighbours(b), { older: a, newer: c })
    assert.deepEqual(await store.neighbours(c), { older: b })
  })

  storeTest('what precedes an article is of any source, the newest first', async store => {
    const [a, b, c] = [1, 2, 3].map(n => sampleArticle(n)) as [Article, Article, Article]
    const other = sampleArticle(4, { source: 'rfa', published: b.published! })
    await store.apply(put(a, b, c, other))
    assert.deepEqual(await store.preceding(c, 2), [other.number, b.number])
    assert.deepEqual(await store.preceding(a, 2), [])
    assert.deepEqual(await store.preceding(other, 9), [b.number, a.number])
  })

  storeTest('the days of a source are those of its own articles', async store => {
    const [a, b] = [sampleArticle(1), sampleArticle(2)]
    const elsewhere = sampleArticle(3, { source: 'rfa', published: a.published! + 400 * 86_400_000 })
    await store.apply(put(a, b, elsewhere))
    const days = new Map<string, number>()
    for (const { published } of [a, b]) {
      const day = new Date(published!).toISOString().slice(0, 10)
      days.set(day, (days.get(day) ?? 0) + 1)
    }
    assert.deepEqual(
      (await store.daysOf(a.source)).map(({ value, count }) => [value, count]),
      [...days].sort(),
    )
    assert.deepEqual(await store.daysOf('nobody'), [])
  })

  storeTest(
    'a month is known by a digest until an article of it, or an earlier state, is another',
    async store => {
      const [april, may] = [Date.UTC(2021, 3, 14), Date.UTC(2021, 4, 1)]
      const first = sampleArticle(1, { published: april })
      await store.apply(
        put(first, sampleArticle(2, { published: april }), sampleArticle(3, { published: may })),
      )
      let last = await store.monthStates()
      assert.deepEqual(
        last.map(({ month }) => month),
        ['2021-04', '2021-05'],
      )
      assert.deepEqual(await store.monthStates(), last)
      const changed = async (): Promise<string[]> => {
        const before = new Map(last.map(({ month, digest }) => [month, digest]))
        last = await store.monthStates()
        return last.filter(({ month, digest }) => before.get(month) !== digest).map(({ month }) => month)
      }
      await store.apply(put({ ...first, title: '另一题' }))
      assert.deepEqual(await changed(), ['2021-04'])
      const row = {
        article: first.id,
        n: 1,
        digest: 'd',
        title: '旧题',
        taken: 5,
        path: '_revisions/x/1-d.md',
      }
      await store.apply({ revisions: [row] })
      assert.deepEqual(await changed(), ['2021-04'])
      await store.apply(put(sampleArticle(4, { published: Date.UTC(2021, 4, 30) })))
      assert.deepEqual(await changed(), ['2021-05'])
      await store.apply(put({ ...sampleArticle(4), published: april }))
      assert.deepEqual(await changed(), ['2021-04', '2021-05'])
      await store.apply({ removed: [sampleArticle(3).id] })
      assert.deepEqual(
        (await store.monthStates()).map(({ month }) => month),
        ['2021-04'],
      )
    },
  )

  storeTest('what was revised since a moment can be asked for', async store => {
    await store.apply(put(sampleArticle(1, { revised: 100 }), sampleArticle(2, { revised: 200 })))
    assert.deepEqual(numbers(await store.find({ since: 150 })), [2])
    assert.equal(await store.count({ since: 100 }), 2)
  })

  storeTest('an entry that changed nothing is remembered all the same', async store => {
    const article = sampleArticle(1)
    await store.apply(put(article))
    await store.apply({ seen: [{ article: article.id, entry: 'a'.repeat(64), keys: ['url:other'] }] })
    assert.equal((await store.seen(['a'.repeat(64)])).get('a'.repeat(64)), article.id)
    assert.equal((await store.lookup(['url:other'])).get('url:other'), article.id)
    await store.apply({
      past: [article.entry],
      seen: [{ article: article.id, entry: 'b'.repeat(64), keys: [] }],
    })
    assert.deepEqual([...(await store.seen([article.entry, 'b'.repeat(64)])).keys()], ['b'.repeat(64)])
  })

  storeTest('words and commits still to be done are remembered until they are done', async store => {
    await store.apply({ ...put(sampleArticle(2), sampleArticle(1)), changed: ['b', 'a'] })
    assert.deepEqual(await store.unindexed(0, 1), [1])
    assert.deepEqual(await store.unindexed(1, 10), [2])
    await store.indexed([1])
    assert.deepEqual(await store.unindexed(0, 10), [2])
    await store.committed(['a'])
    assert.deepEqual(await store.uncommitted(), ['b'])
    assert.equal(await store.highestNumber(), 2)
  })

  storeTest('a removed article leaves no row, key or label behind', async store => {
    await store.apply(put(sampleArticle(1, { tags: ['x'] })))
    await store.apply({ removed: [sampleArticle(1).id] })
    assert.equal(await store.count({}), 0)
    assert.equal((await store.lookup(sampleKeys(sampleArticle(1)))).size, 0)
    assert.deepEqual(await store.values('tag'), [])
    assert.deepEqual(await store.unindexed(0, 10), [])
  })

  storeTest('hundreds of articles go in with one batch', async store => {
    const many = Array.from({ length: 700 }, (_, i) => sampleArticle(i + 1, { tags: ['t', `t${i % 7}`] }))
    await store.apply(put(...many))
    assert.equal(await store.count({}), 700)
    assert.equal(await store.count({ axis: 'tag', value: 't3' }), 100)
    assert.equal((await store.lookup(many.flatMap(sampleKeys))).size, 1400)
    assert.equal((await store.seen(many.map(({ entry }) => entry))).size, 700)
  })
}
