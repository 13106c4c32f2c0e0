// The world of the picture stories: an origin on loopback that has every kind of picture, and what is seen of answers.
import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after } from 'node:test'
import sharp, { type Sharp } from 'sharp'

export type Colour = readonly [number, number, number]
export const RED: Colour = [220, 30, 30]
export const GREEN: Colour = [30, 180, 30]
export const BLUE: Colour = [30, 30, 220]
export const WHITE: Colour = [240, 240, 240]

/** Pixels of four quarters: red, green; blue, white. */
export function quarters(width: number, height: number): Buffer {
  const data = Buffer.alloc(width * height * 3)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const colour = y < height / 2 ? (x < width / 2 ? RED : GREEN) : x < width / 2 ? BLUE : WHITE
      data.set(colour, 3 * (y * width + x))
    }
  return data
}

/** A pipeline over the four quarters. */
export const picture = (width = 400, height = 300): Sharp =>
  sharp(quarters(width, height), { raw: { width, height, channels: 3 } })

/** News-like noise, so that a JPEG of it is as large as a photo. */
export function photo(width: number, height: number, seed = 1): Sharp {
  const data = Buffer.alloc(width * height * 3)
  let x = seed * 2654435761
  for (let i = 0; i < data.length; i++) {
    x = (x * 1103515245 + 12345) & 0x7fffffff
    const wave = 110 + 70 * Math.sin((i % (width * 3)) / (60 + (seed % 40))) + 40 * Math.cos(i / width / 90)
    data[i] = Math.max(0, Math.min(255, wave + ((x >> 16) % 24)))
  }
  return sharp(data, { raw: { width, height, channels: 3 } })
}

export interface Origin {
  /** `http://127.0.0.1:PORT`. */
  readonly origin: string
  /** For STET_ALLOW_PRIVATE. */
  readonly host: string
  on(path: string, answer: (request: IncomingMessage, response: ServerResponse) => void): string
  /** What answers where nothing else does. */
  others(answer: (request: IncomingMessage, response: ServerResponse) => void): void
  /** Serves bytes; returns the address. */
  file(path: string, bytes: Uint8Array | string, type?: string): string
  /** How often each path was asked for. */
  readonly asked: Map<string, number>
}

/** An origin that ends with the test file. */
export async function origin(): Promise<Origin> {
  const answers = new Map<string, (request: IncomingMessage, response: ServerResponse) => void>()
  const asked = new Map<string, number>()
  let other = (_: IncomingMessage, response: ServerResponse): void => {
    response.writeHead(404).end()
  }
  const server = createServer((request, response) => {
    const path = request.url ?? '/'
    asked.set(path, (asked.get(path) ?? 0) + 1)
    const answer = answers.get(path)
    if (answer) answer(request, response)
    else other(request, response)
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  after(() => {
    server.closeAllConnections()
    server.close()
  })
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const made: Origin = {
    origin: `http://${host}`,
    host,
    asked,
    on(path, answer) {
      answers.set(path, answer)
      return `http://${host}${path}`
    },
    others(answer) {
      other = answer
    },
    file: (path, bytes, type = 'application/octet-stream') =>
      made.on(path, (_, response) => response.writeHead(200, { 'content-type': type }).end(bytes)),
  }
  return made
}

/** What came: the answer, and the picture in it where there is one. */
export interface Got {
  readonly status: number
  readonly headers: Headers
  readonly body: Buffer
  readonly json: { readonly status: string; readonly code: number; readonly message: string } | undefined
}

export async function get(url: string, init: RequestInit = {}): Promise<Got> {
  const response = await fetch(url, { redirect: 'manual', ...init })
  const body = Buffer.from(await response.arrayBuffer())
  const isJson = response.headers.get('content-type') === 'application/json'
  return {
    status: response.status,
    headers: response.headers,
    body,
    json: isJson && body.length > 0 ? JSON.parse(body.toString()) : undefined,
  }
}

/** Colours at places, each 0 to 1 of width and height, of the first page, over nothing. */
export async function colours(
  body: Uint8Array,
  places: readonly (readonly [number, number])[],
): Promise<number[][]> {
  const { data, info } = await sharp(body)
    .ensureAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
  return places.map(([x, y]) => {
    const left = Math.min(info.width - 1, Math.floor(x * info.width))
    const top = Math.min(info.height - 1, Math.floor(y * info.height))
    const at = info.channels * (top * info.width + left)
    return [...data.subarray(at, at + info.channels)]
  })
}

/** The middles of the four quarters, in reading order. */
export const MIDDLES = [
  [0.25, 0.25],
  [0.75, 0.25],
  [0.25, 0.75],
  [0.75, 0.75],
] as const

/** Asserts that a colour is about what it should be. */
export function isAbout(found: readonly number[], wanted: readonly number[], what: string, most = 14): void {
  const far = Math.max(...wanted.map((value, i) => Math.abs(value - found[i]!)))
  assert.ok(far <= most, `${what}: ${found} instead of ${wanted}`)
}

/** Asserts what the four quarters look like. */
export async function looksLike(
  body: Uint8Array,
  wanted: readonly (readonly number[])[],
  what: string,
): Promise<void> {
  const found = await colours(body, MIDDLES)
  for (const [i, colour] of wanted.entries()) isAbout(found[i]!, colour, `${what}, quarter ${i}`)
}
