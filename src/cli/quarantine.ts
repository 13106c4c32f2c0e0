// What is asked no longer because reading it killed whoever read it: pages and single entries. A whole source that is
// quarantined stands among those that cannot be read.
import type { Store } from '../model/catalogue.ts'
import { sourceTask, type Task } from '../model/frontier.ts'
import type { Source } from '../model/source.ts'
import { quarantinedPages } from '../poll/again.ts'
import { DEADLY } from '../poll/deadly.ts'
import type { Finding } from '../poll/finding.ts'
import { quarantinedLooks } from '../poll/look-quarantine.ts'
import { articleOfTask, lookTask } from '../poll/look-state.ts'
import type { SourceState } from '../poll/schedule.ts'

export interface Quarantined {
  readonly source: string
  /** The page; absent for entries of the feed. */
  readonly url?: string
  /** The page of an article that is kept: it is only looked at no longer. */
  readonly look?: true
  /** How many entries. */
  readonly entries?: number
  readonly why: string
}

const KILLED = 'whoever read them did not live to tell'

/** By the tasks of the schedule and of that of the looks, in their order. */
export async function quarantinedIn(
  sources: readonly Source[],
  tasks: readonly Task[],
  looks: readonly Task[],
  store: Store,
): Promise<Quarantined[]> {
  const states = new Map(tasks.map(({ id, state }) => [id, state as SourceState]))
  const entries = sources.flatMap(({ id }): Quarantined[] => {
    const tries = Object.values(states.get(sourceTask(id))?.deadly ?? {})
    const count = tries.filter(n => n >= DEADLY).length
    return count > 0 ? [{ source: id, entries: count, why: KILLED }] : []
  })
  const pages = quarantinedPages(tasks)
  const articles = await store.articles(pages.map(({ task }) => task.slice('page:'.length)))
  const sourceOf = new Map(articles.map(({ id, source }) => [`page:${id}`, source]))
  return [
    ...entries,
    ...pages.map(({ task, url, why }) => ({ source: sourceOf.get(task) ?? '', url, why })),
    ...(await looksIn(looks, store)),
  ]
}

async function looksIn(looks: readonly Task[], store: Store): Promise<Quarantined[]> {
  const held = quarantinedLooks(looks)
  const articles = await store.articles(held.map(({ task }) => articleOfTask(task)))
  const known = new Map(articles.map(article => [lookTask(article.id), article]))
  return held.flatMap(({ task, why }) => {
    const article = known.get(task)
    return article ? [{ source: article.source, url: article.url ?? '', look: true, why }] : []
  })
}

export const again = ({ source, look }: Quarantined): string =>
  look ? `\`stet poll ${source}\` lets it be looked at once more` : `\`stet poll ${source}\` asks once more`

/** For people, what it is. */
export const wordsOf = ({ url, entries, look, why }: Quarantined): string =>
  url === undefined
    ? `${entries} of its entries ${entries === 1 ? 'is' : 'are'} quarantined: ${why}`
    : look
      ? `the page ${url} is quarantined and looked at no longer: ${why}`
      : `the page ${url} is quarantined: ${why}`

export const findingOf = (one: Quarantined): Finding => ({
  about: one.source,
  what: wordsOf(one),
  way: again(one),
  elsewhere: true,
})
