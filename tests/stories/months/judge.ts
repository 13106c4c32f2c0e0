// The record against the script: what must be on it, what may be, and what is false.
import type { Article } from '../../../src/model/article.ts'
import type { Change } from '../../../src/model/change.ts'
import { pageOfStory } from './publisher.ts'
import { absence, type Outlet, type Story, type Version } from './script.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

export interface Judged {
  /** What the record should have and has not, in words. */
  readonly missed: readonly string[]
  readonly false: readonly string[]
  /** Real edits, withdrawals and returns that had to be seen. */
  readonly wanted: number
  readonly told: number
}

export interface Terms {
  readonly steps: readonly number[]
  /** The longest time between two polls. */
  readonly gap: number
  readonly end: number
}

/** `articles` by address, `changes` oldest first. */
export function judge(
  outlets: readonly Outlet[],
  articles: ReadonlyMap<string, Article>,
  changes: readonly Change[],
  terms: Terms,
): Judged {
  const byArticle = Map.groupBy(changes, ({ article }) => article)
  const missed: string[] = []
  const wrong: string[] = []
  let wanted = 0
  for (const outlet of outlets)
    for (const story of outlet.stories) {
      const article = articles.get(pageOfStory(story))
      if (!article) {
        if (mustBeKept(outlet, story, terms)) missed.push(`${nameOf(outlet, story)} was not kept`)
        continue
      }
      const own = byArticle.get(article.id) ?? []
      const acts = actsOf(outlet, story, article, terms)
      for (const act of acts) {
        if (!act.must) continue
        wanted++
        const found = own.some(({ kind, at }) => act.kinds.includes(kind) && at >= act.at && at <= act.latest)
        if (!found)
          missed.push(
            `${nameOf(outlet, story)}: ${act.what} at ${moment(act.at)} by ${moment(act.latest)}; told: ${tell(own)}`,
          )
      }
      for (const change of own) {
        const real = acts.some(
          ({ kinds, at }) => kinds.includes(change.kind) && at <= change.at && change.at <= at + 60 * DAY,
        )
        if (!real)
          wrong.push(
            `${nameOf(outlet, story)}: ${change.kind} at ${moment(change.at)}; acts: ${acts.map(act => `${act.what} ${moment(act.at)}`).join(', ')}`,
          )
      }
    }
  return { missed, false: wrong, wanted, told: changes.length }
}

const nameOf = ({ habit, n }: Outlet, story: Story): string => `${habit} ${n}/${story.n}`
const moment = (at: number): string =>
  Number.isFinite(at) ? new Date(at).toISOString().slice(5, 16) : 'never'
const tell = (changes: readonly Change[]): string =>
  changes.map(({ kind, at }) => `${kind} ${moment(at)}`).join(', ') || 'nothing'

interface Act {
  readonly what: string
  readonly at: number
  readonly latest: number
  readonly kinds: readonly Change['kind'][]
  readonly must: boolean
}

/** It was in the feed for some days of polls. */
const mustBeKept = ({ habit, from }: Outlet, story: Story, { end, gap }: Terms): boolean =>
  story.published < end - gap - 2 * DAY &&
  !story.absences.some(one => !one.isFault && one.from < story.published + 2 * DAY + gap) &&
  !(habit === 'dies' && story.published > from - DAY) &&
  habit !== 'outages'

/** What the source did after the article was taken, and when it must be on the record. */
function actsOf(outlet: Outlet, story: Story, { taken }: Article, terms: Terms): Act[] {
  const acts: Act[] = []
  const seenBy = (at: number): number =>
    (terms.steps.map(step => taken + step).find(step => step >= at) ?? Number.POSITIVE_INFINITY) +
    2 * terms.gap
  story.versions.forEach((version, i) => {
    if (i === 0 || version.at <= taken) return
    const isTitle = version.title !== story.versions[i - 1]!.title
    const other = story.versions.some(
      (one, j) => j !== i && j > 0 && Math.abs(one.at - version.at) < 35 * DAY,
    )
    const quiet = isQuiet(outlet, story, version.at, seenBy(version.at), terms)
    acts.push({
      what: `${isTitle ? 'new title' : 'edit'} (${version.where})`,
      at: version.at,
      latest: seenBy(version.at),
      kinds: isTitle ? ['retitled', 'edited'] : ['edited', ...(other ? (['retitled'] as const) : [])],
      must: quiet && !other && isToBeSeen(version, outlet, story, taken, terms),
    })
  })
  for (const { from, until, way, isFault } of story.absences) {
    if (isFault) continue
    const latest = seenBy(from) + DAY + 2 * terms.gap
    const stays = until > latest
    if (from > taken || until > taken + DAY)
      acts.push({
        what: 'withdrawal',
        at: from,
        latest,
        kinds: ['withdrawn'],
        // An empty page tells nothing where the article was never seen on it.
        must:
          from > taken &&
          stays &&
          (way !== 'shell' || from > taken + terms.steps[0]! + 2 * terms.gap) &&
          isQuiet(outlet, story, from, latest, terms, true),
      })
    if (Number.isFinite(until))
      acts.push({
        what: 'return',
        at: until,
        latest: Number.POSITIVE_INFINITY,
        kinds: ['returned'],
        must: false,
      })
  }
  return acts
}

/** What changed on a page alone can be seen when the page was looked at before, with the article on it. */
function isToBeSeen(
  { where, at }: Version,
  { habit }: Outlet,
  story: Story,
  taken: number,
  { steps, gap }: Terms,
): boolean {
  // Where the feed has no text and the page had none either when the article was taken, the next one is the first.
  const hasText = !['summaries', 'turns'].includes(habit) || !absence(story, taken)
  return (
    (where === 'both' && hasText) ||
    (where === 'page' &&
      at > taken + steps[0]! + 2 * gap &&
      !story.absences.some(one => !one.isFault && one.from < at))
  )
}

/** The outlet's servers tell the truth between two moments, and the story ends after them. */
function isQuiet(
  { habit, from, until }: Outlet,
  story: Story,
  at: number,
  latest: number,
  { end }: Terms,
  isAbsence = false,
): boolean {
  if (latest > end) return false
  if (!isAbsence && [at, latest, (at + latest) / 2].some(one => absence(story, one))) return false
  if (!isAbsence && story.absences.some(one => one.from < latest && one.until > at)) return false
  const lasts = ['redesign', 'dies'].includes(habit)
  const spell = ['blocks', 'outages', 'walls'].includes(habit)
  return !((lasts && latest > from) || (spell && at < until && latest > from))
}
