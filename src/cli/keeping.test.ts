import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Source } from '../model/source.ts'
import { progressOf } from './keeping.ts'

const source = (id: string, paused = false): Source => ({
  id,
  url: `https://${id}.example/feed`,
  categories: [],
  paused,
  fulltext: 'auto',
})

test('a round of all sources is as far as sources have been asked since it began', () => {
  const sources = ['voa', 'rfa', 'bbc', 'gone', 'dead', 'new']
    .map(id => source(id))
    .concat(source('rest', true))
  const of = (id: string, lastTry: number, stopped = false) =>
    [id, { id, lastTry, failures: 0, stopped }] as const
  const status = new Map([
    of('voa', 100),
    of('rfa', 120),
    of('bbc', 99),
    of('gone', 110, true),
    of('dead', 50, true),
    of('rest', 90),
  ])
  const progress = (which: readonly string[] | 'all' | 'due', due: string[] = []) =>
    progressOf({ since: 100, which }, sources, status, new Set(due))
  assert.deepEqual(progress('all'), { since: 100, asked: 3, of: 5 }, 'without the paused and the stopped')
  assert.deepEqual(progress(['rfa', 'bbc']), { since: 100, asked: 1, of: 2 })
  assert.deepEqual(progress('due', ['bbc', 'new']), { since: 100, asked: 3, of: 5 })
})
