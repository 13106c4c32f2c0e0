// Captures as WARC 1.1 (ISO 28500): each record a gzip member of its own, so that one can be read by its place.
import { promisify } from 'node:util'
import { crc32, gzip } from 'node:zlib'
import { digest } from '../../model/digest.ts'
import type { Exchange, Headers } from '../../model/ports.ts'
import { type Instant, iso } from '../../model/time.ts'

const compress = promisify(gzip)
/** In one piece: the default of 16 KB costs a round through the event loop for each. */
const pack = (block: Uint8Array): Promise<Buffer> =>
  compress(block, { level: 1, chunkSize: Math.max(LEAST_PIECE, block.length) })
const LEAST_PIECE = 1024

/** Records ready to be appended to a .warc.gz file; `first` is the length of the record that holds the answer. */
export interface Packed {
  readonly bytes: Uint8Array
  readonly first: number
}

/**
 * A response record and its request record. The same exchange at the same moment gives the same bytes. Bodies are
 * stored as received; chunks are joined, so `transfer-encoding` is kept under another name, as crawlers do.
 */
export async function packExchange(exchange: Exchange, at: Instant): Promise<Packed> {
  const payload = digest(exchange.wire)
  const id = recordId('response', exchange.url, at, payload)
  const head = `HTTP/1.1 ${exchange.status} ${exchange.statusText}\r\n${headerLines(exchange.headers)}\r\n`
  const response = record(
    [
      ['WARC-Type', 'response'],
      ['WARC-Record-ID', id],
      ['WARC-Date', iso(at)],
      ['WARC-Target-URI', exchange.url],
      ...(exchange.remote === undefined ? [] : [['WARC-IP-Address', exchange.remote] as const]),
      ['WARC-Payload-Digest', `sha256:${payload}`],
      ['Content-Type', 'application/http;msgtype=response'],
    ],
    Buffer.concat([Buffer.from(head, 'latin1'), exchange.wire]),
  )
  const { pathname, search, host } = new URL(exchange.url)
  const asked = `GET ${pathname}${search} HTTP/1.1\r\nhost: ${host}\r\n${headerLines(exchange.requestHeaders)}\r\n`
  const request = record(
    [
      ['WARC-Type', 'request'],
      ['WARC-Record-ID', recordId('request', exchange.url, at, payload)],
      ['WARC-Date', iso(at)],
      ['WARC-Target-URI', exchange.url],
      ['WARC-Concurrent-To', id],
      ['Content-Type', 'application/http;msgtype=request'],
    ],
    Buffer.from(asked, 'latin1'),
  )
  const [first, second] = await Promise.all([pack(response), pack(request)])
  return { bytes: Buffer.concat([first, second]), first: first.length }
}

/** A resource record: bytes that came without an exchange, from a file or a pipe. */
export async function packResource(
  uri: string,
  type: string,
  bytes: Uint8Array,
  at: Instant,
): Promise<Packed> {
  const payload = digest(bytes)
  const block = record(
    [
      ['WARC-Type', 'resource'],
      ['WARC-Record-ID', recordId('resource', uri, at, payload)],
      ['WARC-Date', iso(at)],
      ['WARC-Target-URI', uri],
      ['WARC-Payload-Digest', `sha256:${payload}`],
      ['Content-Type', type],
    ],
    bytes,
  )
  const packed = await pack(block)
  return { bytes: packed, first: packed.length }
}

/** The record every file begins with. */
export async function packInfo(software: string, at: Instant): Promise<Packed> {
  const fields = `software: ${software}\r\nformat: WARC File Format 1.1\r\n`
  const packed = await pack(
    record(
      [
        ['WARC-Type', 'warcinfo'],
        ['WARC-Record-ID', recordId('warcinfo', software, at, '')],
        ['WARC-Date', iso(at)],
        ['Content-Type', 'application/warc-fields'],
      ],
      Buffer.from(fields),
    ),
  )
  return { bytes: packed, first: packed.length }
}

/** What a redacted record says, and no more. */
const REDACTED = 'The keeper of this archive has removed this record.'

/**
 * A record that stands in the place of one that was removed: as long to the byte, so that the places of those behind it
 * in the file stay what they were. `length` is that of a packed record of ours.
 */
export function packRedacted(length: number, at: Instant): Uint8Array {
  const deflated = length - GZIP_HEAD.length - GZIP_TAIL
  const blocks = Math.ceil(deflated / (STORED + MOST_STORED))
  const room = deflated - blocks * STORED
  const block = redactedRecord(room, at)
  const out = Buffer.alloc(length)
  GZIP_HEAD.copy(out)
  let to = GZIP_HEAD.length
  let done = 0
  // Stored blocks (RFC 1951, 3.2.4), the only ones whose length can be chosen.
  for (let n = 0; n < blocks; n++) {
    const size = Math.min(MOST_STORED, room - done)
    out.writeUInt8(n === blocks - 1 ? 1 : 0, to)
    out.writeUInt16LE(size, to + 1)
    out.writeUInt16LE(~size & 0xffff, to + 3)
    block.copy(out, to + STORED, done, done + size)
    to += STORED + size
    done += size
  }
  out.writeUInt32LE(crc32(block), to)
  out.writeUInt32LE(block.length, to + 4)
  return out
}

const GZIP_HEAD = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff])
const GZIP_TAIL = 8
const STORED = 5
const MOST_STORED = 65_535

/** A record of so many bytes, filled up with spaces; only as much of one as there is room for. */
function redactedRecord(length: number, at: Instant): Buffer {
  const head = (content: number): string =>
    `WARC/1.1\r\nWARC-Type: metadata\r\nWARC-Record-ID: ${recordId('redacted', String(length), at, '')}\r\nWARC-Date: ${iso(at)}\r\nContent-Type: text/plain\r\nContent-Length: ${content}\r\n\r\n`
  const end = '\r\n\r\n'
  let content = Math.max(0, length - head(0).length - end.length)
  // The number's own digits take room too.
  while (content > 0 && head(content).length + content + end.length > length) content--
  const made = Buffer.from(`${head(content)}${REDACTED.padEnd(content).slice(0, content)}${end}`)
  return Buffer.concat([made, Buffer.alloc(Math.max(0, length - made.length))]).subarray(0, length)
}

function record(headers: Headers, block: Uint8Array): Buffer {
  const lines = [
    ...headers,
    ['WARC-Block-Digest', `sha256:${digest(block)}`],
    ['Content-Length', String(block.length)],
  ]
  const head = `WARC/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`
  return Buffer.concat([Buffer.from(head), block, Buffer.from('\r\n\r\n')])
}

const headerLines = (headers: Headers): string =>
  headers
    .map(
      ([name, value]) => `${name === 'transfer-encoding' ? 'x-orig-transfer-encoding' : name}: ${value}\r\n`,
    )
    .join('')

/** A UUID (RFC 9562, version 8) made of what the record is about: writing it twice gives one name. */
function recordId(type: string, uri: string, at: Instant, payload: string): string {
  const hex = digest(`${type} ${uri} ${at} ${payload}`)
  return `<urn:uuid:${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}>`
}
