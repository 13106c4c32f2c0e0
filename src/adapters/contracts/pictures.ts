// What every catalogue must do about pictures.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Store } from '../../model/catalogue.ts'
import type { KeptPicture, PictureAddress } from '../../model/picture.ts'
import { sampleArticle } from './sample.ts'

const kept = (n: number, hash: string): KeptPicture => ({
  digest: String(n).padStart(64, '0'),
  type: 'image/jpeg',
  bytes: 1000 * n,
  width: 640,
  height: 480,
  pages: 1,
  alpha: false,
  hash,
  addresses: [{ url: `https://paper.example/${n}.jpg`, seen: '2021-04-14T00:00:00.000Z' }],
  seen: '2021-04-14T00:00:00.000Z',
})

const at = (url: string, given: Partial<PictureAddress> = { due: 100 }): PictureAddress => ({
  url,
  host: new URL(url).host,
  state: 'wanted',
  tries: 0,
  ...given,
})

const url = (host: string, n: number): string => `https://${host}/${n}.jpg`

async function withArticles(open: () => Promise<Store>, count: number): Promise<Store> {
  const store = await open()
  const articles = Array.from({ length: count }, (_, i) => ({ article: sampleArticle(i + 1), keys: [] }))
  await store.apply({ articles })
  return store
}

export function pictureContract(name: string, open: () => Promise<Store>): void {
  test(`${name}: every article that comes or changes is looked through once`, async () => {
    const store = await withArticles(open, 2)
    const { pictures } = store
    const [a, b] = [sampleArticle(1).number, sampleArticle(2).number]
    assert.deepEqual(await pictures.unsurveyed(10), [a, b])
    await pictures.survey([{ number: a, uses: [{ url: url('a.example', 1) }], over: [] }], 100)
    assert.deepEqual(await pictures.unsurveyed(10), [b])
    assert.deepEqual(await pictures.showing([url('a.example', 1), url('a.example', 2)]), [a])
    await store.apply({ articles: [{ article: { ...sampleArticle(1), revision: 2 }, keys: [] }] })
    assert.deepEqual(await pictures.unsurveyed(10), [a, b])
    await pictures.survey(
      [{ number: a, uses: [{ url: url('a.example', 2) }], over: [{ url: url('a.example', 3) }] }],
      100,
    )
    assert.deepEqual(await pictures.showing([url('a.example', 1)]), [])
    assert.equal((await pictures.at([url('a.example', 3)])).get(url('a.example', 3))?.why, 'over-limit')
    await store.close()
  })

  test(`${name}: what is due is given host by host, and what is known stays known`, async () => {
    const store = await withArticles(open, 1)
    const { pictures } = store
    const { number } = sampleArticle(1)
    const urls = ['a.example', 'b.example'].flatMap(host => [1, 2, 3].map(n => url(host, n)))
    await pictures.survey([{ number, uses: urls.map(url => ({ url })), over: [] }], 100)
    const due = await pictures.due({ now: 100, hosts: 5, perHost: 2 })
    assert.deepEqual(due.map(one => one.url).sort(), [
      url('a.example', 1),
      url('a.example', 2),
      url('b.example', 1),
      url('b.example', 2),
    ])
    assert.deepEqual(await pictures.due({ now: 99, hosts: 5, perHost: 2 }), [])
    assert.equal((await pictures.due({ now: 100, hosts: 1, perHost: 9 })).length, 3)
    await pictures.put({
      pictures: [kept(1, 'ffff000000000000')],
      addresses: [
        at(urls[0]!, { state: 'kept', digest: kept(1, '').digest }),
        at(urls[1]!, { state: 'missing', why: 'blocked', tries: 1, due: 500 }),
        at(urls[2]!, { state: 'missing', why: 'too-large', tries: 1 }),
      ],
      changed: ['pictures/00/x.jpg'],
    })
    assert.equal(await pictures.dueCount({ now: 100 }), 3)
    assert.equal(await pictures.dueCount({ now: 500 }), 4)
    assert.equal(await pictures.dueCount({ now: 100, all: true }), 5)
    assert.deepEqual(await pictures.totals(), {
      kept: 1,
      bytes: 1000,
      wanted: 3,
      missing: { blocked: 1, 'too-large': 1 },
    })
    assert.deepEqual(
      (await pictures.missing(0, 10)).map(({ why }) => why),
      ['blocked', 'too-large'],
    )
    assert.deepEqual(
      (await pictures.missing(1, 1)).map(({ why }) => why),
      ['too-large'],
    )
    assert.deepEqual(await store.uncommitted(), ['pictures/00/x.jpg'])
    assert.deepEqual(await pictures.unsurveyed(10), [number], 'its post does not name the kept one yet')
    await pictures.rest('b.example', 300)
    assert.deepEqual(await pictures.due({ now: 299, hosts: 5, perHost: 9 }), [])
    assert.deepEqual(
      (await pictures.due({ now: 300, hosts: 5, perHost: 9 })).map(({ due }) => due),
      [300, 300, 300],
    )
    await pictures.survey([{ number, uses: urls.map(url => ({ url })), over: [] }], 900)
    assert.equal((await pictures.at([urls[0]!])).get(urls[0]!)?.state, 'kept')
    await store.close()
  })

  test(`${name}: blocked pictures are counted with each source that shows them, once however often it does`, async () => {
    const store = await withArticles(open, 3)
    const { pictures } = store
    const [a, b, c] = [sampleArticle(1), sampleArticle(2), sampleArticle(3, { source: 'bbc' })]
    await store.apply({ articles: [{ article: c, keys: [] }] })
    const one = url('a.example', 1)
    const two = url('a.example', 2)
    await pictures.survey(
      [
        { number: a.number, uses: [{ url: one }, { url: two }], over: [] },
        { number: b.number, uses: [{ url: one }], over: [] },
        { number: c.number, uses: [{ url: one }], over: [] },
      ],
      100,
    )
    assert.deepEqual(await pictures.blocked(), [])
    const lost = { host: 'a.example', state: 'missing', tries: 1 } as const
    await pictures.put({
      addresses: [
        { ...lost, url: one, why: 'blocked', said: 'the server answered 403' },
        { ...lost, url: two, why: 'not-found', said: 'not found (404)' },
      ],
    })
    const said = 'the server answered 403'
    assert.deepEqual(await pictures.blocked(), [
      { source: 'bbc', said, count: 1 },
      { source: 'voa', said, count: 1 },
    ])
    await store.close()
  })

  test(`${name}: pictures that look alike are found, the nearest first`, async () => {
    const store = await open()
    const { pictures } = store
    const all = [
      kept(1, 'ffff000000000000'),
      kept(2, 'ffff000000000001'),
      kept(3, 'ffff0000000000ff'),
      kept(4, '00000000ffffffff'),
    ]
    await pictures.put({ pictures: all })
    const near = await pictures.alike('ffff000000000001', 10)
    assert.deepEqual(
      near.map(({ digest }) => Number(digest)),
      [2, 1, 3],
    )
    assert.deepEqual(
      (await pictures.each(all[1]!.digest, 1)).map(({ digest }) => Number(digest)),
      [3],
    )
    assert.deepEqual(
      (await pictures.kept([all[3]!.digest, 'x', all[0]!.digest])).map(({ digest }) => Number(digest)),
      [4, 1],
    )
    await store.close()
  })

  test(`${name}: an article that learns of its pictures needs no new words, and what is forgotten is unknown`, async () => {
    const store = await withArticles(open, 1)
    const { pictures } = store
    const article = sampleArticle(1)
    await store.indexed([article.number])
    await pictures.survey([{ number: article.number, uses: [{ url: url('a.example', 1) }], over: [] }], 1)
    const shown = [
      { url: url('a.example', 1), digest: kept(1, '').digest, type: 'image/jpeg', width: 1, height: 1 },
    ]
    assert.equal(await pictures.illustratedAt(), undefined)
    await pictures.illustrated([{ ...article, pictures: shown }], [article.path], 700)
    assert.equal(await pictures.illustratedAt(), 700)
    assert.deepEqual((await store.byNumbers([article.number]))[0]?.pictures, shown)
    assert.deepEqual(await store.unindexed(0, 10), [])
    assert.deepEqual(await pictures.unsurveyed(10), [])
    await pictures.put({ pictures: [kept(1, 'ffff000000000000')], addresses: [at(url('a.example', 1))] })
    await pictures.forget([kept(1, '').digest], [url('a.example', 1)])
    assert.equal((await pictures.totals()).kept, 0)
    assert.equal((await pictures.at([url('a.example', 1)])).size, 0)
    assert.deepEqual(await pictures.showing([url('a.example', 1)]), [])
    await store.close()
  })
}
