// Keeping: drafts are compared with what is there, and what is new is written, files first, then rows. One keeper at
// a time works on an archive; offers that come while it writes are taken together, so that many feeds share one flush.
import { readWholePost } from '../formats/post/read.ts'
import { writePost } from '../formats/post/write.ts'
import type { Article } from '../model/article.ts'
import type { Key, Store } from '../model/catalogue.ts'
import type { Frontier } from '../model/frontier.ts'
import type { Archive, ArchiveFile, Clock, Log } from '../model/ports.ts'
import type { SourceFacts } from '../model/source.ts'
import { agreementOf } from './agreement.ts'
import { alone } from './alone.ts'
import type { Offer } from './compare.ts'
import { adopt, clearIntent, healIntent, intend } from './intent.ts'
import { appendJournal, type JournalEvent } from './journal.ts'
import { type LookState, lookTask } from './look-state.ts'
import type { KnownPage } from './page-seen.ts'
import { type Change, type Kept, type Plan, plan } from './plan.ts'

export interface KeepDeps {
  readonly archive: Archive
  readonly store: Store
  readonly clock: Clock
  readonly log: Log
  /** The schedule of looks, which remembers how pages were; absent where none are done. */
  readonly looks?: Frontier
}

export interface Keeper {
  /** Resolves when what the offer brings is durable in files and rows. */
  keep(offer: Offer): Promise<Kept>
  /** The HTML of the article that has one of these keys, where it came from the article's page. */
  pageText(keys: readonly Key[]): Promise<string | undefined>
}

/** Before this, microseconds stay far below 2^53. */
const LAST_CLOCK = Date.UTC(2200, 0)

/** Drafts taken together at most; more wait for the next round. */
const ROUND = 400

interface Waiting {
  readonly offer: Offer
  readonly done: (kept: Kept) => void
  readonly failed: (error: unknown) => void
}

/**
 * A keeper over an archive that this process has locked, or writes to alone for a round at a time. `owns` says whether a source is still followed: only an
 * article's own source revises it, unless that source is gone. Heals first what a killed run left.
 */
export async function openKeeper(deps: KeepDeps, owns: (source: string) => boolean): Promise<Keeper> {
  await alone(deps.archive, () => healIntent(deps))
  let highest = await deps.store.highestNumber()
  const waiting: Waiting[] = []
  let working = false

  const nextNumber = (): number => {
    const now = deps.clock.now()
    // A clock centuries ahead is wrong, and its microseconds are no exact numbers.
    highest = Math.max(highest + 1, now < LAST_CLOCK ? now * 1000 : 0)
    return highest
  }

  async function work(): Promise<void> {
    if (working) return
    working = true
    // Whoever else is ready in this turn of the event loop shares the round.
    await new Promise(resolve => setImmediate(resolve))
    while (waiting.length > 0) {
      const round = takeRound(waiting)
      try {
        const offers = round.map(({ offer }) => offer)
        const kept = await alone(deps.archive, async () => {
          // Others may have kept something since.
          if (deps.archive.alone) highest = Math.max(highest, await deps.store.highestNumber())
          return keepRound(offers, deps, owns, nextNumber)
        })
        for (const [i, { done }] of round.entries()) done(kept[i]!)
      } catch (error) {
        for (const { failed } of round) failed(error)
      }
    }
    working = false
  }

  return {
    async pageText(keys) {
      const { archive, store } = deps
      const [article] = await store.articles([...new Set((await store.lookup(keys)).values())])
      if (article?.text !== 'page') return undefined
      const bytes = await archive.read(article.path)
      return bytes && readWholePost(article.path, bytes)?.html
    },
    keep: offer =>
      new Promise((done, failed) => {
        waiting.push({ offer, done, failed })
        void work()
      }),
  }
}

function takeRound(waiting: Waiting[]): Waiting[] {
  let drafts = 0
  let n = 0
  while (n < waiting.length && (n === 0 || drafts + waiting[n]!.offer.drafts.length <= ROUND))
    drafts += waiting[n++]!.offer.drafts.length
  return waiting.splice(0, n)
}

async function keepRound(
  offers: readonly Offer[],
  deps: KeepDeps,
  owns: (source: string) => boolean,
  nextNumber: () => number,
): Promise<readonly Kept[]> {
  const { looks, clock } = deps
  const pageOf = looks && ((article: Article) => knownPage(article, looks))
  const made = await plan(offers, deps, { owns, nextNumber, now: clock.now(), ...(pageOf && { pageOf }) })
  if (made.astray.length > 0) {
    // Posts that the catalogue does not know, or knows otherwise: believe the files, then look again.
    await adopt(made.astray, deps)
    return keepRound(offers, deps, owns, nextNumber)
  }
  await write(made, offers, deps)
  return made.kept
}

async function knownPage({ id, source }: Article, looks: Frontier): Promise<KnownPage> {
  const [task] = await looks.tasks([lookTask(id)])
  const before = (task?.state as LookState | undefined)?.page
  return { ...(before && { before }), agree: before ? [] : await agreementOf(source, looks) }
}

async function write(
  made: Plan,
  offers: readonly Offer[],
  { archive, store, clock }: KeepDeps,
): Promise<void> {
  const facts = offers.flatMap(offer => offer.facts ?? [])
  const { changes } = made
  if (changes.length === 0 && facts.length === 0) {
    if (made.seen.length > 0) await store.apply({ seen: made.seen, past: made.past })
    return
  }
  const posts = changes.map(({ post }) => post.path)
  await intend(store, posts)
  const earlier = changes.flatMap(earlierFiles)
  await archive.create(earlier)
  await archive.write(changes.map(({ post }) => ({ path: post.path, bytes: writePost(post) })))
  const journal = await appendJournal(archive, clock.now(), [
    ...facts.map(factsEvent),
    ...changes.flatMap(changeEvents),
  ])
  await store.apply({
    articles: changes.map(({ post, keys }) => ({ article: withoutHtml(post), keys })),
    revisions: changes.flatMap(({ earlier }) => earlier.map(({ row }) => row)),
    changes: changes.flatMap(({ edits }) => edits),
    seen: made.seen,
    past: made.past,
    sources: facts,
    changed: [...posts, ...earlier.map(({ path }) => path), journal, ...made.captures],
    notes: clearIntent,
  })
}

const earlierFiles = ({ earlier }: Change): ArchiveFile[] =>
  earlier.map(({ row, bytes }) => ({ path: row.path, bytes }))

function withoutHtml({ html: _, ...article }: Change['post']) {
  return article
}

const factsEvent = (facts: SourceFacts): JournalEvent => ({ op: 'source', ...facts })

const changeEvents = ({ post, isNew, earlier }: Change): JournalEvent[] => [
  // An article made and changed in one round was put as its first state.
  ...(isNew
    ? [{ op: 'put' as const, id: post.id, path: post.path, digest: earlier[0]?.row.digest ?? post.digest }]
    : []),
  ...(isNew && earlier.length === 0 ? [] : [revised(post)]),
]

const revised = ({ id, path, digest, changed }: Article): JournalEvent => ({
  op: 'revise',
  id,
  path,
  digest,
  ...(changed && { changed }),
})
