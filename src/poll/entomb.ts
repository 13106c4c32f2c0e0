// Saying that a source has withdrawn an article, and that it came back: the file first, then the journal, then the row.
// The article's text stays as it is.
import { readPost } from '../formats/post/read.ts'
import { writePost } from '../formats/post/write.ts'
import type { Article, Post } from '../model/article.ts'
import type { Store } from '../model/catalogue.ts'
import { changesOf } from '../model/change.ts'
import { keysOf } from '../model/identity.ts'
import type { Archive, Clock, Log } from '../model/ports.ts'
import type { Instant } from '../model/time.ts'
import type { LiftedTombstone, Tombstone } from '../model/tombstone.ts'
import { alone } from './alone.ts'
import { evidenceOf } from './captures.ts'
import { clearIntent, intend } from './intent.ts'
import { appendJournal, goneEvent, type JournalEvent, returnEvent } from './journal.ts'

export interface EntombDeps {
  readonly archive: Archive
  readonly store: Store
  readonly clock: Clock
  readonly log: Log
}

/** Lays a tombstone beside an article. Throws StetError 'damaged' when its file is not whole. */
export async function entomb(article: Article, tombstone: Tombstone, deps: EntombDeps): Promise<void> {
  await change(article, post => ({ ...post, tombstone }), goneEvent(article, tombstone), deps)
}

/** Takes an article's tombstone away, and keeps that it was there. */
export async function lift(
  article: Article,
  returned: Instant,
  capture: string | undefined,
  deps: EntombDeps,
): Promise<void> {
  const { tombstone } = article
  if (!tombstone) return
  const lifted: LiftedTombstone = { ...tombstone, returned, ...(capture !== undefined && { capture }) }
  await change(
    article,
    ({ tombstone: _, ...post }) => ({ ...post, lifted: [...(post.lifted ?? []), lifted] }),
    returnEvent(article, lifted),
    deps,
  )
}

const change = (
  article: Article,
  make: (post: Post) => Post,
  event: JournalEvent,
  deps: EntombDeps,
): Promise<void> => alone(deps.archive, () => write(article, make, event, deps))

async function write(
  { path }: Article,
  make: (post: Post) => Post,
  event: JournalEvent,
  { archive, store, clock }: EntombDeps,
): Promise<void> {
  const bytes = (await archive.read(path)) ?? new Uint8Array()
  const post = make(readPost(path, bytes))
  await intend(store, [path])
  await archive.write([{ path, bytes: writePost(post) }])
  const journal = await appendJournal(archive, clock.now(), [event])
  const { html: _, ...article } = post
  await store.apply({
    articles: [{ article, keys: keysOf(article) }],
    changes: changesOf(article),
    changed: [path, journal, ...evidenceOf(article)],
    notes: clearIntent,
  })
}
