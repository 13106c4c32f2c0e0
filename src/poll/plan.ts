// What a round of offers means: which drafts are new articles, which are new states of known ones, which are neither.
import { readWholePost } from '../formats/post/read.ts'
import { postPath, revisionPath, writePost } from '../formats/post/write.ts'
import type { ArticleId, Changed, Post, RevisionRow } from '../model/article.ts'
import type { Batch, Key, Store } from '../model/catalogue.ts'
import { editOf, type Change as SourceChange } from '../model/change.ts'
import type { Digest } from '../model/digest.ts'
import { articleId } from '../model/identity.ts'
import type { Archive } from '../model/ports.ts'
import { placeOf } from './captures.ts'
import {
  besideKept,
  changedBy,
  datedAsKept,
  isFlip,
  isNewState,
  isTitleAlone,
  type Offer,
  type Present,
  type Rules,
} from './compare.ts'
import type { Draft } from './draft.ts'

/** What became of an offer's drafts. */
export interface Kept {
  readonly added: number
  readonly revised: number
  /** Turned out to be what was there already. */
  readonly same: number
}

/** One article as it will be, with the states it leaves behind. */
export interface Change {
  readonly post: Post
  readonly keys: readonly Key[]
  readonly isNew: boolean
  readonly earlier: readonly { readonly row: RevisionRow; readonly bytes: Uint8Array | string }[]
  /** What its source did to it, a state each. */
  readonly edits: readonly SourceChange[]
}

export interface Plan {
  readonly changes: readonly Change[]
  readonly seen: NonNullable<Batch['seen']>
  readonly past: readonly Digest[]
  /** By offer. */
  readonly kept: readonly Kept[]
  /** Capture files that the changes name. */
  readonly captures: readonly string[]
  /** Paths of posts that are on disk but not, or not so, in the catalogue; nothing else of the plan counts then. */
  readonly astray: readonly string[]
}

/** An article while the round is being planned. */
interface Working {
  post: Present
  readonly keys: Set<Key>
  readonly isNew: boolean
  changed: boolean
  readonly earlier: Change['earlier'][number][]
  readonly edits: SourceChange[]
}

interface Desk {
  readonly byKey: Map<Key, Working>
  readonly byId: Map<ArticleId, Working>
  /** Of this round's new articles. */
  readonly paths: Set<string>
  /** Of those that the round's new articles would take, the ones that articles of the catalogue have. */
  readonly taken: ReadonlySet<string>
  readonly seen: { article: ArticleId; entry: Digest; keys: readonly Key[] }[]
  readonly past: Digest[]
  readonly astray: string[]
}

/** Reads what is needed and decides; writes nothing. */
export async function plan(
  offers: readonly Offer[],
  { archive, store }: { archive: Archive; store: Store },
  rules: Rules,
): Promise<Plan> {
  const desk = await layOut(offers, store, rules)
  const kept: Kept[] = []
  for (const offer of offers) {
    const counts = { added: 0, revised: 0, same: 0 }
    const before = desk.byId.size
    for (const draft of offer.drafts) counts[await decide(draft, offer, desk, archive, store, rules)]++
    byAge([...desk.byId.values()].slice(before))
    kept.push(counts)
  }
  const changes = [...desk.byId.values()].filter(({ changed }) => changed).map(changeOf)
  const captures = new Set(
    changes.flatMap(({ post }) =>
      [post.capture ?? '', ...(post.pages ?? [])].flatMap(place => placeOf(place)?.path ?? []),
    ),
  )
  return { changes, seen: desk.seen, past: desk.past, kept, captures: [...captures], astray: desk.astray }
}

/**
 * Numbers of what came together ascend with its dates: feeds have their newest first, and readers who go by number would
 * see them upside down. Where one has no date, the feed's order is trusted to be that.
 */
function byAge(made: readonly Working[]): void {
  const numbers = made.map(({ post }) => post.number)
  const fromTheEnd = made.toReversed()
  const inOrder = made.every(({ post }) => post.published !== undefined)
    ? fromTheEnd.sort((a, b) => a.post.published! - b.post.published!)
    : fromTheEnd
  for (const [i, at] of inOrder.entries()) at.post = { ...at.post, number: numbers[i]! }
}

const changeOf = ({ post, keys, isNew, earlier, edits }: Working): Change => ({
  post: post as Post,
  keys: [...keys],
  isNew,
  earlier,
  edits,
})

async function layOut(offers: readonly Offer[], store: Store, { now }: Rules): Promise<Desk> {
  const known = await store.lookup([
    ...new Set(offers.flatMap(({ drafts }) => drafts.flatMap(({ keys }) => keys))),
  ])
  const articles = await store.articles([...new Set(known.values())])
  const byId = new Map(articles.map(article => [article.id, working(article, false)]))
  const byKey = new Map<Key, Working>()
  for (const [key, id] of known) if (byId.has(id)) byKey.set(key, byId.get(id)!)
  const unknown = offers.flatMap(({ drafts }) =>
    drafts.filter(({ keys }) => !keys.some(key => byKey.has(key))),
  )
  const wished = unknown.map(draft => postPath({ ...draft, id: idOf(draft), taken: now }, DIGITS[0]))
  const taken = new Set((await store.byPaths(wished)).map(({ path }) => path))
  return { byKey, byId, paths: new Set(), taken, seen: [], past: [], astray: [] }
}

const idOf = ({ keys, entry }: Draft): ArticleId => articleId(keys, entry)

const working = (post: Working['post'], isNew: boolean): Working => ({
  post,
  keys: new Set(),
  isNew,
  changed: isNew,
  earlier: [],
  edits: [],
})

async function decide(
  draft: Draft,
  offer: Offer,
  desk: Desk,
  archive: Archive,
  store: Store,
  rules: Rules,
): Promise<'added' | 'revised' | 'same'> {
  const found = draft.keys.map(key => desk.byKey.get(key)).find(hit => hit !== undefined)
  const at = found ?? desk.byId.get(idOf(draft))
  if (!at) {
    await add(draft, desk, archive, store, rules)
    return 'added'
  }
  for (const key of draft.keys) if (!desk.byKey.has(key)) desk.byKey.set(key, at)
  const dated = datedAsKept(draft, offer, at.post)
  const beside = offer.live ? await besideKept(dated, offer, at.post, archive) : dated
  return change(beside, offer, at, desk, archive, store, rules)
}

/** What a draft means for an article that is known. */
async function change(
  draft: Draft,
  offer: Offer,
  at: Working,
  desk: Desk,
  archive: Archive,
  store: Store,
  rules: Rules,
): Promise<'revised' | 'same'> {
  const changed = isNewState(draft, offer, at.post, rules)
    ? await changedBy(draft, offer, at.post, { archive, store, rules })
    : 'nothing'
  // Not remembered: if it stays so, it will be a change.
  if (isTitleAlone(changed) && (await isFlip(draft, at.post, store, rules.now))) return 'same'
  if (changed === 'nothing') {
    if (at.changed) for (const key of draft.keys) at.keys.add(key)
    desk.seen.push({ article: at.post.id, entry: draft.entry, keys: draft.keys })
    return 'same'
  }
  await revise(draft, changed, offer, at, desk, archive, rules)
  return 'revised'
}

async function add(draft: Draft, desk: Desk, archive: Archive, store: Store, rules: Rules): Promise<void> {
  const { keys, ...content } = draft
  const id = idOf(draft)
  const bare = {
    ...content,
    id,
    number: rules.nextNumber(),
    path: '',
    taken: rules.now,
    revised: rules.now,
    revision: 1,
  }
  const path = await freePath(bare, desk, archive, store)
  const at = working({ ...bare, path }, true)
  for (const key of keys) {
    at.keys.add(key)
    desk.byKey.set(key, at)
  }
  desk.byId.set(id, at)
  desk.paths.add(path)
}

/** Of the article's id in its path: as few as possible. */
const DIGITS = [8, 16, 32] as const

/** The article's path; a longer one where another article has it. A file there that no row knows is astray. */
async function freePath(article: Post, desk: Desk, archive: Archive, store: Store): Promise<string> {
  for (const digits of DIGITS) {
    const path = postPath(article, digits)
    if (desk.paths.has(path) || desk.taken.has(path)) continue
    // Asked for all of the round at once; longer ones are hardly ever wanted.
    if (digits !== DIGITS[0] && (await store.byPaths([path])).length > 0) continue
    if ((await archive.size(path)) === undefined) return path
    // A damaged file keeps its place, for a person to look at; a whole one is believed.
    const bytes = await archive.read(path)
    if (bytes && readWholePost(path, bytes) === undefined) continue
    desk.astray.push(path)
    return path
  }
  return postPath(article, 32)
}

async function revise(
  draft: Draft,
  changed: readonly Changed[] | 'unknown',
  offer: Offer,
  at: Working,
  desk: Desk,
  archive: Archive,
  rules: Rules,
): Promise<void> {
  const { post } = at
  const bytes = await presentBytes(at, desk, archive)
  if (bytes !== undefined)
    at.earlier.push({
      row: {
        article: post.id,
        n: post.revision,
        digest: post.digest,
        title: post.title,
        taken: post.revised,
        path: revisionPath(post.path, post.revision, post.digest),
      },
      bytes,
    })
  if (offer.live) desk.past.push(post.entry)
  else desk.seen.push({ article: post.id, entry: post.entry, keys: [] })
  const { keys, source: _, ...content } = draft
  const { id, number, path, source, taken, agreed, tombstone, lifted } = post
  at.post = {
    ...content,
    id,
    number,
    path,
    source,
    taken,
    revised: rules.now,
    revision: post.revision + 1,
    ...(agreed && { agreed }),
    ...(changed !== 'unknown' && { changed }),
    ...(changed.includes('title') && { was: post.title }),
    ...(tombstone && { tombstone }),
    ...(lifted && { lifted }),
  }
  at.changed = true
  at.edits.push(...editOf(at.post))
  for (const key of keys) at.keys.add(key)
}

/** The post as it stands, to become an earlier state: from this round, or from its file, if that is what the row says. */
async function presentBytes(
  { post }: Working,
  desk: Desk,
  archive: Archive,
): Promise<Uint8Array | string | undefined> {
  if (post.html !== undefined) return writePost(post as Post)
  const bytes = await archive.read(post.path)
  const onDisk = bytes && readWholePost(post.path, bytes)
  if (onDisk && onDisk.digest !== post.digest) desk.astray.push(post.path)
  return bytes
}
