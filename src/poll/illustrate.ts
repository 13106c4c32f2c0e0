// Posts learn which of their pictures are kept. That is no change of the article: no revision, no other digest.
import { readPost } from '../formats/post/read.ts'
import { writePost } from '../formats/post/write.ts'
import type { Post } from '../model/article.ts'
import type { Store } from '../model/catalogue.ts'
import { type ShownPicture, shown } from '../model/picture.ts'
import type { Archive, Clock } from '../model/ports.ts'
import { alone } from './alone.ts'
import { picturesOf } from './picture-addresses.ts'

interface Deps {
  readonly archive: Archive
  readonly store: Store
  readonly clock: Clock
}

/** Writes those of these posts again that do not name all of their kept pictures. Returns how many. */
export const illustrate = (posts: readonly Post[], deps: Deps): Promise<number> =>
  alone(deps.archive, () => write(posts, deps))

async function write(posts: readonly Post[], { archive, store, clock }: Deps): Promise<number> {
  const uses = posts.map(post => ({ post, urls: picturesOf(post).map(({ url }) => url) }))
  const kept = await keptOf(
    uses.flatMap(({ urls }) => urls),
    store,
  )
  const changed: Post[] = []
  for (const { post, urls } of uses) {
    const pictures = urls.flatMap(url => kept.get(url) ?? [])
    if (JSON.stringify(pictures) === JSON.stringify(post.pictures ?? [])) continue
    const bytes = await archive.read(post.path)
    const whole = bytes && readPost(post.path, bytes)
    // A file that the catalogue knows otherwise is left to those who heal.
    if (whole?.digest === post.digest)
      changed.push(pictures.length > 0 ? { ...whole, pictures } : without(whole))
  }
  if (changed.length === 0) return 0
  await archive.write(changed.map(post => ({ path: post.path, bytes: writePost(post) })))
  await store.pictures.illustrated(
    changed.map(({ html: _, ...article }) => article),
    changed.map(({ path }) => path),
    clock.now(),
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
