// Workers of two versions at once: what a newer one has added is gone on with and left alone, or the older one stops and
// says why.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { type PostgresServer, postgresServer, rowsOf } from '../postgres.ts'
import { newFolder, publisher, REPOSITORY, rss, stet } from './world.ts'

const server = await postgresServer()
if (typeof server === 'string') test('stories of two versions at once', { skip: server }, () => {})
else stories(server)

const story = (n: number) => ({
  title: `第 ${n} 条`,
  path: `/2021/${n}.html`,
  html: `<p>第 ${n} 条新闻。</p>`,
})

function stories(server: PostgresServer): void {
  after(() => server.end())

  const ask = (text: string, values?: unknown[]) => rowsOf(server, text, values)

  async function archive() {
    const outlet = await publisher()
    outlet.pages.set('/feed', { body: rss(outlet.origin, '某报', [story(1)]) })
    const root = join(newFolder(), 'archive')
    await stet(['init', root])
    const file = join(root, 'stet.yml')
    const sources = `sources:\n  - { id: paper, url: "${outlet.origin}/feed", interval: 10s }`
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^sources:.*$/m, sources))
    const store = server.store()
    const schema = new URL(store).searchParams.get('schema')!
    const env = {
      STET_ALLOW_PRIVATE: outlet.host,
      STET_STORE: store,
      STET_POLL_INTERVAL: '10s',
      STET_POLL_LONGEST: '10s',
    }
    const run = (...args: string[]) => stet(['-C', root, ...args], { env })
    assert.equal((await run('worker', '--once')).code, 0)
    return { outlet, root, run, env, schema, schedule: `${schema}_schedule` }
  }

  test('a worker goes on beside a newer one that has added columns, fields, kinds of tasks and of jobs', async () => {
    const { outlet, run, schema, schedule } = await archive()
    for (const [n, name] of [
      [90, schedule],
      [90, schema],
    ])
      await ask(
        `insert into ${name}.migrations (n, name, digest, additive) values ($1, 'what is to come', 'x', true)`,
        [n],
      )
    await ask(`alter table ${schedule}.sources_tasks add column priority integer not null default 3`)
    await ask(`alter table ${schedule}.pen add column room text default 'all'`)
    await ask(`alter table ${schema}.articles add column mood text not null default 'calm'`)
    await ask(
      `update ${schedule}.sources_tasks set priority = 9, due = 0,
         state = (state::jsonb || '{"ofNewer": {"weight": 2}}')::text where id = 'source:paper'`,
    )
    await ask(
      `insert into ${schedule}.sources_hosts (host, ready) values ('film.example', 0) on conflict do nothing`,
    )
    await ask(
      `insert into ${schedule}.sources_tasks (id, host, due, state) values ('film:1', 'film.example', 0, '{"reel": 4}')`,
    )
    await ask(`update ${schedule}.sources_hosts set ready = 0`)
    assert.equal((await run('build', '--queue')).code, 0)
    await ask(`update ${schema}_jobs.job set data = data || '{"colour": "red"}' where name = 'build'`)

    outlet.pages.set('/feed', { body: rss(outlet.origin, '某报', [story(1), story(2)]) })
    const worked = await run('worker', '--once')
    assert.equal(worked.code, 0, worked.err)
    assert.match(worked.out, /polled: 1 new/)
    assert.match((await run('jobs')).out, /stet build was done/)
    const tasks = await ask(`select id, state, priority from ${schedule}.sources_tasks
       where id not like 'page:%' order by id`)
    assert.deepEqual(
      tasks.map(({ id, priority }) => [id, priority]),
      [
        ['film:1', 3],
        ['source:paper', 9],
      ],
    )
    assert.deepEqual(
      JSON.parse(tasks[0]!.state as string),
      { reel: 4 },
      'left as it was, for one who knows it',
    )
    assert.deepEqual(JSON.parse(tasks[1]!.state as string).ofNewer, { weight: 2 })
    assert.deepEqual(await ask(`select distinct mood from ${schema}.articles`), [{ mood: 'calm' }])
    assert.match((await run('status')).out, /^3 articles|^2 articles/m)
  })

  test('a worker at work stops, and says why, when a newer one has changed what it stands on', async () => {
    const { root, env, schedule, run } = await archive()
    const child = spawn(process.execPath, [join(REPOSITORY, 'src/cli/main.ts'), '-C', root, 'worker'], {
      env: { ...process.env, LC_ALL: 'C.UTF-8', STET_POLL_PAUSE: '0ms', STET_LOOKS_AFTER: 'never', ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    after(() => child.kill('SIGKILL'))
    let said = ''
    child.stderr.setEncoding('utf8').on('data', part => {
      said += part
    })
    const code = new Promise(resolve => child.once('exit', resolve))
    await wait(4000)
    assert.equal(child.exitCode, null, said)
    await ask(`insert into ${schedule}.migrations (n, name, digest) values (90, 'hosts by region', 'x')`)
    assert.equal(await code, 1)
    assert.match(said, /was made by a newer stet \(migration 90, "hosts by region"\).*update it/)
    assert.equal((await run('poll')).code, 1)
    await ask(`delete from ${schedule}.migrations where n = 90`)
    assert.equal((await run('worker', '--once')).code, 0, 'and nothing was spoilt by it')
  })
}
