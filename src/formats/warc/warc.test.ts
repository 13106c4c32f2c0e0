import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { WARCParser } from 'warcio'
import type { Exchange } from '../../model/ports.ts'
import { readRecord, wholeLength } from './read.ts'
import { packExchange, packInfo, packResource } from './write.ts'

const AT = Date.UTC(2021, 3, 14, 1, 39, 2)
const exchange: Exchange = {
  url: 'https://voa.example/api/feed?x=1',
  requestHeaders: [['user-agent', 'stet']],
  status: 200,
  statusText: 'OK',
  headers: [
    ['content-type', 'application/rss+xml'],
    ['content-encoding', 'gzip'],
    ['transfer-encoding', 'chunked'],
  ],
  wire: gzipSync('<rss/>'),
  remote: '192.0.2.1',
}

test('an exchange comes back from its capture as it was received', async () => {
  const { bytes, first } = await packExchange(exchange, AT)
  const record = readRecord(bytes.subarray(0, first))
  assert.equal(record.type, 'response')
  assert.equal(record.uri, exchange.url)
  assert.equal(record.at, AT)
  assert.equal(record.http?.status, 200)
  assert.deepEqual(Buffer.from(record.payload), exchange.wire)
  assert.equal(readRecord(bytes.subarray(first)).type, 'request')
})

test('an independent reader finds the same records, with the same text', async () => {
  const parts = [
    await packInfo('stet/0', AT),
    await packExchange(exchange, AT),
    await packResource('file:a.md', 'text/markdown', Buffer.from('新闻'), AT),
  ]
  const file = Buffer.concat(parts.map(part => part.bytes))
  const found: [string | null, string | undefined, string][] = []
  for await (const record of new WARCParser(new Blob([file]).stream()))
    found.push([
      record.warcType,
      record.warcTargetURI ?? undefined,
      record.warcType === 'warcinfo' ? '' : await record.contentText(),
    ])
  assert.deepEqual(
    found.map(([type, uri]) => [type, uri]),
    [
      ['warcinfo', undefined],
      ['response', exchange.url],
      ['request', exchange.url],
      ['resource', 'file:a.md'],
    ],
  )
  assert.equal(found[1]?.[2], '<rss/>')
  assert.equal(found[3]?.[2], '新闻')
})

test('a file cut anywhere is whole up to the last record before the cut', async () => {
  const a = (await packResource('file:a', 'text/plain', Buffer.from('one'), AT)).bytes
  const b = (await packResource('file:b', 'text/plain', Buffer.from('two'), AT)).bytes
  const file = Buffer.concat([a, b])
  for (let cut = 0; cut <= file.length; cut++)
    assert.equal(
      wholeLength(file.subarray(0, cut)),
      cut === file.length ? file.length : cut >= a.length ? a.length : 0,
    )
  assert.throws(() => readRecord(a.subarray(0, 20)), { code: 'damaged' })
})

test('the same exchange at the same moment gives the same bytes', async () => {
  assert.deepEqual(await packExchange(exchange, AT), await packExchange(exchange, AT))
})
