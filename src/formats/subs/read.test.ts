// The predecessor's list of sources.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readSubs } from './read.ts'

test('sites and addresses become outlines, each address once', () => {
  const text = `[{"site":"Matters","url":"https://rsshub.example/matters/author/az"},
    {"site":"Matters","url":"https://rsshub.example/matters/author/az"},
    {"site":"燕京书评","url":"https://rsshub.example/allnow/column/199"}, {"site":"no address"}, null, 7,]`
  const list = readSubs(text)
  assert.deepEqual(list?.outlines, [
    { url: 'https://rsshub.example/matters/author/az', title: 'Matters', categories: ['Matters'] },
    { url: 'https://rsshub.example/allnow/column/199', title: '燕京书评', categories: ['燕京书评'] },
  ])
  assert.deepEqual(list?.leftOut, [
    { name: 'Matters', address: 'https://rsshub.example/matters/author/az', why: 'twice' },
    { name: 'no address', address: '', why: 'no-address' },
    { name: '', address: '', why: 'no-address' },
    { name: '', address: '', why: 'no-address' },
  ])
})

test('what is no such list is none', () => {
  for (const text of [
    '',
    '{}',
    '{"version":"https://jsonfeed.org/version/1.1","items":[]}',
    '[1,2]',
    '<opml/>',
  ])
    assert.equal(readSubs(text), undefined, text)
})
