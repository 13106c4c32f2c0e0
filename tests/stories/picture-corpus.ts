// An archive of the predecessor's posts whose pictures an origin on loopback makes.
import assert from 'node:assert/strict'
import { createReadStream } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { Readable } from 'node:stream'
import { text as textOf } from 'node:stream/consumers'
import tar from 'tar-stream'
import xz from 'xz-decompress'
import { origin, photo } from './image-world.ts'
import { filesIn, newFolder, stet } from './world.ts'

/** Sides of the pictures that the origin makes, wide and tall, for phones and larger than any page. */
const SIDES = [
  [1280, 720],
  [600, 900],
  [320, 240],
  [1600, 900],
  [480, 480],
  [900, 300],
] as const

/** All posts with pictures, their addresses led to an origin of ours, imported, fetched; the origin then answers no more. */
export async function corpusOutlet(corpus: string): Promise<{
  readonly archive: string
  readonly env: Record<string, string>
  /** Addresses of articles with pictures. */
  readonly articles: string[]
  /** How many posts with pictures were imported. */
  readonly posts: number
}> {
  const outlet = await origin()
  const folder = newFolder()
  const posts = join(folder, 'old/_posts')
  await mkdir(posts, { recursive: true })
  const kinds = await Promise.all(
    SIDES.map(([width, height], n) =>
      photo(width, height, n + 1)
        .jpeg()
        .toBuffer(),
    ),
  )
  outlet.others((request, response) => {
    if (request.url === '/robots.txt') response.writeHead(404).end()
    else response.end(kinds[request.url!.length % kinds.length])
  })
  let count = 0
  for await (const { name, text } of postsWithPictures(corpus)) {
    count++
    const led = text.replace(/<(?:img|source|video)\b[^>]*>/g, tag =>
      tag.replace(/https?:\/\/[^/"'\s]+/g, outlet.origin),
    )
    await writeFile(join(posts, name), led)
  }
  assert.ok(count > 0)
  const archive = join(folder, 'archive')
  const env = { STET_ALLOW_PRIVATE: outlet.host, STET_KEEP_PICTURES: 'true', STET_POLL_PAUSE_HERE: '0ms' }
  await stet(['init', archive])
  for (const args of [
    ['import', join(folder, 'old')],
    ['pictures', 'fetch'],
  ]) {
    const { code, err } = await stet(['-C', archive, ...args], { env })
    assert.equal(code, 0, `${args.join(' ')}: ${err}`)
  }
  outlet.others((_, response) => response.destroy())
  const { missing } = JSON.parse((await stet(['-C', archive, 'pictures', '--json'], { env })).out)
  assert.deepEqual(missing, [])
  const articles = [...filesIn(archive)].flatMap(([path, text]) => {
    const [, year, month, day, hex] =
      /^_posts\/.*\/(\d{4})-(\d\d)-(\d\d)-.*-([0-9a-f]{8})\.md$/.exec(path) ?? []
    return hex && text.includes('pictures: [') ? [`${year}/${month}/${day}/${hex}.html`] : []
  })
  return { archive, env, articles, posts: count }
}

async function* postsWithPictures(corpus: string): AsyncGenerator<{ name: string; text: string }> {
  const packed = Readable.toWeb(createReadStream(corpus)) as unknown as ReadableStream<Uint8Array>
  const entries = tar.extract()
  const source = Readable.fromWeb(new xz.XzReadableStream(packed) as never)
  source.pipe(entries)
  for await (const entry of entries) {
    const name = basename(entry.header.name)
    const text = await textOf(entry)
    if (name.endsWith('.md') && /<img\b[^>]*\bsrc="http/.test(text)) yield { name, text }
  }
  source.destroy()
}
