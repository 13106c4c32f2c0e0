import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Entry, Feed, FeedKind } from '../model/entry.ts'
import { endsCut, wantsPages, yieldsLess } from './fulltext.ts'

const SENTENCE = '外交部发言人在例行记者会上回答了关于气候会谈的提问。'
const entry = (n: number, html: string, more: Partial<Entry> = {}): Entry => ({
  id: `${n}`,
  idFrom: 'id',
  url: `https://paper.example/2021/${n}.html`,
  title: `新闻 ${n}`,
  html,
  authors: [],
  tags: [],
  enclosures: [],
  extra: {},
  ...more,
})
const feed = (entries: readonly Entry[]): Feed => ({
  kind: 'rss',
  version: '2.0',
  title: '某报',
  description: '',
  hubs: [],
  authors: [],
  tags: [],
  rhythm: {},
  entries,
  repairs: [],
  cut: false,
  extra: {},
})
const wanted = (
  entries: readonly Entry[],
  fulltext: 'auto' | 'always' | 'never' = 'auto',
  better?: boolean,
) => entries.filter(wantsPages(feed(entries), { fulltext }, better)).map(({ id }) => id)

const WHOLE = `<p>${SENTENCE.repeat(12)}</p><p>${SENTENCE.repeat(30)}</p>`

test('pages are asked for where a feed mostly gives summaries, and not where it gives whole articles', () => {
  assert.deepEqual(wanted([1, 2, 3].map(n => entry(n, `<p>${SENTENCE}</p>`))), ['1', '2', '3'])
  assert.deepEqual(wanted([1, 2, 3].map(n => entry(n, WHOLE))), [])
})

test('a short article among whole ones is left alone; one that ends cut is not, nor is a whole one asked for', () => {
  const short = entry(3, `<p>${SENTENCE}</p>`)
  assert.deepEqual(wanted([entry(1, WHOLE), entry(2, WHOLE), short]), [])
  assert.deepEqual(wanted([entry(1, WHOLE), entry(2, WHOLE), entry(3, `<p>${SENTENCE}……阅读全文</p>`)]), [
    '3',
  ])
  assert.deepEqual(wanted([entry(1, WHOLE), entry(2, `<p>${SENTENCE}</p>`), short]), ['2', '3'])
})

test('the notes of a podcast are no summary, a front page is no article', () => {
  const show = entry(1, `<p>${SENTENCE}</p>`, {
    enclosures: [{ url: 'https://paper.example/1.mp3', type: 'audio/mpeg' }],
  })
  assert.deepEqual(wanted([show, entry(2, '<p>短</p>', { url: 'https://paper.example/' })]), [])
})

test('a short text in the place for whole texts is a note; in the place for summaries it is a summary', () => {
  const notes = [1, 2, 3].map(n => entry(n, `<p>${SENTENCE}</p>`))
  const wants = (kind: FeedKind) =>
    notes.filter(wantsPages({ ...feed(notes), kind }, { fulltext: 'auto' }, undefined))
  assert.equal(wants('hfeed').length, 0)
  assert.equal(wants('rss').length, 3)
  const both = notes.map(note => ({ ...note, summary: '会谈' }))
  assert.equal(both.filter(wantsPages(feed(both), { fulltext: 'auto' }, undefined)).length, 0)
  const { html: _, ...bare } = entry(4, '')
  const told = { ...bare, summary: `<p>${SENTENCE.repeat(12)}</p>` }
  assert.equal(
    [told].filter(wantsPages({ ...feed([told]), kind: 'atom' }, { fulltext: 'auto' }, undefined)).length,
    1,
  )
})

test('always and never are the keeper’s word; auto heeds what pages have given before', () => {
  assert.deepEqual(wanted([entry(1, WHOLE)], 'always'), ['1'])
  assert.deepEqual(wanted([entry(1, `<p>${SENTENCE}</p>`)], 'never'), [])
  assert.deepEqual(wanted([entry(1, `<p>${SENTENCE}</p>`)], 'auto', false), [])
})

test('pointers to the rest are told from the end of a sentence', () => {
  for (const text of [
    '他说：“我们……',
    '… Read more »',
    '官员说。[…]',
    '更多内容 阅读全文',
    'The post Talks appeared first on Paper.',
  ])
    assert.equal(endsCut(text), true, text)
  for (const text of ['他们同意再次会面。', 'They agreed to meet again.', '他说：“好。”'])
    assert.equal(endsCut(text), false, text)
})

test('a text with less is told by its letters, not by its markup', () => {
  assert.equal(yieldsLess(`<div><b>${SENTENCE}</b></div>`, `<p>${SENTENCE}</p>`), false)
  assert.equal(yieldsLess(`<p>${SENTENCE}</p>`, WHOLE), true)
})
