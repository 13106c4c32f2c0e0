// The predecessor's posts, where they lie beside the repository, multiplied: other addresses, titles and days, so that
// each is an article of its own.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ForeignFile, tarPosts } from '../src/adapters/fs/foreign.ts'

const CORPUS = new URL('../../shared/corpus/posts.tar.xz', import.meta.url).pathname

/** All posts of the corpus. Ends the process with a word when it is not there. */
export async function corpusPosts(): Promise<ForeignFile[]> {
  if (!existsSync(CORPUS)) {
    console.error(`This benchmark needs ${CORPUS}.`)
    process.exit(1)
  }
  const posts: ForeignFile[] = []
  for await (const post of tarPosts(CORPUS)) posts.push(post)
  return posts
}

/** Writes `count` posts into `folder`/_posts. */
export async function writeMultiplied(folder: string, count: number): Promise<void> {
  const posts = await corpusPosts()
  mkdirSync(join(folder, '_posts'), { recursive: true })
  for (let n = 0; n < count; n++) {
    const { path, bytes } = posts[n % posts.length]!
    const round = Math.floor(n / posts.length)
    const name = path.split('/').at(-1)!
    writeFileSync(
      join(folder, '_posts', round === 0 ? name : name.replace(/\.md$/, `~${round}.md`)),
      another(bytes, round),
    )
  }
}

/** The nth copy of a post: as it is for 0; else with its own address and title, some days later. */
function another(bytes: Uint8Array, round: number): Uint8Array | string {
  if (round === 0) return bytes
  return new TextDecoder()
    .decode(bytes)
    .replace(
      /^from: (\S+)$/m,
      (_, url: string) => `from: ${url}${url.includes('?') ? '&' : '?'}copy=${round}`,
    )
    .replace(/^title: "(.*)"$/m, `title: "$1（${round}）"`)
    .replace(
      /^(date: \d{4}-\d\d-)(\d\d)/m,
      (_, head: string, day: string) => head + String(((Number(day) + round) % 28) + 1).padStart(2, '0'),
    )
}
