import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type pg from 'pg'
import { type PostgresServer, postgresServer, rowsOf } from '../../../tests/postgres.ts'
import type { Lease } from '../../model/frontier.ts'
import { frontierContract } from '../contracts/frontier.ts'
import { indexContract } from '../contracts/index.ts'
import { pictureContract } from '../contracts/pictures.ts'
import { sampleArticle } from '../contracts/sample.ts'
import { storeContract } from '../contracts/store.ts'
import { type PostgresAddress, readAddress } from './address.ts'
import { postgresFrontier, scheduleSchema } from './frontier.ts'
import { postgresIndex } from './index.ts'
import { migrate } from './migrate.ts'
import { CATALOGUE, SCHEDULE } from './migrations.ts'
import { postgresPen } from './pen.ts'
import { freshSchema, putInPlace } from './schemas.ts'
import { postgresStore } from './store.ts'

test('an address without a schema is for the one called stet, and is named without its password', () => {
  assert.deepEqual(readAddress('postgres://li:geheim@db.example:5433/news'), {
    url: 'postgres://li:geheim@db.example:5433/news',
    schema: 'stet',
    name: 'db.example:5433/news',
  })
  assert.equal(readAddress('postgresql://db.example/news?schema=zwei').name, 'db.example/news, schema zwei')
})

test('what is no address of a database is refused without repeating it', () => {
  for (const text of ['mysql://li:geheim@x/y', 'postgres://li:geheim@x', 'li:geheim', 'postgres://'])
    assert.throws(
      () => readAddress(text),
      (error: Error & { code: string }) => error.code === 'config' && !error.message.includes('geheim'),
    )
  assert.throws(() => readAddress('postgres://x/y?schema=A"B'), { code: 'config', message: /schema/ })
})

test('a server that does not answer is named, and its password is not', async () => {
  const address = readAddress('postgres://li:geheim@127.0.0.1:1/news')
  await assert.rejects(postgresStore(address), (error: Error & { code: string }) => {
    assert.equal(error.code, 'unavailable')
    assert.match(error.message, /127\.0\.0\.1:1\/news does not answer .*STET_STORE/)
    assert.doesNotMatch(error.message, /geheim/)
    return true
  })
})

const server = await postgresServer()
if (typeof server === 'string') test('the contracts on PostgreSQL', { skip: server }, () => {})
else suites(server)

function suites(server: PostgresServer): void {
  after(() => server.end())
  const fresh = (): PostgresAddress => readAddress(server.store())

  storeContract('PostgreSQL', () => postgresStore(fresh()))
  pictureContract('PostgreSQL', () => postgresStore(fresh()))
  indexContract('PostgreSQL', async () => {
    const address = fresh()
    await (await postgresStore(address)).close()
    return postgresIndex(address)
  })
  frontierContract('PostgreSQL', () => postgresFrontier(fresh()))

  const ask = <Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]> =>
    rowsOf<Row>(server, text, values)

  /** Cuts every connection but its own. */
  const cut = () =>
    ask(
      'select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1 and datname = current_database()',
      ['stet'],
    )

  test('a schema of the version before is brought up while that version goes on with it', async () => {
    const address = fresh()
    const schema = scheduleSchema(address)
    const before = SCHEDULE.slice(0, 1)
    await migrate(address, schema, before)
    // As that version made it: without the column that says what older ones may do.
    await ask(`alter table ${schema}.migrations drop column additive`)
    await ask(
      `insert into ${schema}.sources_hosts (host, owner, epoch, until, ready) values ('a.example', 'old', 7, 99, 99)`,
    )
    await ask(
      `insert into ${schema}.sources_tasks (id, host, due, state) values ('source:a', 'a.example', 1, '{}')`,
    )
    const frontier = await postgresFrontier(address)
    const held: Lease = { host: 'a.example', epoch: 7, until: 99, tasks: [] }
    assert.equal(
      await frontier.complete(held, [{ id: 'source:a', due: 5, state: {} }]),
      true,
      'its lease holds',
    )
    await frontier.close()
    await migrate(address, schema, before)
    const steps = await ask(`select n, additive from ${schema}.migrations order by n`)
    assert.deepEqual(
      steps,
      SCHEDULE.map(({ additive }, i) => ({ n: i + 1, additive })),
    )
  })

  test('a newer schema that only adds is gone on with, and what it adds is left alone', async () => {
    const address = fresh()
    const schema = scheduleSchema(address)
    await (await postgresFrontier(address)).close()
    await ask(
      `insert into ${schema}.migrations (n, name, digest, additive) values (90, 'more', 'x', true), (91, 'and more', 'y', true)`,
    )
    await ask(`alter table ${schema}.sources_tasks add column priority integer not null default 3`)
    await ask(`alter table ${schema}.sources_hosts add column region text default 'here'`)
    const frontier = await postgresFrontier(address)
    await frontier.add([{ id: 'source:a', host: 'a.example', due: 1, state: { ofNewer: [1] } }])
    await ask(`update ${schema}.sources_tasks set priority = 9`)
    const [lease] = await frontier.claim({ owner: 'old', now: 2, hold: 100, hosts: 1, tasks: 9 })
    assert.deepEqual(lease?.tasks[0]?.state, { ofNewer: [1] })
    await frontier.complete(lease, [{ id: 'source:a', due: 50, state: lease.tasks[0].state }])
    await frontier.release(lease)
    await frontier.close()
    assert.deepEqual(await ask(`select due, state, priority from ${schema}.sources_tasks`), [
      { due: '50', state: '{"ofNewer":[1]}', priority: 9 },
    ])
    await ask(`update ${schema}.migrations set additive = false where n = 91`)
    await assert.rejects(postgresFrontier(address), { code: 'unreadable', message: /"and more".*update it/ })
  })

  test('a migration that was changed, or that this stet does not know, is refused in words', async () => {
    const address = fresh()
    await (await postgresStore(address)).close()
    await ask(`insert into ${address.schema}.migrations (n, name, digest) values (99, 'the future', 'x')`)
    await assert.rejects(postgresStore(address), { code: 'unreadable', message: /newer stet .*the future/ })
    await ask(`delete from ${address.schema}.migrations where n = 99`)
    await ask(`update ${address.schema}.migrations set digest = 'other' where n = 1`)
    await assert.rejects(postgresStore(address), {
      code: 'unreadable',
      message: /migration 1 .* is not the one this stet knows.*drop schema/,
    })
  })

  test('many that open a new catalogue at the same moment make it once', async () => {
    const address = fresh()
    const stores = await Promise.all(Array.from({ length: 6 }, () => postgresStore(address)))
    const applied = await ask(`select n from ${address.schema}.migrations`)
    assert.equal(applied.length, CATALOGUE.length)
    await Promise.all(stores.map(store => store.close()))
  })

  test('articles and earlier states lie in the month they came in; impossible months share a place', async () => {
    const address = fresh()
    const store = await postgresStore(address)
    const came = (at: number, n: number) => sampleArticle(n, { number: at * 1000, taken: at })
    const [april, may] = [Date.UTC(2021, 3, 30, 23), Date.UTC(2021, 4, 1)]
    const articles = [came(april, 1), came(may, 2), came(Date.UTC(2251, 0), 3)]
    const state = { article: articles[0]!.id, n: 1, digest: 'd', title: 't', path: '_revisions/x/1-d.md' }
    await store.apply({
      articles: articles.map(article => ({ article, keys: [] })),
      revisions: [
        { ...state, taken: april },
        { ...state, n: 2, taken: -1 },
      ],
    })
    const rows = await ask<{ part: string; n: string }>(
      `select tableoid::regclass::text as part, count(*) as n from ${address.schema}.articles group by 1
       union all select tableoid::regclass::text, count(*) from ${address.schema}.revisions group by 1 order by 1`,
    )
    assert.deepEqual(
      rows.map(({ part }) => part.split('.')[1]),
      ['articles_2021_04', 'articles_2021_05', 'articles_rest', 'revisions_2021_04', 'revisions_rest'],
    )
    assert.equal((await store.find({ order: 'newest' })).length, 3)
    await store.close()
  })

  test('titles, tags and addresses of any length and with any character are kept and found', async () => {
    const store = await postgresStore(fresh())
    const tag = '很长的标签'.repeat(400)
    const author = `${'作者'.repeat(900)}\0`
    await store.apply({ articles: [{ article: sampleArticle(1, { tags: [tag], author }), keys: [] }] })
    assert.equal(await store.count({ axis: 'tag', value: tag }), 1)
    assert.equal(await store.count({ axis: 'tag', value: `${tag}长` }), 0)
    assert.equal(await store.count({ axis: 'author', value: author }), 1)
    assert.equal((await store.byNumbers([1]))[0]?.author, author)
    const url = `https://x.example/${Array.from({ length: 900 }, (_, i) => `${i * 7919}-`).join('')}`
    const one = { url, host: 'x.example', state: 'wanted' as const, tries: 0, due: 5 }
    await store.pictures.put({ addresses: [one] })
    await store.pictures.put({ addresses: [{ ...one, tries: 1 }] })
    assert.deepEqual([...(await store.pictures.at([url])).values()], [{ ...one, tries: 1 }])
    await store.close()
  })

  test('connections are cut again and again, and no batch is lost', async () => {
    const address = fresh()
    const [store, frontier] = [await postgresStore(address), await postgresFrontier(address)]
    let isOver = false
    let made = 0
    let cuts = 0
    const cutting = (async () => {
      // At any moment of the work, but not again before something got through: a busy machine takes long to connect.
      for (let before = -1; !isOver; ) {
        if (made > before) {
          before = made
          await cut()
          cuts++
        }
        await new Promise(resolve => setTimeout(resolve, (cuts % 7) * 5))
      }
    })()
    try {
      for (let n = 1; n <= 60; n++) {
        await store.apply({ articles: [{ article: sampleArticle(n), keys: [`url:${n}`] }] })
        made++
        await frontier.add([{ id: `t${n}`, host: `h${n % 5}`, due: n, state: {} }])
        made++
      }
    } finally {
      isOver = true
      await cutting
    }
    assert.ok(cuts >= 10, `${cuts} cuts`)
    assert.equal(await store.count({}), 60)
    assert.equal((await frontier.tasks()).length, 60)
    await Promise.all([store.close(), frontier.close()])
  })

  test('of many who claim at once each host has one, and late results change nothing', async () => {
    const address = fresh()
    const workers = await Promise.all(Array.from({ length: 6 }, () => postgresFrontier(address)))
    await workers[0]!.add(
      Array.from({ length: 600 }, (_, n) => ({ id: `t${n}`, host: `h${n % 200}`, due: n, state: {} })),
    )
    const owners = new Map<string, number>()
    const done: string[] = []
    await Promise.all(
      workers.map(async (frontier, me) => {
        const claim = { owner: `w${me}`, now: 1000, hold: 500, hosts: 7, tasks: 2 }
        for (;;) {
          const leases = await frontier.claim(claim)
          if (leases.length === 0) return
          for (const { host } of leases) {
            assert.ok(!owners.has(host), `${host} is claimed by ${owners.get(host)} and ${me}`)
            owners.set(host, me)
          }
          await Promise.all(
            leases.map(async lease => {
              const results = lease.tasks.map(({ id }) => ({ id, due: 9000, state: {} }))
              assert.equal(await frontier.complete(lease, results), true)
              done.push(...results.map(({ id }) => id))
              owners.delete(lease.host)
              await frontier.release(lease)
              assert.equal(await frontier.extend(lease, 2000), false)
            }),
          )
        }
      }),
    )
    assert.equal(done.length, 600)
    assert.equal(new Set(done).size, 600)
    assert.equal(await workers[0]!.nextDue(), 9000)
    await Promise.all(workers.map(frontier => frontier.close()))
  })

  test('a lease outlives a server that is started again', {
    skip: server.restart ? false : 'STET_TEST_POSTGRES is not ours to stop',
  }, async () => {
    const frontier = await postgresFrontier(fresh())
    await frontier.add([{ id: 'a', host: 'a', due: 0, state: {} }])
    const [lease] = (await frontier.claim({ owner: 'w', now: 1, hold: 100, hosts: 1, tasks: 1 })) as [Lease]
    await server.restart!()
    assert.equal(await frontier.extend(lease, 200), true)
    assert.deepEqual(await frontier.claim({ owner: 'v', now: 150, hold: 1, hosts: 1, tasks: 1 }), [])
    await frontier.close()
  })

  test('a catalogue made anew takes the place of the one in use, the schedule stays', async () => {
    const address = fresh()
    const [store, frontier] = [await postgresStore(address), await postgresFrontier(address)]
    await store.apply({ articles: [{ article: sampleArticle(1), keys: [] }] })
    await frontier.add([{ id: 'a', host: 'a', due: 0, state: {} }])
    const before = await store.version()
    const schema = await freshSchema(address)
    const filled = await postgresStore(address, schema)
    await filled.apply({ articles: [1, 2].map(n => ({ article: sampleArticle(n), keys: [] })) })
    await filled.close()
    assert.equal(await store.count({}), 1)
    await putInPlace(address, schema)
    assert.equal(await store.count({}), 2)
    assert.notEqual(await store.version(), before)
    assert.equal((await frontier.tasks()).length, 1)
    const left = await ask<{ name: string }>(
      'select nspname as name from pg_namespace where starts_with(nspname, $1)',
      [`${address.schema}_`],
    )
    assert.deepEqual(
      left.map(({ name }) => name),
      [scheduleSchema(address)],
    )
    await Promise.all([store.close(), frontier.close()])
  })

  test('the pen has one holder; who waits has it next, and is told after whom when that one died', async () => {
    const address = fresh()
    const rules = { lent: 600, margin: 200 }
    const [a, b] = await Promise.all(['a', 'b'].map(name => postgresPen(address, name, rules)))
    const first = await a!.take(0)
    assert.equal(first.after, undefined)
    await assert.rejects(b!.take(50), {
      code: 'locked',
      message: /another stet is writing .*\(a, by PostgreSQL/,
    })
    const next = b!.take(5000)
    await first.release()
    const second = await next
    assert.equal(second.after, undefined)
    await second.release()
    // It is lent on while it is in hand, and kept for the rest of its time by one who dies.
    const long = await a!.take(0, 'log/2021-04-14.ndjson')
    await assert.rejects(b!.take(1500), { code: 'locked' })
    long.must()
    await ask(`update ${scheduleSchema(address)}.pen set until = clock_timestamp() - interval '1 s'`)
    const heir = await b!.take(0)
    assert.deepEqual(heir.after, { holder: 'a', adding: 'log/2021-04-14.ndjson' })
    await new Promise(resolve => setTimeout(resolve, 700))
    assert.throws(() => long.must(), { code: 'locked' })
    heir.must()
    await long.release()
    heir.must()
    await heir.release()
    await Promise.all([a!.close(), b!.close()])
  })

  test('what belongs to a pen that is another’s by now changes nothing', async () => {
    const address = fresh()
    const pen = await postgresPen(address, 'a')
    const held = await pen.take(0)
    const store = await postgresStore(address, address.schema, () => held)
    await store.apply({ articles: [{ article: sampleArticle(1), keys: [] }] })
    await held.release()
    const other = await pen.take(0)
    await assert.rejects(store.apply({ articles: [{ article: sampleArticle(2), keys: [] }] }), {
      code: 'locked',
    })
    assert.equal(await store.count({}), 1)
    await other.release()
    await Promise.all([pen.close(), store.close()])
  })

  test('tasks that workers died with are handed out one at a time, and counted', async () => {
    const frontier = await postgresFrontier(fresh())
    await frontier.add(['a', 'b', 'c'].map((id, due) => ({ id, host: 'h', due, state: {} })))
    const claim = async (now: number) => {
      const [lease] = await frontier.claim({ owner: 'w', now, hold: 10, hosts: 1, tasks: 10 })
      return lease!
    }
    const ids = ({ tasks }: Lease) => tasks.map(({ id, deaths }) => [id, deaths])
    assert.equal((await claim(100)).tasks.length, 3)
    assert.deepEqual(ids(await claim(200)), [['a', 1]])
    const survivor = await claim(300)
    assert.deepEqual(ids(survivor), [['a', 2]])
    await frontier.complete(survivor, [{ id: 'a', due: 900, state: {} }])
    await frontier.release(survivor)
    assert.deepEqual(ids(await claim(400)), [
      ['b', undefined],
      ['c', undefined],
    ])
    for (let deaths = 1; deaths <= 6; deaths++)
      assert.deepEqual(ids(await claim(400 + deaths * 100)), [['b', deaths]])
    await frontier.setDeaths('b', 0)
    assert.deepEqual(ids(await claim(1100)), [['b', 1]])
    await frontier.close()
  })

  test('a host without tasks can be leased too, by one at a time', async () => {
    const frontier = await postgresFrontier(fresh())
    const own = (owner: string, now: number) => frontier.own('pictures.example', { owner, now, hold: 50 })
    const lease = await own('a', 100)
    assert.equal(await own('b', 120), undefined)
    assert.ok(lease && (await frontier.extend(lease, 200)))
    assert.equal(await own('b', 170), undefined)
    await frontier.release(lease)
    assert.ok(await own('b', 170))
    assert.deepEqual(await frontier.owners(180), [{ name: 'b', hosts: 1 }])
    assert.deepEqual(await frontier.owners(300), [])
    assert.equal(await frontier.nextDue(), undefined)
    await frontier.close()
  })

  test('who waits for work is woken when somebody hurries, also after the connection was lost', async () => {
    const address = fresh()
    const [frontier, other] = await Promise.all([postgresFrontier(address), postgresFrontier(address)])
    await frontier.add([{ id: 'a', host: 'h', due: 9000, state: {} }])
    let calls = 0
    const end = frontier.listen(() => calls++)
    const isCalled = async () => {
      const before = calls
      for (let tries = 0; calls === before; tries++) {
        assert.ok(tries < 50, 'nobody was woken')
        await other.hurry(['a'], 100)
        await new Promise(resolve => setTimeout(resolve, 100))
      }
    }
    await isCalled()
    assert.equal(await frontier.nextReady(), 100)
    await cut()
    await isCalled()
    end()
    await Promise.all([frontier.close(), other.close()])
  })
}
