// What Eleventy and Jekyll get: posts with all that their pages show, and the lists each stands in, so that both make
// the same pages as Hugo (hugo.ts) and stet.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readPost } from '../src/formats/post/read.ts'
import { iso } from '../src/model/time.ts'
import { oldAddress } from '../src/publish/moved.ts'
import { listAddress, type NamedAxis } from '../src/publish/urls.ts'
import { postsOf } from './hugo.ts'

/** A list a post stands in. Those of authors and days have no feed. */
export interface PeerList {
  readonly address: string
  readonly title: string
  readonly feed: boolean
}

export interface PeerPost {
  /** Eight digits: the name of its file. */
  readonly name: string
  readonly title: string
  readonly date: string
  readonly author: string
  readonly from: string
  readonly source: string
  readonly labels: readonly string[]
  readonly address: string
  readonly old?: string
  readonly lists: readonly PeerList[]
  readonly html: string
}

/** The post in one file of an archive. */
export function peerPost(archive: string, path: string): PeerPost {
  const post = readPost(path, readFileSync(join(archive, path)))
  const date = iso(post.published ?? post.taken)
  const old = oldAddress(post)
  const list = (axis: NamedAxis, values: readonly string[], feed: boolean): PeerList[] =>
    [...new Set(values)]
      .filter(Boolean)
      .map(value => ({ address: listAddress({ axis, value }), title: value, feed }))
  const day = date.slice(0, 10)
  return {
    ...{ name: post.id.slice(0, 8), title: post.title, date, author: post.author, from: post.url ?? '' },
    ...{ source: post.source, labels: post.tags, html: post.html },
    address: `/${day.replaceAll('-', '/')}/${post.id.slice(0, 8)}.html`,
    ...(old && { old }),
    lists: [
      ...list('source', [post.source], true),
      ...list('category', post.categories, true),
      ...list('tag', post.tags, true),
      ...list('author', [post.author], false),
      { address: `/days/${day}/`, title: day, feed: false },
    ],
  }
}

/** All posts of an archive. Of those with the same old address the first has it. */
export function peerPosts(archive: string): PeerPost[] {
  const taken = new Set<string>()
  return postsOf(archive).map(path => {
    const { old, ...post } = peerPost(archive, path)
    if (old === undefined || taken.has(old)) return post
    taken.add(old)
    return { ...post, old }
  })
}
