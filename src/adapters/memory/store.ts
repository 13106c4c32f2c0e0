// A catalogue without a database, for tests.
import { randomUUID } from 'node:crypto'
import { type Article, type ArticleId, dateOf, type RevisionRow } from '../../model/article.ts'
import type {
  ArticleQuery,
  Axis,
  AxisValue,
  Batch,
  ItemQuery,
  Key,
  Store,
  Unread,
} from '../../model/catalogue.ts'
import { digest } from '../../model/digest.ts'
import type { Mark, MarkKind } from '../../model/mark.ts'
import type { SourceFacts } from '../../model/source.ts'
import { day } from '../../model/time.ts'
import { memoryChanges } from './changes.ts'
import { memoryPictures } from './pictures.ts'

/** The values by which an article stands in an axis. */
export function axisValues(article: Article, axis: Axis): readonly string[] {
  const date = day(dateOf(article))
  switch (axis) {
    case 'source':
      return [article.source]
    case 'category':
      return [...new Set(article.categories)]
    case 'tag':
      return [...new Set(article.tags)]
    case 'author':
      return article.author === '' ? [] : [article.author]
    case 'year':
      return [date.slice(0, 4)]
    case 'month':
      return [date.slice(0, 7)]
    case 'day':
      return [date]
  }
}

const byDate = (a: Article, b: Article): number => dateOf(a) - dateOf(b) || a.number - b.number

function valuesOf(articles: readonly Article[], axis: Axis): AxisValue[] {
  const found = new Map<string, AxisValue>()
  for (const article of articles) {
    const date = dateOf(article)
    for (const value of axisValues(article, axis)) {
      const { count = 0, newest = date, oldest = date } = found.get(value) ?? {}
      found.set(value, {
        value,
        count: count + 1,
        newest: Math.max(newest, date),
        oldest: Math.min(oldest, date),
      })
    }
  }
  return [...found.values()].sort((a, b) => (a.value < b.value ? -1 : 1))
}

export function memoryStore(): Store {
  const articles = new Map<ArticleId, Article>()
  const keys = new Map<Key, ArticleId>()
  const entries = new Map<string, ArticleId>()
  const revisions = new Map<ArticleId, Map<number, RevisionRow>>()
  const sources = new Map<string, SourceFacts>()
  const marks = new Map<string, Mark>()
  const notes = new Map<string, string>()
  const uncommitted = new Set<string>()
  const unindexed = new Set<number>()
  const record = memoryChanges()
  let changes = 0
  let state = ''
  const pictures = memoryPictures(
    article => {
      articles.set(article.id, article)
      state = randomUUID()
    },
    path => uncommitted.add(path),
  )

  function apply(batch: Batch): void {
    for (const entry of batch.past ?? []) entries.delete(entry)
    for (const { article, keys: given } of batch.articles ?? []) {
      articles.set(article.id, article)
      entries.set(article.entry, article.id)
      for (const key of given) if (!keys.has(key)) keys.set(key, article.id)
      unindexed.add(article.number)
      pictures.put(article)
    }
    for (const row of batch.revisions ?? []) {
      const rows = revisions.get(row.article) ?? new Map()
      rows.set(row.n, row)
      revisions.set(row.article, rows)
    }
    record.put(batch.changes ?? [])
    for (const seen of batch.seen ?? []) {
      entries.set(seen.entry, seen.article)
      for (const key of seen.keys) if (!keys.has(key)) keys.set(key, seen.article)
    }
    for (const facts of batch.sources ?? []) sources.set(facts.id, facts)
    for (const mark of batch.marks ?? []) putMark(mark)
    for (const path of batch.changed ?? []) uncommitted.add(path)
    for (const id of batch.removed ?? []) forget(id)
    for (const [key, value] of Object.entries(batch.notes ?? {})) setNote(key, value)
  }

  function putMark(mark: Mark): void {
    const key = `${mark.reader} ${mark.article} ${mark.kind}`
    if (mark.at >= (marks.get(key)?.at ?? Number.NEGATIVE_INFINITY)) marks.set(key, mark)
  }

  const has = (reader: string, article: number, kind: MarkKind): boolean =>
    marks.get(`${reader} ${article} ${kind}`)?.on === true

  function itemsOf(query: Omit<ItemQuery, 'order' | 'limit'>): Article[] {
    const { reader, sources, above, below, from, until } = query
    return [...articles.values()].filter(
      ({ number, source, taken }) =>
        (query.with ?? []).every(kind => has(reader, number, kind)) &&
        !(query.without ?? []).some(kind => has(reader, number, kind)) &&
        (sources === undefined || sources.includes(source)) &&
        number > (above ?? Number.NEGATIVE_INFINITY) &&
        number < (below ?? Number.POSITIVE_INFINITY) &&
        taken >= (from ?? Number.NEGATIVE_INFINITY) &&
        taken < (until ?? Number.POSITIVE_INFINITY),
    )
  }

  function setNote(key: string, value: string | undefined): void {
    if (value === undefined) notes.delete(key)
    else notes.set(key, value)
  }

  function forget(id: ArticleId): void {
    const article = articles.get(id)
    if (article) unindexed.delete(article.number)
    if (article) pictures.forget(article.number)
    articles.delete(id)
    revisions.delete(id)
    record.forget(id)
    for (const [key, value] of keys) if (value === id) keys.delete(key)
    for (const [entry, value] of entries) if (value === id) entries.delete(entry)
  }

  function matching(query: Pick<ArticleQuery, 'axis' | 'value' | 'since'>): Article[] {
    return [...articles.values()].filter(
      article =>
        (query.axis === undefined || axisValues(article, query.axis).includes(query.value ?? '')) &&
        (query.since === undefined || article.revised >= query.since),
    )
  }

  function pick<K>(wanted: readonly K[], key: (article: Article) => K): Article[] {
    const found = new Map([...articles.values()].map(article => [key(article), article]))
    return wanted.flatMap(k => found.get(k) ?? [])
  }

  return {
    async apply(batch) {
      const { articles: put, revisions: earlier, changes: done, removed, sources: said = [] } = batch
      const isShown =
        [put, earlier, done, removed].some(one => (one?.length ?? 0) > 0) ||
        said.some(facts => JSON.stringify(sources.get(facts.id)) !== JSON.stringify(facts))
      if (isShown) state = randomUUID()
      apply(batch)
      const { marks, notes: _, changed: __, ...site } = batch
      if (marks === undefined || Object.keys(site).length > 0) changes++
    },
    async lookup(wanted) {
      return new Map(wanted.flatMap(key => (keys.has(key) ? [[key, keys.get(key)!]] : [])))
    },
    async seen(wanted) {
      return new Map(wanted.flatMap(entry => (entries.has(entry) ? [[entry, entries.get(entry)!]] : [])))
    },
    async articles(ids) {
      return pick(ids, article => article.id)
    },
    async byNumbers(numbers) {
      return pick(numbers, article => article.number)
    },
    async byPaths(paths) {
      return pick(paths, article => article.path)
    },
    async byPrefix(prefix, limit) {
      const found = [...articles.values()].filter(article => article.id.startsWith(prefix))
      return found.sort((a, b) => (a.id < b.id ? -1 : 1)).slice(0, limit)
    },
    async find(query) {
      const found = matching(query)
      if (query.order === 'arrival') found.sort((a, b) => a.number - b.number)
      else if (query.order === 'latest') found.sort((a, b) => b.number - a.number)
      else found.sort(query.order === 'oldest' ? byDate : (a, b) => byDate(b, a))
      const from = query.offset ?? 0
      return found.slice(from, query.limit === undefined ? undefined : from + query.limit)
    },
    async count(query) {
      return matching(query).length
    },
    values: async axis => valuesOf([...articles.values()], axis),
    async monthStates() {
      const sorted = [...articles.values()].sort(byDate)
      const months = Map.groupBy(sorted, article => day(dateOf(article)).slice(0, 7))
      return [...months].map(([month, of]) => ({
        month,
        digest: digest(JSON.stringify(of.map(one => [one, [...(revisions.get(one.id)?.values() ?? [])]]))),
      }))
    },
    async neighbours(article) {
      const all = matching({ axis: 'source', value: article.source }).sort(byDate)
      const at = all.findIndex(({ id }) => id === article.id)
      if (at < 0) return {}
      const older = all[at - 1]
      const newer = all[at + 1]
      return { ...(older && { older }), ...(newer && { newer }) }
    },
    async preceding(article, limit) {
      return [...articles.values()]
        .filter(one => byDate(one, article) < 0)
        .sort((a, b) => byDate(b, a))
        .slice(0, limit)
        .map(({ number }) => number)
    },
    daysOf: async source => valuesOf(matching({ axis: 'source', value: source }), 'day'),
    async revisions(id) {
      return [...(revisions.get(id)?.values() ?? [])].sort((a, b) => a.n - b.n)
    },
    async changes(query) {
      return record.find(query)
    },
    async countChanges(query) {
      return record.find(query).length
    },
    async changeFigures() {
      return record.figures([...articles.values()])
    },
    async sources() {
      return [...sources.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
    },
    async readers() {
      return [...new Set([...marks.values()].map(({ reader }) => reader))].sort()
    },
    async forgetMarks(reader) {
      for (const [key, mark] of marks) if (mark.reader === reader) marks.delete(key)
    },
    async marks(reader) {
      return [...marks.values()].filter(mark => mark.reader === reader)
    },
    async marksOn(reader, numbers) {
      const found = new Map<number, MarkKind[]>()
      for (const { article, kind, on, reader: whose } of marks.values())
        if (on && whose === reader && numbers.includes(article))
          found.set(article, [...(found.get(article) ?? []), kind])
      return found
    },
    async markKinds(reader) {
      const own = [...marks.values()].filter(mark => mark.on && mark.reader === reader)
      return [...new Set(own.map(({ kind }) => kind))].sort()
    },
    async items(query) {
      const found = itemsOf(query).map(({ number, source, taken }) => ({ number, source, taken }))
      const by = query.order === 'latest' ? -1 : 1
      return found.sort((a, b) => by * (a.number - b.number)).slice(0, query.limit)
    },
    async countItems(query) {
      return itemsOf(query).length
    },
    async refusals() {
      const refused = [...articles.values()].filter(one => one.refused !== undefined)
      const groups = Map.groupBy(refused, one => JSON.stringify([one.source, one.refused]))
      return [...groups.values()]
        .map(of => ({ source: of[0]!.source, why: of[0]!.refused!, count: of.length }))
        .sort((a, b) => (a.source === b.source ? (a.why < b.why ? -1 : 1) : a.source < b.source ? -1 : 1))
    },
    async unread(reader) {
      const of = Map.groupBy(itemsOf({ reader, without: ['read'] }), ({ source }) => source)
      const found: Unread[] = [...of].map(([source, all]) => ({
        source,
        count: all.length,
        newest: Math.max(...all.map(({ taken }) => taken)),
      }))
      return found.sort((a, b) => (a.source < b.source ? -1 : 1))
    },
    async version() {
      return String(changes)
    },
    state: async () => state,
    async highestNumber() {
      return Math.max(0, ...[...articles.values()].map(({ number }) => number))
    },
    async unindexed(after, limit) {
      return [...unindexed]
        .filter(number => number > after)
        .sort((a, b) => a - b)
        .slice(0, limit)
    },
    async indexed(numbers) {
      for (const number of numbers) unindexed.delete(number)
    },
    async uncommitted() {
      return [...uncommitted].sort()
    },
    async committed(paths) {
      for (const path of paths) uncommitted.delete(path)
    },
    async note(key) {
      return notes.get(key)
    },
    async setNote(key, value) {
      setNote(key, value)
    },
    pictures: pictures.store,
    async close() {},
  }
}
