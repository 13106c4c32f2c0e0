// The seed: one article of 2021, and the feed item it came from.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { newFolder, REPOSITORY, stet } from './world.ts'

const SEED = join(REPOSITORY, 'tests/fixtures/seed')
const NAME = readdirSync(SEED).find(name => name.endsWith('.md'))!

test('the seed comes out as it went in, name and bytes, without a network', async () => {
  const folder = newFolder()
  const archive = join(folder, 'archive')
  for (const args of [
    ['init', archive],
    ['-C', archive, 'add', join(SEED, 'feed.xml')],
    ['-C', archive, 'poll', '--once', '--all'],
    ['-C', archive, 'export', '--format', 'seed', '-o', join(folder, 'out')],
  ]) {
    const { code, err } = await stet(args)
    assert.equal(code, 0, `${args.join(' ')}: ${err}`)
  }
  assert.deepEqual(readdirSync(join(folder, 'out')), [NAME])
  assert.equal(readFileSync(join(folder, 'out', NAME), 'utf8'), readFileSync(join(SEED, NAME), 'utf8'))
})

test('what is kept of the seed is clean: a figure with its caption, no proxy, no advertisement, whole sentences', async () => {
  const archive = join(newFolder(), 'archive')
  await stet(['init', archive])
  await stet(['-C', archive, 'add', join(SEED, 'feed.xml')])
  const { out } = await stet([
    '-C',
    archive,
    'show',
    '--html',
    'https://www.voachinese.com/a/us-climate-envoy-kerry-to-visit-china-20210413/5851976.html',
  ])
  assert.match(
    out,
    /^<figure>\n<img src="https:\/\/gdb\.voanews\.com\/38B9B086[^"]*"[^>]*>\n<figcaption>时任美国国务卿克里/,
  )
  assert.match(out, /不过这个机制在特朗普政府时期被终结。/)
  assert.doesNotMatch(out, /feedx|images\.weserv|style=|GMT/)
  assert.equal(out.match(/<p>/g)?.length, 21)
})

test('the same post comes out when the file is given on standard input', async () => {
  const folder = newFolder()
  const archive = join(folder, 'archive')
  await stet(['init', archive])
  const added = await stet(['-C', archive, 'add', '-', '--title', '美国之音'], {
    input: readFileSync(join(SEED, 'feed.xml')),
  })
  assert.match(added.out, /1 article/)
  await stet(['-C', archive, 'export', '--format', 'seed', '-o', join(folder, 'out')])
  assert.equal(readFileSync(join(folder, 'out', NAME), 'utf8'), readFileSync(join(SEED, NAME), 'utf8'))
})
