// Posts learn which of their pictures are kept. That is no change of the article: no revision, no other digest.
import { readPost } from '../formats/post/read.ts'
import { writePost } from '../formats/post/write.ts'
import type { Post } from '../model/article.ts'
import { StetError } from '../model/error.ts'
import { type ShownPicture, shown } from '../model/picture.ts'
import type { Archive, Log, Store } from '../model/ports.ts'
import { picturesOf } from './picture-addresses.ts'

interface Deps {
  readonly archive: Archive
  readonly store: Store
  readonly log: Log
}

/** Writes the posts of these articles again where they do not name all of their kept pictures. Returns how many. */
export async function illustrate(numbers: readonly number[], { archive, store, log }: Deps): Promise<number> {
  const articles = await store.byNumbers(numbers)
  const posts: Post[] = []
  for (const article of articles) {
    const bytes = await archive.read(article.path)
    try {
      const post = bytes && readPost(article.path, bytes)
      // A file that the catalogue knows otherwise is left to those who heal.
      if (post && post.digest === article.digest) posts.push(post)
    } catch (error) {
      if (!(error instanceof StetError)) throw error
      log.error('damaged', { path: article.path, why: error.message })
    }
  }
  const changed: Post[] = []
  const kept = await keptOf(
    posts.flatMap(post => picturesOf(post).map(({ url }) => url)),
    store,
  )
  for (const post of posts) {
    const pictures = picturesOf(post).flatMap(({ url }) => kept.get(url) ?? [])
    if (JSON.stringify(pictures) !== JSON.stringify(post.pictures ?? []))
      changed.push(pictures.length > 0 ? { ...post, pictures } : without(post))
  }
  if (changed.length === 0) return 0
  await archive.write(changed.map(post => ({ path: post.path, bytes: writePost(post) })))
  await store.pictures.illustrated(
    changed.map(({ html: _, ...article }) => article),
    changed.map(({ path }) => path),
  )
  return changed.length
}

function without({ pictures: _, ...post }: Post): Post {
  return post
}

/** The kept pictures behind addresses. */
async function keptOf(urls: readonly string[], store: Store): Promise<ReadonlyMap<string, ShownPicture>> {
  const known = await store.pictures.at([...new Set(urls)])
  const digests = new Set([...known.values()].flatMap(({ digest }) => digest ?? []))
  const records = new Map((await store.pictures.kept([...digests])).map(one => [one.digest, one]))
  return new Map(
    [...known].flatMap(([url, { digest }]) => {
      const record = digest && records.get(digest)
      return record ? [[url, shown(url, record)] as const] : []
    }),
  )
}
