// The record of what sources did, without a database.
import type { Article, ArticleId } from '../../model/article.ts'
import {
  byMoment,
  type Change,
  type ChangeFigures,
  type ChangeKind,
  type ChangeQuery,
  placeOfChange,
} from '../../model/change.ts'

const keyOf = (change: Change): string => `${change.article} ${change.kind} ${placeOfChange(change)}`

export function memoryChanges() {
  const all = new Map<string, Change>()

  function forget(id: ArticleId): void {
    for (const [key, change] of all) if (change.article === id) all.delete(key)
  }

  return {
    put(changes: readonly Change[]): void {
      for (const change of changes) if (change.kind === 'redacted') forget(change.article)
      for (const change of changes) if (!all.has(keyOf(change))) all.set(keyOf(change), change)
    },
    forget,
    find(query: ChangeQuery): Change[] {
      const found = [...all.values()].filter(change => matches(change, query)).sort(byMoment)
      if (query.order !== 'oldest') found.reverse()
      const from = query.offset ?? 0
      return found.slice(from, query.limit === undefined ? undefined : from + query.limit)
    },
    figures: (articles: readonly Article[]): ChangeFigures[] =>
      [...Map.groupBy(articles, ({ source }) => source)]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([source, own]) => figuresOf(source, own, [...all.values()])),
  }
}

const matches = (change: Change, { source, article, kinds, from, until }: ChangeQuery): boolean =>
  (source === undefined || change.source === source) &&
  (article === undefined || change.article === article) &&
  (kinds === undefined || kinds.includes(change.kind)) &&
  change.at >= (from ?? Number.NEGATIVE_INFINITY) &&
  change.at < (until ?? Number.POSITIVE_INFINITY)

function figuresOf(source: string, articles: readonly Article[], all: readonly Change[]): ChangeFigures {
  const own = all.filter(change => change.source === source)
  const firstEdits = articles.flatMap(({ id, taken }) => {
    const edits = own.filter(({ article, kind }) => article === id && /^(?:edited|retitled)$/.test(kind))
    return edits.length > 0 ? [Math.min(...edits.map(({ at }) => at)) - taken] : []
  })
  const count = (kind: ChangeKind): number =>
    new Set(own.filter(change => change.kind === kind).map(({ article }) => article)).size
  return {
    source,
    articles: articles.length,
    edited: firstEdits.length,
    retitled: count('retitled'),
    withdrawn: count('withdrawn'),
    returned: count('returned'),
    firstEdits: firstEdits.sort((a, b) => a - b),
  }
}
