// stet changes: what sources did after their articles were kept.
import { CHANGE_KINDS, type Change, type ChangeKind, type ChangeQuery } from '../../model/change.ts'
import { StetError } from '../../model/error.ts'
import { type Command, textFlag } from '../command.ts'
import { mustKnow } from '../config.ts'
import { type Context, EXIT } from '../context.ts'
import { wholeNumber } from '../numbers.ts'
import type { World } from '../wire.ts'

/** Changes read at a time. */
const BATCH = 500

export const command: Command = {
  name: 'changes',
  summary: 'List what sources changed, withdrew and brought back',
  details: `The record, newest first: one change a line, with its moment (UTC), kind, source, article and title. The kinds are ${CHANGE_KINDS.join(', ')}; an edit with a new title is \`retitled\`.
A change has the moment at which it was seen: an edit when the new text was taken, a withdrawal when it was confirmed by a second look on another day (\`since\` in JSON says when it was first missed). \`stet diff\` shows what an edit changed.`,
  args: [{ name: 'article', doc: 'Only of this one: id, address, number or path.', optional: true }],
  flags: [
    { form: '--source <id>', doc: 'Only of this source.' },
    { form: '--kind <kind>', doc: 'Only of these kinds, with commas between.' },
    { form: '--since <date>', doc: 'Only those known at or after this date (2021-04-14) or moment.' },
    { form: '--limit <n>', doc: 'At most so many.' },
    {
      form: '--json',
      doc: 'One JSON object a line: {at, kind, article, source, url, title, path, revision, from, since, why, seen}.',
    },
  ],
  examples: [
    'stet changes',
    'stet changes --kind withdrawn,returned --since 2021-04-01',
    'stet changes --source voa --json',
  ],
  async run(context, [name], flags) {
    const { openWorld } = await import('../wire.ts')
    const query = readQuery(context, flags)
    const world = await openWorld(context, { write: false })
    try {
      const { articleNamed } = await import('../naming.ts')
      const article = name === undefined ? undefined : (await articleNamed(name, world.store)).id
      await list(context, world, { ...query, ...(article !== undefined && { article }) }, flags.json === true)
      return EXIT.good
    } finally {
      await world.close()
    }
  },
}

function readQuery(context: Context, flags: Readonly<Record<string, unknown>>): ChangeQuery {
  const source = textFlag(flags, 'source')
  const kinds = textFlag(flags, 'kind')
  const since = textFlag(flags, 'since')
  const limit = textFlag(flags, 'limit')
  if (source !== undefined && !context.config().sources.some(({ id }) => id === source))
    mustKnow(context.config(), [source])
  return {
    ...(source !== undefined && { source }),
    ...(kinds !== undefined && { kinds: kinds.split(',').map(kindOf) }),
    ...(since !== undefined && { from: momentOf(since) }),
    ...(limit !== undefined && { limit: wholeNumber(limit, '--limit') }),
  }
}

function kindOf(text: string): ChangeKind {
  const kind = CHANGE_KINDS.find(one => one === text.trim())
  if (!kind) throw new StetError('usage', `--kind is "${text}"; expected some of ${CHANGE_KINDS.join(', ')}`)
  return kind
}

function momentOf(text: string): number {
  const at = Date.parse(text)
  if (Number.isNaN(at)) throw new StetError('usage', `--since is "${text}"; expected a date like 2021-04-14`)
  return at
}

async function list(context: Context, world: World, query: ChangeQuery, json: boolean): Promise<void> {
  const most = query.limit ?? Number.POSITIVE_INFINITY
  for (let offset = 0; offset < most; offset += BATCH) {
    const changes = await world.store.changes({ ...query, offset, limit: Math.min(BATCH, most - offset) })
    const ids = [...new Set(changes.map(({ article }) => article))]
    const articles = new Map((await world.store.articles(ids)).map(article => [article.id, article]))
    for (const change of changes) {
      const article = articles.get(change.article)
      context.print(json ? JSON.stringify(asJson(change, article)) : lineOf(change, article))
    }
    if (changes.length < BATCH) return
  }
}

type Listed = Awaited<ReturnType<World['store']['articles']>>[number] | undefined

/** The tombstone that a withdrawal or return is about: the present one, or one that was lifted. */
const stoneOf = ({ kind, at }: Change, article: Listed) =>
  kind === 'withdrawn' || kind === 'redacted'
    ? [...(article?.lifted ?? []), ...(article?.tombstone ? [article.tombstone] : [])].find(
        ({ confirmed }) => confirmed === at,
      )
    : kind === 'returned'
      ? article?.lifted?.find(({ returned }) => returned === at)
      : undefined

function asJson(change: Change, article: Listed) {
  const moment = (at: number): string => new Date(at).toISOString()
  const stone = stoneOf(change, article)
  return {
    at: moment(change.at),
    kind: change.kind,
    article: change.article,
    source: change.source,
    ...(article && { url: article.url, title: article.title, path: article.path }),
    ...(change.revision !== undefined && { revision: change.revision }),
    ...(change.from !== undefined && { from: change.from }),
    ...(stone && {
      since: moment(stone.since),
      why: stone.why,
      ...(stone.seen && { seen: stone.seen.map(({ at, ...rest }) => ({ at: moment(at), ...rest })) }),
    }),
  }
}

function lineOf(change: Change, article: Listed): string {
  const title = article?.title || article?.url || ''
  const shown = change.from === undefined ? title : `${change.from} → ${title}`
  const at = new Date(change.at).toISOString().slice(0, 16).replace('T', ' ')
  return [at, change.kind, change.source, change.article.slice(0, 8), shown].join('\t')
}
