// Taking over the predecessor's archive: every post becomes an article, or is named with the reason why not.
import { readPredecessorPost } from '../formats/seed/read.ts'
import type { Store } from '../model/catalogue.ts'
import { digest } from '../model/digest.ts'
import { keysOf } from '../model/identity.ts'
import type { Archive, Clock, Log } from '../model/ports.ts'
import { slug } from '../model/slug.ts'
import type { SourceFacts } from '../model/source.ts'
import { oneLine, shorten } from '../model/text.ts'
import { article as cleanArticle } from '../page/clean.ts'
import { detectLanguage } from '../page/language.ts'
import { type Captures, openCaptures } from './captures.ts'
import { contentDigest } from './content.ts'
import { beginning, type Draft } from './draft.ts'
import { type Keeper, openKeeper } from './keep.ts'

/** One file of the archive to be taken over. */
export interface ForeignFile {
  /** Its path there, for messages and for dates. */
  readonly path: string
  readonly bytes: Uint8Array
}

export interface Imported {
  readonly files: number
  readonly added: number
  /** Other states of an address that was there: kept as revisions. */
  readonly revised: number
  /** The same article again, word for word. */
  readonly doubled: number
  /** Taken over by an earlier import. */
  readonly known: number
  readonly refused: readonly { readonly path: string; readonly why: string }[]
  /** Taken over, but something had to be guessed. */
  readonly repaired: readonly { readonly path: string; readonly why: string }[]
}

export interface ImportDeps {
  readonly archive: Archive
  readonly store: Store
  readonly clock: Clock
  readonly log: Log
}

const BATCH = 100
/** The source of a post that names none. */
const NAMELESS = 'imported'

/**
 * Imports files as they come, in batches, so that memory does not grow with their number. Doing it again changes
 * nothing. The archive must be locked by the caller.
 */
export async function importPosts(
  files: AsyncIterable<ForeignFile>,
  {
    software,
    keepCaptures,
    followed,
  }: { software: string; keepCaptures: boolean; followed: ReadonlySet<string> },
  deps: ImportDeps,
  progress: (files: number) => void = () => {},
): Promise<Imported> {
  const { archive, store, clock } = deps
  const captures = keepCaptures ? openCaptures(archive, store, software, clock.now()) : undefined
  const keeper = await openKeeper(deps, id => followed.has(id))
  const known = new Set((await store.sources()).map(({ id }) => id))
  const sum = {
    files: 0,
    added: 0,
    revised: 0,
    doubled: 0,
    known: 0,
    refused: [] as Named[],
    repaired: [] as Named[],
  }
  let writing: Promise<void> = Promise.resolve()
  try {
    for await (const batch of batches(files)) {
      const readings = batch.map(file => ({ file, entry: `import:${digest(file.bytes)}` }))
      const seen = await store.seen(readings.map(({ entry }) => entry))
      const unseen = readings.filter(({ entry }) => !seen.has(entry))
      const read = await Promise.all(
        unseen.map(({ file, entry }) => draftOfFile(file, entry, captures, clock)),
      )
      const drafts: Draft[] = []
      const facts: SourceFacts[] = []
      for (const [i, one] of read.entries()) {
        const { path } = unseen[i]!.file
        if ('why' in one) {
          sum.refused.push({ path, why: one.why })
          continue
        }
        drafts.push(one.draft)
        if (one.repairs.length > 0) sum.repaired.push({ path, why: one.repairs.join('; ') })
        if (!known.has(one.facts.id)) facts.push(one.facts)
        known.add(one.facts.id)
      }
      sum.known += readings.length - unseen.length
      sum.files += batch.length
      // The next batch is read and cleaned while this one is written.
      await writing
      writing = keepBatch(drafts, facts, keeper, sum).then(() => progress(sum.files))
      // Whoever awaits it above hears of a failure; until then it is not an unhandled one.
      writing.catch(() => {})
    }
    await writing
  } finally {
    await writing.catch(() => {})
    await captures?.close()
  }
  return sum
}

async function keepBatch(
  drafts: readonly Draft[],
  facts: readonly SourceFacts[],
  keeper: Keeper,
  sum: { added: number; revised: number; doubled: number },
): Promise<void> {
  const nothing = { present: new Set<string>(), live: false }
  const [kept] = await Promise.all([
    keeper.keep({ drafts, ...nothing }),
    ...facts.map(fact => keeper.keep({ drafts: [], ...nothing, facts: fact })),
  ])
  sum.added += kept.added
  sum.revised += kept.revised
  sum.doubled += kept.same
}

interface Named {
  readonly path: string
  readonly why: string
}

/** Batches of what comes; what came before an error is handed on before the error is. */
async function* batches(files: AsyncIterable<ForeignFile>): AsyncGenerator<ForeignFile[]> {
  let batch: ForeignFile[] = []
  let failure: { error: unknown } | undefined
  try {
    for await (const file of files) {
      batch.push(file)
      if (batch.length < BATCH) continue
      yield batch
      batch = []
    }
  } catch (error) {
    failure = { error }
  }
  if (batch.length > 0) yield batch
  if (failure) throw failure.error
}

type Reading = { draft: Draft; facts: SourceFacts; repairs: readonly string[] } | { why: string }

async function draftOfFile(
  file: ForeignFile,
  entry: string,
  captures: Captures | undefined,
  clock: Clock,
): Promise<Reading> {
  const text = new TextDecoder().decode(file.bytes)
  const post = readPredecessorPost(file.path, text)
  if ('reason' in post) return { why: post.reason }
  const site = oneLine(post.categories[0] ?? post.tags[0] ?? '')
  const source = site === '' ? NAMELESS : slug(site, 60).toLowerCase()
  const capture = await captures?.resource(
    `file:${encodeURI(file.path)}`,
    'text/markdown',
    file.bytes,
    clock.now(),
  )
  const cleaned = cleanArticle(post.html, post.url === '' ? {} : { base: post.url })
  const title = shorten(oneLine(post.title), 500)
  const named = { source, ...(post.url !== '' && { url: post.url }) }
  const lead = cleaned.pictures[0]
  const content = {
    title,
    author: oneLine(post.author),
    ...(post.date !== undefined && { published: post.date }),
    ...(lead && { lead }),
    html: cleaned.html,
  }
  const keys = keysOf(named)
  const draft: Draft = {
    ...named,
    ...content,
    // Without an address, the same title and text are the same article.
    keys: keys.length > 0 ? keys : [`content:${source}:${digest(`${title}\n${cleaned.html}`)}`],
    language: detectLanguage(beginning(title, cleaned.text)),
    tags: post.tags.map(oneLine),
    categories: post.categories.map(oneLine),
    enclosures: [],
    text: 'feed',
    digest: contentDigest(content),
    entry,
    ...(capture !== undefined && { capture }),
  }
  return {
    draft,
    facts: { id: source, title: site || NAMELESS, description: '', url: '' },
    repairs: post.repairs,
  }
}
