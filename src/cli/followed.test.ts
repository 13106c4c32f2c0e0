// One feed is one source, however its address is spelt.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { sourceTask } from '../model/frontier.ts'
import { loadConfig } from './config.ts'
import { addSources, changeSource } from './edit.ts'
import { followed, followedTwice } from './followed.ts'

const root = mkdtempSync(join(tmpdir(), 'stet-followed-'))
after(() => rmSync(root, { recursive: true, force: true }))

function configOf(...sources: { id: string; url: string }[]) {
  writeFileSync(join(root, 'stet.yml'), JSON.stringify({ sources }))
  return loadConfig(root, undefined, {})
}

test('a feed is the same in every spelling of its address', () => {
  const { as } = followed([{ id: 'paper', url: 'https://paper.example/图/feed/?a=1&utm_source=x' }])
  for (const url of [
    'http://paper.example/图/feed?a=1',
    'https://PAPER.example:443/%e5%9b%be/feed/?a=1',
    'http://paper.example:80/%E5%9B%BE/feed?a=1&fbclid=2',
  ])
    assert.equal(as(url), 'paper', url)
  for (const url of ['https://paper.example/图/feed?a=2', 'https://paper.example/图/Feed?a=1', ''])
    assert.equal(as(url), undefined, url)
})

test('what is followed already is not added again: another spelling, another path to a file, twice at once', () => {
  const config = configOf(
    { id: 'paper', url: 'https://paper.example/feed' },
    { id: 'file', url: 'saved/feed.xml' },
  )
  const { added, there } = addSources(
    config,
    [
      'http://paper.example/feed/',
      './saved/../saved/feed.xml',
      join(root, 'saved/feed.xml'),
      'https://new.example/feed',
      'http://new.example/feed/',
      '-',
      '-',
    ].map(url => ({ url, name: url === '-' ? 'pipe' : 'new' })),
  )
  assert.deepEqual(
    added.map(({ id, url }) => [id, url]),
    [
      ['new', 'https://new.example/feed'],
      ['pipe', '-'],
      ['pipe-2', '-'],
    ],
  )
  assert.deepEqual(
    there.map(({ id }) => id),
    ['paper', 'file', 'file', 'new'],
  )
})

test('a source cannot be given the address of another, and stet.yml stays as it is', () => {
  const config = configOf(
    { id: 'a', url: 'https://paper.example/feed' },
    { id: 'b', url: 'https://other.example/feed' },
  )
  const before = readFileSync(config.file, 'utf8')
  assert.throws(() => changeSource(config, 'b', { url: 'http://paper.example/feed/' }), {
    code: 'usage',
    message: 'http://paper.example/feed/ is followed already, as a: one feed is one source.',
    reasons: [{ name: 'followed', values: { url: 'http://paper.example/feed/', id: 'a' } }],
  })
  assert.equal(readFileSync(config.file, 'utf8'), before)
  changeSource(config, 'a', { url: 'http://paper.example/feed/' })
  assert.match(readFileSync(config.file, 'utf8'), /http:\/\/paper\.example\/feed\//)
})

test('two sources of one feed are named, also when one of them has only moved there', () => {
  const config = configOf(
    { id: 'a', url: 'https://paper.example/feed' },
    { id: 'b', url: 'http://paper.example/feed/' },
    { id: 'old', url: 'https://old.example/feed' },
    { id: 'other', url: 'https://other.example/feed' },
    { id: 'idle', url: '' },
    { id: 'idle-2', url: '' },
  )
  const moved = { from: 'https://old.example/feed', at: 'https://paper.example/feed' }
  const task = { id: sourceTask('old'), host: 'old.example', due: 0, state: { moved } }
  assert.deepEqual(
    followedTwice(config, [task]).map(({ about, what }) => [about, what]),
    [
      [config.file, 'the sources a and b follow one feed, http://paper.example/feed/'],
      [config.file, 'the sources a and old follow one feed, https://paper.example/feed'],
    ],
  )
  assert.equal(followedTwice(config, []).length, 1)
  const file = pathToFileURL(join(root, 'feed.xml')).href
  assert.equal(followedTwice(configOf({ id: 'a', url: 'feed.xml' }, { id: 'b', url: file }), []).length, 1)
})
