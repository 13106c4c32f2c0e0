// The invariants of an archive, checked: between posts, earlier states, journal, captures and the rows made of them.
// Nothing is changed here; each finding says what is wrong and what to do about it.
import { readPost } from '../formats/post/read.ts'
import { revisionFolder } from '../formats/post/write.ts'
import { wholeLength } from '../formats/warc/read.ts'
import type { Article, Post } from '../model/article.ts'
import type { Store } from '../model/catalogue.ts'
import { StetError } from '../model/error.ts'
import type { Archive, Clock } from '../model/ports.ts'
import { DAY, iso } from '../model/time.ts'
import { evidenceOf, placeOf } from './captures.ts'
import { CATALOGUE, checkPictures } from './check-pictures.ts'
import { contentDigest } from './content.ts'
import type { Finding } from './finding.ts'
import { readJournal } from './journal.ts'

export interface CheckDeps {
  readonly archive: Archive
  readonly store: Store
  readonly clock: Clock
  /** Names the catalogue, where it is not the file that it usually is. */
  readonly catalogue?: string
}

const FROM_COPY = 'restore it from a copy (git, a backup)'
const REBUILD = { way: 'stet rebuild', remedy: 'rebuild' } as const
/** Posts read at a time. */
const BATCH = 200

/** Everything that is not as it should be. Reads every file of the archive once. */
export async function check(
  deps: CheckDeps,
  progress: (done: number) => void = () => {},
): Promise<Finding[]> {
  const findings: Finding[] = []
  const shown = new Map<string, string>()
  const known = await posts(deps, findings, shown, progress)
  await earlierStates(deps, known, findings)
  await journal(deps, known, findings)
  await captures(deps, known, findings)
  findings.push(...(await checkPictures(deps, shown)))
  for (const note of ['writing', 'capturing'])
    if ((await deps.store.note(note)) !== undefined)
      findings.push({
        about: deps.catalogue ?? CATALOGUE,
        what: 'a run was killed under way',
        way: 'stet poll heals it, or stet rebuild',
        remedy: 'rebuild',
      })
  return findings
}

/** What later checks need of a post. */
interface Known {
  readonly path: string
  readonly revision: number
  readonly digest: string
  readonly capture: string | undefined
  /** Capture files that its tombstones rest on. */
  readonly evidence: readonly string[]
}

async function posts(
  { archive, store, clock, catalogue = CATALOGUE }: CheckDeps,
  findings: Finding[],
  shown: Map<string, string>,
  progress: (done: number) => void,
): Promise<Map<string, Known>> {
  const known = new Map<string, Known>()
  const numbers = new Map<number, string>()
  let newest: Post | undefined
  let unlike = 0
  let batch: string[] = []
  const take = async (): Promise<void> => {
    const read = (await Promise.all(batch.map(path => readWhole(path, archive, findings)))).filter(
      post => post !== undefined,
    )
    const rows = new Map((await store.byPaths(batch)).map(row => [row.path, row]))
    for (const post of read) {
      if (!isLike(post, rows.get(post.path))) unlike++
      doubles(post, known, numbers, findings)
      for (const { digest } of post.pictures ?? []) shown.set(digest, post.path)
      known.set(post.id, {
        path: post.path,
        revision: post.revision,
        digest: post.digest,
        capture: post.capture,
        evidence: evidenceOf(post),
      })
      if (post.revised > (newest?.revised ?? 0)) newest = post
    }
    batch = []
    progress(known.size)
  }
  for await (const path of archive.list('_posts')) {
    if (!path.endsWith('.md')) continue
    batch.push(path)
    if (batch.length === BATCH) await take()
  }
  await take()
  const rows = await store.count({})
  if (unlike > 0 || rows !== known.size)
    findings.push({
      about: catalogue,
      what:
        unlike > 0
          ? `the catalogue has ${unlike} ${unlike === 1 ? 'post' : 'posts'} otherwise than the files, or not at all`
          : `the catalogue has ${rows} articles and the files ${known.size}`,
      ...REBUILD,
    })
  if (newest && newest.revised > clock.now() + DAY)
    findings.push({
      about: 'the clock',
      what: `it says ${iso(clock.now())}, but ${newest.path} was taken at ${iso(newest.revised)}`,
      way: 'set the clock of this machine; dates of what was taken meanwhile are wrong',
    })
  return known
}

const isLike = (post: Post, row: Article | undefined): boolean =>
  row !== undefined &&
  row.id === post.id &&
  row.number === post.number &&
  row.digest === post.digest &&
  row.revision === post.revision

function doubles(
  post: Post,
  known: ReadonlyMap<string, Known>,
  numbers: Map<number, string>,
  findings: Finding[],
): void {
  const same = known.get(post.id)
  if (same)
    findings.push({
      about: post.path,
      what: `is the same article as ${same.path} (id ${post.id})`,
      way: 'move one of the two away, then stet rebuild',
    })
  const number = numbers.get(post.number)
  if (!same && number !== undefined)
    findings.push({
      about: post.path,
      what: `has the item number ${post.number}, as ${number} has`,
      way: 'it was copied from another archive: move it away and `stet import` it, then stet rebuild',
    })
  numbers.set(post.number, post.path)
}

async function readWhole(path: string, archive: Archive, findings: Finding[]): Promise<Post | undefined> {
  try {
    const post = readPost(path, (await archive.read(path)) ?? new Uint8Array())
    if (contentDigest(post) !== post.digest)
      findings.push({
        about: path,
        what: 'its title, author, date, lead picture or text is not what its digest was made of',
        way: `somebody wrote in it, or it is damaged: ${FROM_COPY}`,
      })
    return post
  } catch (error) {
    if (!(error instanceof StetError)) throw error
    findings.push({
      about: path,
      what: error.message.replace(`${path} `, ''),
      way: `${FROM_COPY}, or move it away if it is not stet’s`,
    })
    return undefined
  }
}

async function earlierStates(
  { archive }: CheckDeps,
  known: ReadonlyMap<string, Known>,
  findings: Finding[],
): Promise<void> {
  const found = new Map<string, Set<number>>()
  for await (const path of archive.list('_revisions')) {
    if (!path.endsWith('.md')) continue
    const post = await readWhole(path, archive, findings)
    if (!post) continue
    const folder = path.slice(0, path.lastIndexOf('/'))
    found.set(folder, (found.get(folder) ?? new Set()).add(post.revision))
    if (!known.has(post.id))
      findings.push({
        about: path,
        what: 'is an earlier state of an article that is not there',
        way: `${FROM_COPY.replace('it', 'the article')}, then stet rebuild`,
      })
  }
  for (const { path, revision } of known.values()) {
    const states = found.get(revisionFolder(path))
    for (let n = 1; n < revision; n++)
      if (!states?.has(n))
        findings.push({
          about: path,
          what: `its state ${n} of ${revision} is missing under ${revisionFolder(path)}`,
          way: FROM_COPY,
        })
  }
}

async function journal(
  { archive }: CheckDeps,
  known: ReadonlyMap<string, Known>,
  findings: Finding[],
): Promise<void> {
  const told = new Set<string>()
  const lost = new Set<string>()
  const ended = new Set<string>()
  for await (const path of archive.list('log')) {
    const bytes = (await archive.read(path)) ?? new Uint8Array()
    const whole = bytes.lastIndexOf(0x0a) + 1
    if (whole < bytes.length)
      findings.push({
        about: path,
        what: 'its last line was not finished',
        way: 'the next poll cuts it off',
        remedy: 'cut',
        whole,
      })
    for (const event of await readJournal(archive, path)) {
      if (!('id' in event) || !('path' in event)) continue
      // Kinds of event that this version does not know may end an article on purpose.
      if (event.op === 'put' || event.op === 'revise') told.add(event.id)
      else if (event.op !== 'gone' && event.op !== 'returned') ended.add(event.id)
      if (!known.has(event.id)) lost.add(event.id)
    }
  }
  for (const id of lost)
    if (!ended.has(id))
      findings.push({
        about: id,
        what: 'the journal says that this article was kept, and its file is missing',
        way: `${FROM_COPY}, then stet rebuild`,
      })
  const untold = [...known].filter(([id]) => !told.has(id))
  if (told.size > 0 && untold.length > 0)
    findings.push({
      about: 'log/',
      what: `the journal does not tell of ${untold.length} of the articles, among them ${untold[0]![1].path}`,
      way: 'if they came from another tool or archive this is as it should be; else restore log/ from a copy',
    })
}

async function captures(
  { archive }: CheckDeps,
  known: ReadonlyMap<string, Known>,
  findings: Finding[],
): Promise<void> {
  const sizes = new Map<string, number>()
  for await (const path of archive.list('captures')) {
    if (!path.endsWith('.warc.gz')) continue
    const bytes = (await archive.read(path)) ?? new Uint8Array()
    const whole = wholeLength(bytes)
    sizes.set(path, whole)
    if (whole < bytes.length)
      findings.push({
        about: path,
        what: `its last record breaks off after ${whole} of ${bytes.length} bytes`,
        way: 'cut the file there',
        remedy: 'cut',
        whole,
      })
  }
  const missing = [...known.values()].filter(({ capture }) => {
    const place = capture === undefined ? undefined : placeOf(capture)
    return place && place.offset + place.length > (sizes.get(place.path) ?? 0)
  })
  const bare = [...known.values()].filter(({ evidence }) => evidence.some(file => !sizes.has(file)))
  if (bare.length > 0)
    findings.push({
      about: 'captures/',
      what: `the evidence for the withdrawal of ${bare.length} ${bare.length === 1 ? 'article is' : 'articles are'} missing, among them that of ${bare[0]!.path}`,
      way: FROM_COPY.replace('it', 'captures/'),
    })
  if (missing.length > 0)
    findings.push({
      about: 'captures/',
      what: `the raw exchanges of ${missing.length} ${missing.length === 1 ? 'article is' : 'articles are'} missing, among them that of ${missing[0]!.path}`,
      way: FROM_COPY.replace('it', 'captures/'),
    })
}
