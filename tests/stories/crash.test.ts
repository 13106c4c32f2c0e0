// Accidents: a poll killed at any moment, again and again, loses nothing, doubles nothing, leaves nothing half-written.
import assert from 'node:assert/strict'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { check, edition, random, states } from './whole.ts'
import { filesIn, newFolder, publisher, rss, stet } from './world.ts'

const KILLS = Number(process.env.STET_TEST_KILLS ?? 200)
const LANES = 4

async function lane(name: string, seed: number, kills: number): Promise<number> {
  const outlet = await publisher()
  const root = join(newFolder(), 'archive')
  const run = (args: readonly string[], killAfter?: number) =>
    stet(['-C', root, ...args], {
      env: { STET_ALLOW_PRIVATE: outlet.host },
      ...(killAfter !== undefined && { killAfter }),
    })
  const publish = (n: number) => outlet.pages.set('/feed', { body: rss(outlet.origin, '某报', edition(n)) })
  await stet(['init', root])
  publish(0)
  await run(['add', `${outlet.origin}/feed`, '--id', 'paper'])
  publish(1)
  const started = performance.now()
  await run(['poll', '--all'])
  let usual = performance.now() - started
  const next = random(seed)
  let killed = 0
  for (let n = 2; n < kills + 2; n++) {
    publish(n)
    // From the middle of the start to just after the end.
    const began = performance.now()
    const { signal } = await run(['poll', '--all'], usual * (0.3 + next() * 0.8))
    if (signal === 'SIGKILL') killed++
    // The machine may have less to do than when the first poll was timed.
    else usual = (usual + performance.now() - began) / 2
  }
  const last = await run(['poll', '--all'])
  assert.equal(last.code, 0, `${name}: ${last.err}`)
  check(root, edition(kills + 1), name)
  const before = states(root)
  rmSync(join(root, '.stet'), { recursive: true })
  assert.match(
    (await run(['poll', '--all'])).out,
    /0 new\.$/m,
    `${name}: the catalogue made anew knows every article`,
  )
  assert.deepEqual(states(root), before)
  return killed
}

test(`a poll killed ${KILLS} times at random moments loses nothing and doubles nothing`, async context => {
  const seed = Number(process.env.STET_TEST_SEED ?? 1)
  context.diagnostic(`STET_TEST_SEED=${seed}`)
  const lanes = Array.from({ length: LANES }, (_, i) => lane(`lane ${i}`, seed + i, Math.ceil(KILLS / LANES)))
  const killed = (await Promise.all(lanes)).reduce((a, b) => a + b, 0)
  context.diagnostic(`${killed} polls were killed under way`)
  assert.ok(killed > KILLS / 4, `only ${killed} of ${KILLS} polls were killed before they ended`)
})

test('a first poll of hundreds of articles killed again and again ends with each of them once', async () => {
  const outlet = await publisher()
  const next = random(Number(process.env.STET_TEST_SEED ?? 1))
  const env = { STET_ALLOW_PRIVATE: outlet.host }
  outlet.pages.set('/feed', { body: rss(outlet.origin, '某报', edition(400)) })
  for (let round = 0; round < 5; round++) {
    const root = join(newFolder(), 'archive')
    await stet(['init', root])
    await stet(['-C', root, 'add', '--no-poll', `${outlet.origin}/feed`])
    for (let kill = 0; kill < 4; kill++)
      await stet(['-C', root, 'poll', '--all'], { env, killAfter: 250 + next() * 900 })
    const { code, err } = await stet(['-C', root, 'poll', '--all'], { env })
    assert.equal(code, 0, err)
    check(root, edition(400), `round ${round}`)
  }
})

test('two polls at once never write together: one waits or says who holds the archive', async () => {
  const outlet = await publisher()
  const root = join(newFolder(), 'archive')
  const run = (args: readonly string[]) =>
    stet(['-C', root, ...args], { env: { STET_ALLOW_PRIVATE: outlet.host } })
  await stet(['init', root])
  outlet.pages.set('/feed', { body: rss(outlet.origin, '某报', edition(100)) })
  await run(['add', '--no-poll', `${outlet.origin}/feed`])
  const all = await Promise.all([1, 2, 3, 4].map(() => run(['poll', '--all'])))
  for (const { code, err } of all)
    assert.ok(code === 0 || (code === 1 && /another stet is writing/.test(err)), err)
  assert.ok(all.some(({ code }) => code === 0))
  check(root, edition(100), 'together')
})

test('a post that another tool has cut is left as it is, named, and the news goes on', async () => {
  const outlet = await publisher()
  const root = join(newFolder(), 'archive')
  const run = (args: readonly string[]) =>
    stet(['-C', root, ...args], { env: { STET_ALLOW_PRIVATE: outlet.host } })
  await stet(['init', root])
  outlet.pages.set('/feed', { body: rss(outlet.origin, '某报', edition(0)) })
  await run(['add', `${outlet.origin}/feed`])
  const path = [...filesIn(root).keys()].find(name => name.startsWith('_posts/'))!
  const { truncateSync } = await import('node:fs')
  truncateSync(join(root, path), 300)
  const rebuilt = await run(['rebuild'])
  assert.match(rebuilt.err, /Left alone: _posts\/.*not a whole post/)
  outlet.pages.set('/feed', { body: rss(outlet.origin, '某报', edition(1)) })
  const polled = await run(['poll', '--all'])
  assert.equal(polled.code, 0, polled.err)
  assert.equal(readFileSync(join(root, path)).length, 300)
})
