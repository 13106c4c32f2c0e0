// Rows from files: the catalogue is thrown away and made again from posts, earlier states, journal and marks.
import { readPost } from '../formats/post/read.ts'
import type { Post } from '../model/article.ts'
import type { Batch, Store } from '../model/catalogue.ts'
import { changesOf, editOf } from '../model/change.ts'
import { StetError } from '../model/error.ts'
import { keysOf } from '../model/identity.ts'
import { type Mark, readMarks } from '../model/mark.ts'
import type { Archive, Log } from '../model/ports.ts'
import type { SourceFacts } from '../model/source.ts'
import { rebuildHealth } from './health.ts'
import { readJournal } from './journal.ts'
import { rebuildPictures } from './picture-records.ts'
import { noteRedacted } from './redacted.ts'
import { rowOf } from './same.ts'

export interface Rebuilt {
  readonly articles: number
  readonly revisions: number
  /** Files that could not be read, each with why. They are left where they are. */
  readonly damaged: readonly { readonly path: string; readonly why: string }[]
}

/** Posts read at a time: enough to keep the disk busy, few enough to stay small in memory. */
const BATCH = 200

/** Fills an empty catalogue from an archive. `progress` is told how many posts are done. */
export async function rebuild(
  { archive, store, log }: { archive: Archive; store: Store; log: Log },
  progress: (done: number) => void = () => {},
): Promise<Rebuilt> {
  const damaged: { path: string; why: string }[] = []
  const read = (paths: readonly string[]): Promise<Post[]> => readPosts(paths, archive, log, damaged)
  let articles = 0
  for await (const paths of batches(archive.list('_posts'))) {
    const posts = await read(paths)
    await store.apply({
      articles: posts.map(rowOf),
      changes: posts.flatMap(changesOf),
    })
    await noteRedacted(
      store,
      posts.filter(({ tombstone }) => tombstone?.kind === 'redacted').flatMap(post => keysOf(post)),
    )
    articles += posts.length
    progress(articles)
  }
  let revisions = 0
  for await (const paths of batches(archive.list('_revisions'))) {
    const posts = await read(paths)
    await store.apply(earlierStates(posts))
    revisions += posts.length
  }
  await store.apply({ sources: await lastFacts(archive), marks: await marks(archive) })
  await rebuildPictures(archive, store.pictures)
  await rebuildHealth(archive, store)
  return { articles, revisions, damaged }
}

async function* batches(paths: AsyncIterable<string>): AsyncGenerator<string[]> {
  let batch: string[] = []
  for await (const path of paths) {
    if (!path.endsWith('.md')) continue
    batch.push(path)
    if (batch.length === BATCH) {
      yield batch
      batch = []
    }
  }
  if (batch.length > 0) yield batch
}

async function readPosts(
  paths: readonly string[],
  archive: Archive,
  log: Log,
  damaged: { path: string; why: string }[],
): Promise<Post[]> {
  const posts = await Promise.all(
    paths.map(async path => {
      try {
        return readPost(path, (await archive.read(path)) ?? new Uint8Array())
      } catch (error) {
        if (!(error instanceof StetError)) throw error
        damaged.push({ path, why: error.message })
        log.error('damaged', { path, why: error.message })
        return undefined
      }
    }),
  )
  return posts.filter(post => post !== undefined)
}

/** Digests of imported files stay seen; those of a feed's earlier entries do not, so that their return is a change. */
function earlierStates(posts: readonly Post[]): Batch {
  return {
    revisions: posts.map(post => ({
      article: post.id,
      n: post.revision,
      digest: post.digest,
      title: post.title,
      taken: post.revised,
      path: post.path,
    })),
    changes: posts.flatMap(editOf),
    seen: posts
      .filter(post => post.entry.startsWith('import:'))
      .map(post => ({ article: post.id, entry: post.entry, keys: keysOf(post) })),
  }
}

/** What each source last said of itself. */
async function lastFacts(archive: Archive): Promise<SourceFacts[]> {
  const last = new Map<string, SourceFacts>()
  for await (const path of archive.list('log'))
    for (const event of await readJournal(archive, path))
      if (event.op === 'source') {
        const { op: _, at: __, ...facts } = event as typeof event & { at?: string }
        last.set(facts.id, facts)
      }
  return [...last.values()]
}

/** Readers' marks, state/<reader>.ndjson: one a line, the last for an article and kind counts. */
async function marks(archive: Archive): Promise<Mark[]> {
  const all: Mark[] = []
  for await (const path of archive.list('state')) {
    all.push(...readMarks(new TextDecoder().decode(await archive.read(path))))
  }
  return all
}
