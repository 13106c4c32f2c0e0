import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { PassThrough } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { test } from 'node:test'
import { unzipSync } from 'fflate'
import { newFolder } from '../../tests/stories/world.ts'
import { zipTo } from './zip.ts'

const FILES = [
  { path: 'index.html', bytes: '<p>新闻</p>' },
  { path: 'tags/氣候/index.html', bytes: '<p>氣候</p>' },
  { path: 'pictures/a.jpg', bytes: Uint8Array.of(255, 216) },
]

async function zipped(files: typeof FILES): Promise<Buffer> {
  const place = newFolder()
  const stream = new PassThrough({ highWaterMark: 1 << 20 })
  const { write, end, close } = zipTo(stream, place)
  for (const file of files) await write([file])
  await end()
  stream.end()
  close()
  assert.deepEqual(readdirSync(place), [])
  return buffer(stream)
}

test('pages that come in another order give the same zip file', async () => {
  const zip = await zipped(FILES)
  assert.ok(zip.equals(await zipped(FILES.toReversed())))
  const found = unzipSync(zip)
  assert.deepEqual(Object.keys(found), ['index.html', 'pictures/a.jpg', 'tags/氣候/index.html'])
  assert.equal(Buffer.from(found['tags/氣候/index.html']!).toString(), '<p>氣候</p>')
})

test('names in Chinese are said to be UTF-8 and made on Unix, or unzip reads them in a charset of DOS', async () => {
  const zip = await zipped(FILES)
  let at = zip.indexOf('PK\x01\x02')
  for (let n = 0; n < FILES.length; n++) {
    assert.equal(zip[at + 5], 3)
    const name = zip.toString('utf8', at + 46, at + 46 + zip.readUInt16LE(at + 28))
    assert.equal((zip.readUInt16LE(at + 8) & 0x800) !== 0, /[^ -~]/.test(name), name)
    assert.equal(zip.readUInt32LE(at + 38) >>> 16, 0o100644)
    at = zip.indexOf('PK\x01\x02', at + 1)
  }
})
