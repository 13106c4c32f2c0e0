// The predecessor's posts as an archive in memory, where they lie beside the repository.
import { createReadStream, existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { Readable } from 'node:stream'
import { text as textOf } from 'node:stream/consumers'
import tar from 'tar-stream'
import xz from 'xz-decompress'
import { readPredecessorPost } from '../../src/formats/seed/read.ts'
import type { Post } from '../../src/model/article.ts'
import { digest } from '../../src/model/digest.ts'
import { article as cleaned } from '../../src/page/clean.ts'
import { samplePost } from './world.ts'

const corpus = join(import.meta.dirname, '../../../shared/corpus/posts.tar.xz')

/** For `test(name, { skip: noCorpus }, …)`. */
export const noCorpus: string | false = !existsSync(corpus) && 'the corpus of posts is not here'

/** All posts of the corpus, cleaned. */
export async function corpusPosts(): Promise<Post[]> {
  const packed = Readable.toWeb(createReadStream(corpus)) as unknown as ReadableStream<Uint8Array>
  const entries = tar.extract()
  Readable.fromWeb(new xz.XzReadableStream(packed) as never).pipe(entries)
  const posts: Post[] = []
  for await (const entry of entries) {
    const file = await textOf(entry)
    if (!entry.header.name.endsWith('.md')) continue
    const read = readPredecessorPost(basename(entry.header.name), file)
    if ('reason' in read) continue
    const { title, author, url, tags, categories, date, html } = read
    const given = { title, author, url, tags, categories, id: digest(entry.header.name).slice(0, 32) }
    const text = cleaned(html, URL.canParse(url) ? { base: url } : {}).html
    posts.push(
      samplePost(posts.length + 1, { ...given, html: text, ...(date !== undefined && { published: date }) }),
    )
  }
  return posts
}
