// Are the articles around a missing one where they were? If not, the site has changed, and not the article.
import type { Article } from '../model/article.ts'
import type { SourceId } from '../model/source.ts'
import { DAY, type Duration, type Instant } from '../model/time.ts'
import { hostOf } from '../model/url.ts'
import { lookAt } from './look.ts'
import { type Follow, isLookedAt, type LookDeps, type Unfound } from './look-rules.ts'
import { type LookState, lookTask, shownId } from './look-state.ts'
import type { Verdict } from './verdict.ts'

/** What a run has seen of articles, so that neighbours of several need be asked only once. */
export type Seen = Map<string, Verdict['kind']>

/** Articles on either side of a missing one that are asked whether they are where they were. */
const ASKED = 3
/** And of how many they are chosen. */
const LOOKED_THROUGH = 5 * ASKED
/** So many missing in a row on one side are no accident. */
const ROW = 2

/**
 * Whether the articles around a missing one are there: where those before or after it are missing too, the site has
 * changed and not the article. Those looked at since it was first missed are not asked again.
 */
export async function neighbourhood(
  article: Article,
  since: Instant,
  { source }: Follow,
  deps: LookDeps,
  seen: Seen,
): Promise<Pick<Unfound, 'missing' | 'of' | 'newest'> & { found: number; isWell: boolean }> {
  // What came later may be at the addresses of another site.
  const isAsked = (one: Article): boolean =>
    !one.tombstone &&
    one.taken < since &&
    isLookedAt(one, source) &&
    hostOf(one.url!) === hostOf(article.url!)
  const sum = { missing: 0, of: 0, newest: article.taken, found: 0, isWell: true }
  for (const way of ['newer', 'older'] as const) {
    let lost = 0
    let found = 0
    for (const one of (await beside(article, way, deps)).filter(isAsked).slice(0, ASKED)) {
      const kind = await lastSeen(one, since, deps, seen)
      sum.of++
      if (kind === 'missing') {
        lost++
        sum.newest = Math.max(sum.newest, one.taken)
      }
      if (kind === 'there') found++
      if (found > 0) break
    }
    sum.missing += lost
    sum.found += found
    if (found === 0 && lost >= ROW) sum.isWell = false
  }
  return { ...sum, isWell: sum.isWell && (sum.of === 0 || sum.found > 0) }
}

async function lastSeen(
  article: Article,
  since: Instant,
  deps: LookDeps,
  seen: Seen,
): Promise<Verdict['kind']> {
  const now = seen.get(article.id)
  if (now) return now
  const [task] = await deps.looks.tasks([lookTask(article.id)])
  const state = (task?.state ?? { since: article.taken }) as unknown as LookState
  if (state.missing && (state.last ?? 0) >= since) return 'missing'
  if (state.saw === 'there' && (state.last ?? 0) > since) return 'there'
  const asked = await lastAsked(article, deps)
  if (asked && asked.at >= Math.max(since, deps.clock.now() - ASKED_HOLDS)) return asked.kind
  const { verdict } = await lookAt(article, state, deps)
  seen.set(article.id, verdict.kind)
  await rememberAsked(article, verdict.kind, deps)
  return verdict.kind
}

/** What was seen of an article when another was missing, so that a site that is gone is not asked for each of them. */
interface Asked {
  readonly at: Instant
  readonly kind: Verdict['kind']
}

const ASKED_HOLDS: Duration = 2 * DAY
const REMEMBERED = 60

const askedOf = (source: SourceId): string => `asked:${source}`

async function allAsked(source: SourceId, { looks }: LookDeps): Promise<Readonly<Record<string, Asked>>> {
  return ((await looks.host(askedOf(source))) ?? {}) as Record<string, Asked>
}

const lastAsked = async ({ id, source }: Article, deps: LookDeps): Promise<Asked | undefined> =>
  (await allAsked(source, deps))[shownId(id)]

async function rememberAsked({ id, source }: Article, kind: Verdict['kind'], deps: LookDeps): Promise<void> {
  const at = deps.clock.now()
  const { [shownId(id)]: _, ...others } = await allAsked(source, deps)
  const kept = Object.entries(others).filter(([, one]) => Math.abs(at - one.at) < ASKED_HOLDS)
  await deps.looks.setHost(askedOf(source), {
    ...Object.fromEntries(kept.slice(-REMEMBERED)),
    [shownId(id)]: { at, kind },
  })
}

/** The articles of its source that came after it or before, the nearest first. */
async function beside(article: Article, way: 'older' | 'newer', { store }: LookDeps): Promise<Article[]> {
  const found: Article[] = []
  let at: Article | undefined = article
  while (found.length < LOOKED_THROUGH) {
    at = (await store.neighbours(at))[way]
    if (!at) break
    found.push(at)
  }
  return found
}
