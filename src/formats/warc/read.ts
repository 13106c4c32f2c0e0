// Reading back one record of a capture, by its place; and finding where a file that was being written breaks off.
import { inflateRawSync } from 'node:zlib'
import { StetError } from '../../model/error.ts'
import type { Headers } from '../../model/ports.ts'
import { type Instant, instant } from '../../model/time.ts'

export interface WarcRecord {
  readonly type: string
  readonly uri: string
  readonly at: Instant | undefined
  readonly contentType: string
  /** Of the HTTP message inside, for response and request records. */
  readonly http?: { readonly status: number; readonly headers: Headers }
  /** The message's body or the resource's bytes, as stored (still content-encoded). */
  readonly payload: Uint8Array
}

// Our own members have the shortest gzip header (RFC 1952) and no name in it.
const HEADER = 10
const TRAILER = 8

/** One gzip member, unpacked, and its length; undefined when it is cut or is none. */
function member(bytes: Uint8Array): { block: Buffer; length: number } | undefined {
  if (bytes.length < HEADER + TRAILER || bytes[0] !== 0x1f || bytes[1] !== 0x8b || bytes[3] !== 0)
    return undefined
  try {
    const { buffer, engine } = inflateRawSync(bytes.subarray(HEADER), { info: true }) as unknown as {
      buffer: Buffer
      engine: { bytesWritten: number }
    }
    const length = HEADER + engine.bytesWritten + TRAILER
    return length <= bytes.length ? { block: buffer, length } : undefined
  } catch {
    return undefined
  }
}

/** The record in one packed member. Throws StetError 'damaged' when it is none. */
export function readRecord(packed: Uint8Array): WarcRecord {
  const block = member(packed)?.block
  const split = block?.indexOf('\r\n\r\n') ?? -1
  if (!block || split < 0 || !block.subarray(0, 7).equals(Buffer.from('WARC/1.')))
    throw new StetError('damaged', 'the capture is cut or is not a WARC record')
  const headers = headerList(block.subarray(0, split).toString())
  const get = (name: string): string => headers.find(([key]) => key === name)?.[1] ?? ''
  const body = block.subarray(split + 4, split + 4 + Number(get('content-length')))
  const inner = get('content-type').startsWith('application/http') ? httpMessage(body) : undefined
  return {
    type: get('warc-type'),
    uri: get('warc-target-uri'),
    at: instant(get('warc-date')),
    contentType: get('content-type'),
    ...(inner && { http: inner.http }),
    payload: inner?.payload ?? body,
  }
}

function httpMessage(body: Buffer): { http: NonNullable<WarcRecord['http']>; payload: Buffer } {
  const split = body.indexOf('\r\n\r\n')
  const head = body.subarray(0, split < 0 ? body.length : split).toString('latin1')
  return {
    http: { status: Number(/^HTTP\/\S+ (\d+)/.exec(head)?.[1] ?? 0), headers: headerList(head) },
    payload: split < 0 ? Buffer.alloc(0) : body.subarray(split + 4),
  }
}

const headerList = (head: string): Headers =>
  head
    .split('\r\n')
    .slice(1)
    .map(line => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const
    })

/** The packed records of a capture file, in order, each with its place; ends where a record is cut. */
export function* packedRecords(
  bytes: Uint8Array,
): Generator<{ readonly offset: number; readonly packed: Uint8Array }> {
  for (let at = 0; ; ) {
    const next = member(bytes.subarray(at))
    if (!next) return
    yield { offset: at, packed: bytes.subarray(at, at + next.length) }
    at += next.length
  }
}

/** How many bytes of a capture file are whole records: the rest is what a killed writer left. */
export function wholeLength(bytes: Uint8Array): number {
  let end = 0
  for (const { offset, packed } of packedRecords(bytes)) end = offset + packed.length
  return end
}
