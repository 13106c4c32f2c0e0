// What every catalogue promises of all that is not an article: sources, marks, what sources did, pages without text.
import assert from 'node:assert/strict'
import type { Article } from '../../model/article.ts'
import type { ItemQuery, Store } from '../../model/catalogue.ts'
import type { Change } from '../../model/change.ts'
import type { Mark, MarkKind } from '../../model/mark.ts'
import { put, sampleArticle } from './sample.ts'

/** A test of a catalogue that is new, and closed in the end. */
export type StoreTest = (title: string, body: (store: Store) => Promise<void>) => void

export function storeNotesContract(storeTest: StoreTest): void {
  storeTest('sources, marks and notes are kept', async store => {
    const facts = {
      id: 'voa',
      title: '美国之音',
      description: '',
      url: 'https://voa.example/feed',
      home: 'https://voa.example/',
    }
    await store.apply({
      sources: [facts],
      marks: [{ reader: 'li', article: 1, kind: 'read', on: true, at: 7 }],
    })
    await store.apply({ sources: [{ ...facts, title: 'VOA' }] })
    assert.deepEqual(await store.sources(), [{ ...facts, title: 'VOA' }])
    assert.deepEqual(await store.marks('li'), [{ reader: 'li', article: 1, kind: 'read', on: true, at: 7 }])
    assert.deepEqual(await store.marks('wang'), [])
    await store.apply({ marks: [{ reader: 'a', article: 1, kind: 'starred', on: true, at: 7 }] })
    assert.deepEqual(await store.readers(), ['a', 'li'])
    await store.forgetMarks('a')
    assert.deepEqual(await store.readers(), ['li'])
    assert.deepEqual(await store.marks('a'), [])
    await store.setNote('journal', '12')
    assert.equal(await store.note('journal'), '12')
    await store.apply({ notes: { journal: undefined, other: 'x' } })
    assert.equal(await store.note('other'), 'x')
    assert.equal(await store.note('journal'), undefined)
  })

  storeTest(
    'a reader finds what is unread, starred and labelled, by source and time, in order of arrival',
    async store => {
      const given = [1, 2, 3, 4, 5].map(n =>
        sampleArticle(n, { source: n % 2 ? 'voa' : 'rfa', taken: n * 100 }),
      )
      await store.apply(put(...given))
      const mark = (article: number, kind: MarkKind, on = true, at = 7, reader = 'li') => ({
        reader,
        article,
        kind,
        on,
        at,
      })
      await store.apply({
        marks: [
          mark(1, 'read'),
          mark(2, 'read'),
          mark(2, 'starred'),
          mark(4, 'starred'),
          mark(4, 'label:要读'),
          mark(3, 'read', true, 7, 'wang'),
        ],
      })
      const items = (query: Partial<ItemQuery>) =>
        store.items({ reader: 'li', order: 'arrival', limit: 100, ...query })
      const found = async (query: Partial<ItemQuery>) => (await items(query)).map(({ number }) => number)
      assert.deepEqual(await items({ above: 4 }), [{ number: 5, source: 'voa', taken: 500 }])
      assert.deepEqual(await found({}), [1, 2, 3, 4, 5])
      assert.deepEqual(await found({ without: ['read'] }), [3, 4, 5])
      assert.deepEqual(await found({ with: ['starred'], order: 'latest' }), [4, 2])
      assert.deepEqual(await found({ with: ['starred'], without: ['read'] }), [4])
      assert.deepEqual(await found({ with: ['read', 'starred'] }), [2])
      assert.deepEqual(await found({ with: ['label:要读'] }), [4])
      assert.deepEqual(await found({ sources: ['rfa'] }), [2, 4])
      assert.deepEqual(await found({ sources: [] }), [])
      assert.deepEqual(await found({ above: 2, below: 5 }), [3, 4])
      assert.deepEqual(await found({ from: 200, until: 400 }), [2, 3])
      assert.deepEqual(await found({ order: 'latest', limit: 2 }), [5, 4])
      assert.equal(await store.countItems({ reader: 'li', without: ['read'], sources: ['voa'] }), 2)
      assert.deepEqual(await store.unread('li'), [
        { source: 'rfa', count: 1, newest: 400 },
        { source: 'voa', count: 2, newest: 500 },
      ])
      assert.deepEqual(await store.markKinds('li'), ['label:要读', 'read', 'starred'])
      const on = await store.marksOn('li', [2, 3, 4])
      assert.deepEqual(
        [...on].map(([number, kinds]) => [number, [...kinds].sort()]),
        [
          [2, ['read', 'starred']],
          [4, ['label:要读', 'starred']],
        ],
      )
    },
  )

  storeTest(
    'of two marks the later counts, in whatever order they come; of equal times the last',
    async store => {
      await store.apply(put(sampleArticle(1)))
      const mark = (on: boolean, at: number) => ({ reader: 'li', article: 1, kind: 'read' as const, on, at })
      await store.apply({ marks: [mark(false, 9)] })
      await store.apply({ marks: [mark(true, 8)] })
      assert.equal((await store.marks('li'))[0]!.on, false)
      await store.apply({ marks: [mark(true, 10), mark(false, 10)] })
      assert.equal((await store.marks('li'))[0]!.on, false)
      await store.apply({ marks: [mark(true, 10)] })
      assert.equal((await store.marks('li'))[0]!.on, true)
    },
  )

  storeTest(
    'its version tells when the site may have changed, and marks alone change nothing there',
    async store => {
      const first = await store.version()
      await store.apply({
        marks: [{ reader: 'li', article: 1, kind: 'read', on: true, at: 7 }],
        notes: { x: '1' },
      })
      assert.equal(await store.version(), first)
      await store.apply(put(sampleArticle(1)))
      const second = await store.version()
      assert.notEqual(second, first)
      await store.apply({ notes: { health: 'a source fell silent' } })
      assert.notEqual(await store.version(), second)
    },
  )

  storeTest(
    'a state has a name until something shown is another, and that name never comes back',
    async store => {
      const facts = { id: 'voa', title: '美国之音', description: '', url: 'https://voa.example/feed' }
      const names = [await store.state()]
      assert.deepEqual(names, [''])
      const apply = async (batch: Parameters<typeof store.apply>[0]): Promise<boolean> => {
        await store.apply(batch)
        names.push(await store.state())
        return names.at(-1) !== names.at(-2)
      }
      const article = sampleArticle(1)
      assert.equal(await apply(put(article)), true)
      assert.equal(await apply({ sources: [facts] }), true)
      // A poll that brought nothing: the same facts, an entry known already, a mark, a note.
      const seen = { article: article.id, entry: 'f'.repeat(64), keys: [] }
      const mark: Mark = { reader: 'li', article: 1, kind: 'read', on: true, at: 7 }
      assert.equal(await apply({ sources: [facts], seen: [seen], marks: [mark], notes: { x: '1' } }), false)
      assert.equal(await apply({ sources: [{ ...facts, title: '美國之音' }] }), true)
      assert.equal(await apply({ sources: [facts] }), true)
      await store.pictures.illustrated([{ ...article, lead: { url: 'https://x.example/a.jpg' } }], [], 9)
      assert.notEqual(await store.state(), names.at(-1))
      assert.equal(await apply({ removed: [article.id] }), true)
      assert.equal(new Set(names).size, names.length - 1)
    },
  )

  storeTest('what sources did is told newest first, by source, kind, article and time', async store => {
    const [a, b, c] = [1, 2, 3].map(n => sampleArticle(n, { source: n === 3 ? 'rfa' : 'voa', taken: 100 }))
    await store.apply(put(a!, b!, c!))
    const of = (article: Article) => ({ article: article.id, source: article.source })
    const edited: Change = { at: 150, kind: 'edited', ...of(a!), revision: 2 }
    const retitled: Change = { at: 200, kind: 'retitled', ...of(a!), revision: 3, from: '旧题' }
    const gone: Change = { at: 300, kind: 'withdrawn', ...of(b!), since: 250 }
    const back: Change = { at: 400, kind: 'returned', ...of(b!) }
    const other: Change = { at: 180, kind: 'edited', ...of(c!), revision: 2 }
    const batch = { changes: [gone, back, retitled, other, edited] }
    await store.apply(batch)
    await store.apply(batch)
    assert.deepEqual(await store.changes({}), [back, gone, retitled, other, edited])
    assert.deepEqual(await store.changes({ order: 'oldest', offset: 1, limit: 2 }), [other, retitled])
    assert.deepEqual(await store.changes({ source: 'rfa' }), [other])
    assert.deepEqual(await store.changes({ article: a!.id, kinds: ['edited', 'withdrawn'] }), [edited])
    assert.deepEqual(await store.changes({ from: 200, until: 400 }), [gone, retitled])
    assert.deepEqual(await store.changes({ kinds: [] }), [])
    assert.equal(await store.countChanges({ source: 'voa', kinds: ['edited', 'retitled'] }), 2)
    assert.equal(await store.countChanges({}), 5)
    const none = { edited: 0, retitled: 0, withdrawn: 0, returned: 0 }
    assert.deepEqual(await store.changeFigures(), [
      { ...none, source: 'rfa', articles: 1, edited: 1, firstEdits: [80] },
      { source: 'voa', articles: 2, edited: 1, retitled: 1, withdrawn: 1, returned: 1, firstEdits: [50] },
    ])
  })

  storeTest('of an article that was redacted or removed no other change is told', async store => {
    const [a, b] = [sampleArticle(1), sampleArticle(2)]
    await store.apply(put(a, b))
    const of = (article: Article) => ({ article: article.id, source: article.source })
    await store.apply({
      changes: [
        { at: 1, kind: 'retitled', ...of(a), revision: 2, from: '旧题' },
        { at: 1, kind: 'edited', ...of(b), revision: 2 },
      ],
    })
    const redacted: Change = { at: 2, kind: 'redacted', ...of(a) }
    await store.apply({ changes: [redacted], removed: [b.id] })
    assert.deepEqual(await store.changes({}), [redacted])
  })

  storeTest('pages that did not give their text are counted by source and reason', async store => {
    const of = (n: number, source: string, refused?: string): Article =>
      sampleArticle(n, { source, title: `"refused":"${n}"`, ...(refused !== undefined && { refused }) })
    await store.apply(
      put(
        of(1, 'voa', 'paywall'),
        of(2, 'voa', 'robots.txt'),
        of(3, 'voa', 'paywall'),
        of(4, 'rfa', 'it is "no page"'),
        of(5, 'rfa'),
      ),
    )
    assert.deepEqual(await store.refusals(), [
      { source: 'rfa', why: 'it is "no page"', count: 1 },
      { source: 'voa', why: 'paywall', count: 2 },
      { source: 'voa', why: 'robots.txt', count: 1 },
    ])
    await store.apply({ ...put(of(1, 'voa')), removed: [of(4, 'rfa').id] })
    assert.deepEqual(await store.refusals(), [
      { source: 'voa', why: 'paywall', count: 1 },
      { source: 'voa', why: 'robots.txt', count: 1 },
    ])
  })
}
