// Words in PostgreSQL: an index over the words of each article without their places (GIN) finds those that have them
// all, and of these the texts, words joined by spaces, tell whether the words of a phrase adjoin. Newest first.
import type { Index, IndexedArticle, WordAnswer, WordQuery } from '../../model/catalogue.ts'
import { digest } from '../../model/digest.ts'
import { type Instant, month } from '../../model/time.ts'
import type { Phrase } from '../../model/words/words.ts'
import { chunks } from '../sql/sql.ts'
import type { PostgresAddress } from './address.ts'
import { type Client, connect } from './connection.ts'
import { makeRoom, partOf } from './parts.ts'

/** Articles a statement, and values of each. */
const CHUNK = 100
const COLUMNS = 8
/** An index takes no more of a word; longer ones are looked for in the text. */
const LONGEST = 200
/** Dates outside 1970–2248 are set to the nearest of these, as in the files of the embedded index. */
const MOST_DATE = 2 ** 43 - 1
/** Ideographs and syllables: of these a single one finds every word that begins with it. */
const FIRST_IDEOGRAPH = 0x3000

/** The index in the schema of a catalogue that is there. */
export function postgresIndex(address: PostgresAddress, schema = address.schema): Index {
  const connections = connect(address, schema)
  /** Parts whose words have not all been sorted into the index. */
  const dirty = new Set<string>()
  const change = (work: (client: Client) => Promise<unknown>): Promise<void> =>
    connections.transaction(async client => {
      await work(client)
      await client.query(`update generations set n = n + 1 where name = 'words'`)
    })
  return {
    async put(articles) {
      const last = [...new Map(articles.map(article => [article.number, article])).values()]
      const room = last.map(({ number }) => ['words', number / 1000] as const)
      await makeRoom(connections, room)
      for (const [table, at] of room) dirty.add(partOf(table, at))
      await change(async client => {
        for (const part of chunks(last, CHUNK)) await insert(client, part)
      })
    },
    remove: numbers => change(client => client.query('delete from words where number = any($1)', [numbers])),
    // What is committed is durable; but what came since the last time is a list that every query would look through.
    async flush() {
      if (dirty.size === 0) return
      const names = [...dirty]
      dirty.clear()
      await connections.use(client => client.query(SORT_IN, [names]))
    },
    query: query =>
      connections.transaction(async client => {
        // Counting costs by rows, the planner would rather read all texts than an index of a word that most have.
        await client.query('set local enable_seqscan to off')
        return answer(client, query)
      }),
    async generation() {
      const text = `select n from generations where name = 'words'`
      return (await connections.use(client => client.query<{ n: number }>(text))).rows[0]!.n
    },
    clear: () => change(client => client.query('truncate words')),
    close: () => connections.close(),
  }
}

const SORT_IN = `select gin_clean_pending_list(indexrelid) from pg_index
  join pg_class on pg_class.oid = indexrelid join pg_am on pg_am.oid = relam
  where amname = 'gin' and indrelid in (select to_regclass(name) from unnest($1::text[]) as name)`

/** How many articles have their words there. */
export async function countWords(address: PostgresAddress): Promise<number> {
  const connections = connect(address)
  try {
    const text = 'select count(*) as n from words'
    return (await connections.use(client => client.query<{ n: number }>(text))).rows[0]!.n
  } finally {
    await connections.close()
  }
}

const dateIn = (date: Instant): Instant => Math.min(Math.max(Math.trunc(date), 0), MOST_DATE)

async function insert(client: Client, articles: readonly IndexedArticle[]): Promise<void> {
  const values = articles.flatMap(({ number, date, source, title, body, facets }) => {
    const all = [...title.split(' '), ...body.split(' ')]
    return [
      number,
      dateIn(date),
      month(dateIn(date)),
      source,
      tokensOf(all, facets),
      ` ${title} `,
      ` ${body} `,
      all.length,
    ]
  })
  const rows = articles.map(
    (_, i) => `(${Array.from({ length: COLUMNS }, (_, k) => `$${i * COLUMNS + k + 1}`).join(', ')})`,
  )
  await client.query(
    `insert into words (number, date, month, source, tokens, title, body, length) values ${rows.join(', ')}
     on conflict (number) do update set date = excluded.date, month = excluded.month, source = excluded.source,
       tokens = excluded.tokens, title = excluded.title, body = excluded.body, length = excluded.length`,
    values,
  )
}

/** What the index holds of an article: its words, the first ideographs of its words, its facets. */
function tokensOf(words: readonly string[], facets: readonly string[]): string[] {
  const found = new Set<string>()
  for (const word of words) {
    if (word === '') continue
    found.add(indexed(word))
    if (word.charCodeAt(0) >= FIRST_IDEOGRAPH) found.add(beginning(word))
  }
  for (const facet of facets) found.add(facetToken(facet))
  return [...found]
}

const indexed = (word: string): string => word.slice(0, LONGEST)
/** Marks that no word has tell the three kinds of tokens apart. */
const beginning = (word: string): string => `^${String.fromCodePoint(word.codePointAt(0)!)}`
const facetToken = (facet: string): string => `_${digest(facet).slice(0, 32)}`

interface Condition {
  readonly tokens: readonly string[]
  /** Strings of which each must occur in title or body. */
  readonly texts: readonly string[]
}

/** Undefined when nothing is asked for, not even a time. */
function conditionOf({ phrases, facets = [], from, until }: WordQuery): Condition | undefined {
  if (phrases.length + facets.length === 0 && from === undefined && until === undefined) return undefined
  return {
    tokens: [...new Set([...phrases.flatMap(tokensOfPhrase), ...facets.map(facetToken)])],
    texts: phrases.filter(needsText).map(textOf),
  }
}

function tokensOfPhrase({ words, open }: Phrase): string[] {
  const whole = open ? words.slice(0, -1) : words
  return [...whole.map(indexed), ...(open ? [beginning(words.at(-1)!)] : [])]
}

const needsText = ({ words }: Phrase): boolean =>
  words.length > 1 || words.some(word => word.length > LONGEST)

/** A phrase as it stands in a text: whole words, but for the last of an open one. */
const textOf = ({ words, open }: Phrase): string => ` ${words.join(' ')}${open ? '' : ' '}`

interface Row {
  readonly number: number | null
  readonly month: string | null
  readonly source: string | null
  readonly n: number
}

async function answer(client: Client, query: WordQuery): Promise<WordAnswer> {
  const condition = conditionOf(query)
  if (!condition) return { numbers: [], total: 0, months: new Map() }
  const values: unknown[] = []
  const put = (value: unknown): string => `$${values.push(value)}`
  const where: string[] = []
  if (condition.tokens.length > 0) where.push(`tokens @> ${put(condition.tokens)}::text[]`)
  for (const text of condition.texts) {
    const mark = put(text)
    where.push(`(strpos(body, ${mark}) > 0 or strpos(title, ${mark}) > 0)`)
  }
  if (query.from !== undefined) where.push(`date >= ${put(query.from)}`)
  if (query.until !== undefined) where.push(`date < ${put(query.until)}`)
  const score = query.order === 'best' ? scoreOf(query.phrases.map(textOf), put) : '0'
  const { rows } = await client.query<Row>(
    `with found as materialized (select number, date, month, source, ${score} as score from words where ${where.join(' and ')}),
       page as (select number, row_number() over (order by score desc, date desc, number desc) as n from found
         order by n limit ${put(query.limit)} offset ${put(query.offset)})
     select number, null as month, null as source, n from page
     union all select null, month, null, count(*) from found group by month
     ${query.bySource ? 'union all select null, null, source, count(*) from found group by source' : ''}
     order by month desc nulls first, n`,
    values,
  )
  const months = new Map(rows.flatMap(({ month, n }) => (month === null ? [] : [[month, n] as const])))
  return {
    numbers: rows.flatMap(({ number }) => number ?? []),
    total: [...months.values()].reduce((sum, n) => sum + n, 0),
    months,
    ...(query.bySource && {
      sources: new Map(rows.flatMap(({ source, n }) => (source === null ? [] : [[source, n] as const]))),
    }),
  }
}

/** How many of the phrases stand in the title. */
const scoreOf = (texts: readonly string[], put: (value: unknown) => string): string =>
  ['0', ...texts.map(text => `(strpos(title, ${put(text)}) > 0)::int`)].join(' + ')
