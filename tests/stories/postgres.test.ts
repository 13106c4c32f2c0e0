// An archive whose catalogue, words and schedule are in PostgreSQL: the same commands, the same files, the same site.
import assert from 'node:assert/strict'
import { appendFileSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import pg from 'pg'
import { type PostgresServer, postgresServer } from '../postgres.ts'
import { archiveFor, filesIn, type Publisher, publisher, rss, running, type Story } from './world.ts'

const server = await postgresServer()
if (typeof server === 'string') test('stories of an archive in PostgreSQL', { skip: server }, () => {})
else stories(server)

const TEXT = '外交部发言人在例行记者会上回答了关于气候会谈的提问。'

const story = (n: number, version = ''): Story => ({
  title: `第${n}条新闻 climate talks ${n}`,
  path: `/a/2021/${n}.html`,
  html: `<p>${version}${TEXT.repeat(20)}</p><p>Number ${n} of <b>many</b>.</p>`,
  date: new Date(Date.UTC(2021, n % 12, 1 + (n % 27), n % 24)).toUTCString(),
})

const range = (from: number, until: number): number[] =>
  Array.from({ length: until - from }, (_, i) => from + i)

/** Two feeds of one outlet, as they are in an edition: later ones bring articles and change old ones. */
function publish(outlet: Publisher, edition: number): void {
  const news = range(0, 20 + 5 * edition).map(n => story(n, n % 7 < edition ? `第${edition}版。` : ''))
  const culture = range(100, 110 + edition).map(n => story(n))
  // Captures hold what came over the wire: also when the outlet says it was.
  const headers = { date: 'Wed, 01 Dec 2021 12:00:00 GMT' }
  outlet.pages.set('/news', { headers, body: rss(outlet.origin, '某报', news) })
  outlet.pages.set('/culture', { headers, body: rss(outlet.origin, '某报文化', culture) })
}

const QUERIES = [
  ['气候会谈'],
  ['氣候會談'],
  ['climate', '第3条'],
  ['"climate talks 7"'],
  ['"talks climate"'],
  ['会'],
  ['言人在例'],
  ['第2版'],
  ['气候', 'source:culture'],
  ['气候', 'after:2021-03-01', 'before:2021-06-01'],
]

/** The life of an archive: followed, polled on three days, built, searched. */
async function life(outlet: Publisher, extra: Readonly<Record<string, string>>) {
  const { root, run } = await archiveFor(outlet, extra)
  const good = async (args: readonly string[], day = 1) => {
    const ran = await run(args, { env: { STET_NOW: `2021-12-0${day}T12:00:00Z` } })
    assert.equal(ran.code, 0, `${args.join(' ')}: ${ran.err}${ran.out}`)
    return ran.out
  }
  publish(outlet, 0)
  await good(['add', `${outlet.origin}/news`, '--id', 'news'])
  await good(['add', `${outlet.origin}/culture`, '--id', 'culture'])
  for (const day of [2, 3]) {
    publish(outlet, day - 1)
    // One after the other: which of two feeds answers first is chance, and the journal keeps the order.
    for (const id of ['news', 'culture']) await good(['poll', id, '--all'], day)
  }
  await good(['build'], 3)
  const answers = async (): Promise<string[]> =>
    Promise.all(QUERIES.map(words => good(['search', '--json', '--limit', '50', ...words], 3)))
  return { root, run, good, answers }
}

function stories(server: PostgresServer): void {
  after(() => server.end())

  test('files, site and answers are the same, whether the catalogue is a file or in PostgreSQL', async () => {
    const outlet = await publisher()
    const store = server.store()
    const embedded = await life(outlet, {})
    const postgres = await life(outlet, { STET_STORE: store })
    const expected = filesIn(embedded.root)
    const found = filesIn(postgres.root)
    assert.deepEqual([...found.keys()].sort(), [...expected.keys()].sort())
    for (const [path, bytes] of expected) assert.equal(found.get(path), bytes, path)
    assert.ok([...found.keys()].filter(path => path.startsWith('_posts/')).length >= 40)
    assert.ok([...found.keys()].some(path => path.startsWith('_revisions/')))
    const answers = await embedded.answers()
    assert.deepEqual(await postgres.answers(), answers)
    assert.ok(answers.filter(answer => answer !== '').length >= 8)

    // Made again from the files, it answers the same; the build finds nothing to write.
    assert.match(await postgres.good(['rebuild'], 3), /^\d+ articles\.$/m)
    assert.deepEqual(await postgres.answers(), answers)
    await postgres.good(['build'], 3)
    assert.deepEqual(filesIn(postgres.root), found)

    const status = await postgres.run(['status'], { env: { STET_NOW: '2021-12-03T12:00:00Z' } })
    assert.match(status.out, /Catalogue, words and schedule are in PostgreSQL at 127\.0\.0\.1:\d+\/postgres/)
    assert.doesNotMatch(status.out + status.err, /secret/)
    assert.match(await postgres.good(['doctor'], 3), /All is well/)
  })

  test('catalogue, words and schedule move to PostgreSQL and back, and nothing is asked anew', async () => {
    const outlet = await publisher()
    const { root, good, run, answers } = await life(outlet, {})
    const before = filesIn(root)
    const said = await answers()
    const store = server.store()
    assert.match(
      await good(['migrate', '--to', store, '--dry-run'], 3),
      /^To be made and copied in .+: 4\d articles/,
    )
    const client = new pg.Client(server.url)
    await client.connect()
    const made = await client.query('select nspname from pg_namespace where nspname like $1', [
      `${new URL(store).searchParams.get('schema')}%`,
    ])
    await client.end()
    assert.deepEqual(made.rows, [], 'a dry run makes nothing')
    assert.match(await good(['migrate', '--to', store, '--switch'], 3), /each article was compared/)
    const file = readFileSync(join(root, 'stet.yml'), 'utf8')
    assert.match(file, /^store: postgres:/m)
    assert.doesNotMatch(file, /secret/, 'no password is written down')
    const there = { STET_STORE: store, STET_NOW: '2021-12-03T12:10:00Z' }
    const asked = outlet.requests.length
    assert.equal((await run(['poll', '--once'], { env: there })).code, 0)
    assert.equal(outlet.requests.length, asked, 'the schedule came along: nothing is due')
    const found = await Promise.all(
      QUERIES.map(
        async words => (await run(['search', '--json', '--limit', '50', ...words], { env: there })).out,
      ),
    )
    assert.deepEqual(found, said)

    const again = await run(['migrate', '--to', store], { env: there })
    assert.match(again.err, /are in PostgreSQL at .+ already/)
    const back = await run(['migrate', '--to', 'embedded', '--switch'], { env: there })
    assert.equal(back.code, 0, back.err)
    assert.match(back.err, /STET_STORE stands before the file/)
    assert.deepEqual(await answers(), said)
    const after = filesIn(root)
    after.set('stet.yml', before.get('stet.yml')!)
    assert.deepEqual([...after.keys()].sort(), [...before.keys()].sort())
    for (const [path, bytes] of before) assert.equal(after.get(path), bytes, path)

    const other = await archiveFor(outlet)
    const refused = await other.run(['migrate', '--to', store])
    assert.match(refused.err, /another archive’s catalogue/)
    assert.equal(refused.code, 2)
  })

  test('a server answers from PostgreSQL, while the catalogue is made anew beside it', async () => {
    const outlet = await publisher()
    const { root, run, good } = await life(outlet, {})
    // An archive that goes over to PostgreSQL is read into it by the first command.
    appendFileSync(join(root, 'stet.yml'), `\nstore: "${server.store()}"\n`)
    const site = await running(['-C', root, 'serve', '--port', '0'], {
      env: { STET_ALLOW_PRIVATE: outlet.host },
    })
    const found = async (): Promise<number> => {
      const answer = await fetch(`${site.url}api/search?q=${encodeURIComponent('气候会谈')}`)
      return ((await answer.json()) as { total: number }).total
    }
    assert.equal(await found(), 42)
    rmSync(join(root, '.stet/index.db'))
    publish(outlet, 3)
    await good(['poll', '--all'], 4)
    assert.equal(await found(), 48)
    await good(['rebuild'], 4)
    assert.equal(await found(), 48)
    assert.match(await (await fetch(site.url)).text(), /第34条新闻/)
    const ran = await site.end()
    assert.equal(ran.code, 0, ran.err)
    assert.equal((await run(['doctor'])).out, 'All is well.\n')
  })

  test('a wrong store is said in words, without its password', async () => {
    const outlet = await publisher()
    const { run } = await archiveFor(outlet)
    const wrong = async (store: string) => {
      const { code, out, err } = await run(['status'], { env: { STET_STORE: store } })
      assert.doesNotMatch(out + err, /geheim|mistake in stet/)
      return [code, err]
    }
    assert.deepEqual(await wrong('mysql://li:geheim@x/y'), [
      3,
      'stet: store (STET_STORE) is no address of a PostgreSQL database; expected postgres://user:password@host:5432/database\n',
    ])
    const [code, err] = await wrong('postgres://li:geheim@127.0.0.1:1/y')
    assert.equal(code, 1)
    assert.match(String(err), /PostgreSQL at 127\.0\.0\.1:1\/y does not answer/)
    for (const args of [['worker'], ['poll', '--by-workers']]) {
      const refused = await run(args)
      assert.deepEqual([refused.code, /set store \(STET_STORE\) to postgres/.test(refused.err)], [3, true])
    }
    const [none, why] = await wrong(server.url.replace(/[^/]*$/, 'nowhere'))
    assert.equal(none, 3)
    assert.match(String(why), /has no such database/)
  })
}
