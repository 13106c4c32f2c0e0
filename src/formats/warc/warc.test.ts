import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { WARCParser } from 'warcio'
import type { Exchange } from '../../model/ports.ts'
import { packedRecords, readRecord, wholeLength } from './read.ts'
import { packExchange, packInfo, packRedacted, packResource } from './write.ts'

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

test('a redacted record fits any place that a record had', () => {
  for (const length of [
    400,
    65_535 + 22,
    65_535 + 23,
    65_535 + 24,
    65_535 + 28,
    65_535 + 29,
    2 * 65_540 + 19,
  ]) {
    const redacted = packRedacted(length, AT)
    assert.equal(redacted.length, length)
    assert.equal(wholeLength(redacted), length, `${length} bytes`)
    assert.equal(readRecord(redacted).type, 'metadata')
  }
})

test('a redacted record is as long as the one it replaces, and is one to an independent reader', async () => {
  for (const size of [0, 10, 1000, 65_000, 65_536, 200_000]) {
    const secret = Buffer.from(Array.from({ length: size }, (_, i) => (i * 7919) % 251))
    const info = await packInfo('stet/0', AT)
    const { bytes } = await packResource('https://voa.example/secret', 'text/html', secret, AT)
    const after = await packResource('file:b.md', 'text/markdown', Buffer.from('新闻'), AT)
    const redacted = packRedacted(bytes.length, AT)
    assert.equal(redacted.length, bytes.length)
    const file = Buffer.concat([info.bytes, redacted, after.bytes])
    assert.deepEqual(
      [...packedRecords(file)].map(({ offset, packed }) => [offset, readRecord(packed).type]),
      [
        [0, 'warcinfo'],
        [info.bytes.length, 'metadata'],
        [info.bytes.length + bytes.length, 'resource'],
      ],
    )
    const seen: string[] = []
    for await (const record of new WARCParser([file])) {
      seen.push(`${record.warcType} ${(await record.contentText()).trim()}`)
    }
    assert.match(seen[1]!, /^metadata The keeper/)
    assert.equal(seen[2], 'resource 新闻')
  }
})
