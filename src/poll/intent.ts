// What is about to be written is noted first, so that the next run knows exactly what a killed one may have left.
import { readPost } from '../formats/post/read.ts'
import { revisionFolder } from '../formats/post/write.ts'
import type { Post } from '../model/article.ts'
import type { Batch, Store } from '../model/catalogue.ts'
import { type Change, changesOf, editOf } from '../model/change.ts'
import { StetError } from '../model/error.ts'
import type { Archive, Clock, Log } from '../model/ports.ts'
import type { Instant } from '../model/time.ts'
import { mendCaptures } from './captures.ts'
import {
  appendJournal,
  goneEvent,
  type JournalEvent,
  journalPath,
  readJournal,
  returnEvent,
} from './journal.ts'
import { rowOf } from './same.ts'

interface Deps {
  readonly archive: Archive
  readonly store: Store
  readonly clock: Clock
  readonly log: Log
}

/** Lines of post paths that a round is writing. */
const NOTE = 'writing'

export const intend = (store: Store, paths: readonly string[]): Promise<void> =>
  store.setNote(NOTE, paths.join('\n'))

/** Applied with the rows: the round is over. */
export const clearIntent: NonNullable<Batch['notes']> = { [NOTE]: undefined }

/** Brings catalogue and journal up to what a killed run left in the files. Does nothing after a clean end. */
export async function healIntent(deps: Deps): Promise<void> {
  const { archive, store, log } = deps
  await mendCaptures(archive, store)
  const note = await store.note(NOTE)
  if (note === undefined) return
  const swept = await archive.sweep()
  const paths = note.split('\n').filter(Boolean)
  const adopted = await adopt(paths, deps)
  await store.setNote(NOTE, undefined)
  log.info('healed', { posts: adopted, temporaryFiles: swept })
}

/** Takes posts as their files say into the catalogue, with their earlier states; says how many there were. */
export async function adopt(paths: readonly string[], { archive, store, clock, log }: Deps): Promise<number> {
  const posts: Post[] = []
  for (const path of paths) {
    const post = await readIfWhole(path, archive, log)
    if (post) posts.push(post)
  }
  if (posts.length === 0) return 0
  const journal = await tell(posts, archive, clock)
  await store.apply({
    ...(await rowsOf(posts, archive)),
    changed: [...posts.map(({ path }) => path), ...journal],
  })
  return posts.length
}

async function readIfWhole(path: string, archive: Archive, log: Log): Promise<Post | undefined> {
  const bytes = await archive.read(path)
  if (!bytes) return undefined
  try {
    return readPost(path, bytes)
  } catch (error) {
    if (!(error instanceof StetError)) throw error
    log.error('damaged', { path, why: error.message })
    return undefined
  }
}

/** Rows for posts read from files: themselves, their keys, their earlier states, what their sources did. */
export async function rowsOf(
  posts: readonly Post[],
  archive: Archive,
): Promise<Pick<Batch, 'articles' | 'revisions' | 'changes'>> {
  const revisions: NonNullable<Batch['revisions']>[number][] = []
  const changes: Change[] = posts.flatMap(changesOf)
  for (const post of posts) {
    if (post.revision === 1) continue
    for await (const path of archive.list(revisionFolder(post.path))) {
      const bytes = await archive.read(path)
      if (!bytes) continue
      const earlier = readPost(path, bytes)
      if (earlier.revision >= post.revision) continue
      const { digest, title, revised: taken, revision: n } = earlier
      revisions.push({ article: post.id, n, digest, title, taken, path })
      changes.push(...editOf(earlier))
    }
  }
  return {
    articles: posts.map(rowOf),
    revisions,
    changes,
  }
}

/** Journal lines for posts, but for those that have theirs. */
async function tell(posts: readonly Post[], archive: Archive, clock: Clock): Promise<string[]> {
  const wanted = posts.flatMap(eventsOf)
  const told = new Set<string>()
  for (const path of new Set(wanted.map(({ at }) => journalPath(at))))
    for (const event of await readJournal(archive, path)) told.add(nameOf(event))
  const events = wanted.map(({ event }) => event).filter(event => !told.has(nameOf(event)))
  return events.length > 0 ? [await appendJournal(archive, clock.now(), events)] : []
}

const nameOf = (event: JournalEvent): string => {
  switch (event.op) {
    case 'put':
    case 'revise':
      return `state ${event.path} ${event.digest}`
    case 'gone':
    case 'returned':
      return `${event.op} ${event.path} ${event.since}`
    default:
      return event.op
  }
}

/** What the journal should say of a post, and on the page of which day. */
function eventsOf(post: Post): { at: Instant; event: JournalEvent }[] {
  const { id, path, digest, revision, changed, tombstone, lifted = [] } = post
  if (tombstone?.kind === 'redacted') return []
  const gone = [...lifted, ...(tombstone ? [tombstone] : [])]
  return [
    {
      at: post.revised,
      event:
        revision === 1
          ? { op: 'put', id, path, digest }
          : { op: 'revise', id, path, digest, ...(changed && { changed }) },
    },
    ...gone.map(one => ({ at: one.confirmed, event: goneEvent(post, one) })),
    ...lifted.map(one => ({ at: one.returned, event: returnEvent(post, one) })),
  ]
}
