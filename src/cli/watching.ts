// The dead man's switch as commands use it: after a poll what is wrong is noted, the keeper's command and webhook are
// told. For sources that seem dead other feeds are looked for when the keeper asks.
import { spawn } from 'node:child_process'
import type { Post } from '../adapters/http/post.ts'
import type { Store } from '../model/catalogue.ts'
import { eventKey, type HealthEvent, type Trouble } from '../model/health.ts'
import { DAY, iso, SECOND } from '../model/time.ts'
import type { Config } from './config.ts'
import type { Context } from './context.ts'
import { openFrontier, openPost, openWeb, type World } from './wire.ts'

/** An event that command or webhook have yet to take. */
interface Pending {
  readonly event: HealthEvent
  readonly to: readonly ('command' | 'url')[]
}

const PENDING = 'alerts'
/** What could not be told for so long is not news any more. */
const STALE = 7 * DAY
/** A command may take so long. */
const PATIENCE = 30 * SECOND

/** Looks over the archive after a poll. Nothing here makes a poll fail. */
export async function watch(context: Context, world: World): Promise<void> {
  const { watchOver } = await import('../poll/health.ts')
  const { config, store, archive } = world
  const frontier = await openFrontier(world.config)
  try {
    const deps = { archive, store, frontier, clock: context.clock }
    const events = await watchOver(config.sources, config.settings['watch.allow'], deps)
    for (const event of events)
      context.say(`${event.over ? 'Over: ' : ''}${await wordsFor(event, world.config)}.`)
    await queue(config, store, events)
  } finally {
    await frontier.close()
  }
}

/** A trouble in English, sources by their ids. */
export async function wordsFor(trouble: Trouble, { settings }: Config): Promise<string> {
  const { textsOf } = await import('../publish/texts.ts')
  const { dates } = await import('../publish/dates.ts')
  const { troubleWords } = await import('../publish/trouble-words.ts')
  const texts = textsOf('en')
  const known = { texts, dates: dates(settings['site.timezone'], texts), sourceTitle: (id: string) => id }
  const words = troubleWords(known, trouble)
  return trouble.kind === 'errors' && trouble.why !== undefined ? `${words} (${trouble.why})` : words
}

async function queue(config: Config, store: Store, events: readonly HealthEvent[]): Promise<void> {
  const to = [
    ...(config.settings['watch.command'] === '' ? [] : ['command' as const]),
    ...(config.settings['watch.url'] === '' ? [] : ['url' as const]),
  ]
  if (to.length === 0 || events.length === 0) return
  const before = await pending(store)
  await store.setNote(PENDING, JSON.stringify([...before, ...events.map(event => ({ event, to }))]))
}

async function pending(store: Store): Promise<Pending[]> {
  return JSON.parse((await store.note(PENDING)) ?? '[]') as Pending[]
}

/**
 * Tells command and webhook what they have not been told yet, in order; what fails is tried again after the next poll,
 * for a week. Each event is told once to each, unless this is killed between telling and noting.
 */
export async function tellPending(context: Context, world: World): Promise<void> {
  const { store, config } = world
  const all = await pending(store)
  if (all.length === 0) return
  const left: Pending[] = []
  const post = await openPost(context, config)
  try {
    for (const one of all) {
      const to: Pending['to'][number][] = []
      for (const way of one.to)
        if (!(await tell(way, await message(one.event, world), context, config, post.post))) to.push(way)
      if (to.length > 0 && context.clock.now() - one.event.at < STALE) left.push({ ...one, to })
    }
  } finally {
    await post.close()
  }
  await store.setNote(PENDING, left.length > 0 ? JSON.stringify(left) : undefined)
}

/** What command and webhook get; documented in docs/health.md. */
async function message(event: HealthEvent, world: World): Promise<string> {
  const { kind, source, since, at, over, url, why } = event
  const { settings } = world.config
  return JSON.stringify({
    id: eventKey(event),
    event: over ? 'over' : 'begun',
    kind,
    ...(source !== undefined && { source }),
    at: iso(at),
    ...(since !== undefined && { since: iso(since) }),
    ...(url !== undefined && { url }),
    ...(why !== undefined && { why }),
    text: `${over ? 'Over: ' : ''}${await wordsFor(event, world.config)}.`,
    archive: settings['site.title'],
    site: settings['site.url'],
  })
}

async function tell(
  way: Pending['to'][number],
  text: string,
  context: Context,
  config: Config,
  post: Post,
): Promise<boolean> {
  const why =
    way === 'url'
      ? await postTo(config.settings['watch.url'], text, post)
      : await runCommand(config.settings['watch.command'], text, config.root)
  // Neither address nor command is said: both may hold a secret.
  if (why !== undefined) context.say(`watch.${way} was not told, and will be again: ${why}.`)
  return why === undefined
}

/** Undefined when it was taken, else what went wrong. */
async function postTo(url: string, text: string, post: Post): Promise<string | undefined> {
  if (!/^https?:\/\//i.test(url)) return 'it is no http or https address'
  const got = await post(url, text)
  if (got.kind === 'failed') return got.message
  return got.status >= 200 && got.status < 300 ? undefined : `it answered ${got.status}`
}

function runCommand(command: string, text: string, cwd: string): Promise<string | undefined> {
  return new Promise(resolve => {
    const child = spawn(command, {
      shell: true,
      cwd,
      stdio: ['pipe', 'ignore', 'inherit'],
      timeout: PATIENCE,
    })
    child.on('error', error => resolve(error.message))
    child.on('close', (code, signal) =>
      resolve(code === 0 ? undefined : code === null ? `it was ended by ${signal}` : `it ended with ${code}`),
    )
    child.stdin.on('error', () => {})
    child.stdin.end(`${text}\n`)
  })
}

/** Kinds of trouble in which a source may go on elsewhere. */
const DEAD: ReadonlySet<Trouble['kind']> = new Set(['silent', 'errors', 'stopped'])

/** Asks the sites of sources that seem dead which feeds they name now, each at most once a day. */
export async function lookElsewhere(context: Context, config: Config, store: Store): Promise<void> {
  const { healthIn } = await import('../model/health.ts')
  const { isSuggestionDue, lookForFeeds } = await import('../poll/suggestions.ts')
  const { standing } = await healthIn(store)
  const dead = new Set(standing.filter(({ kind }) => DEAD.has(kind)).flatMap(({ source }) => source ?? []))
  const frontier = await openFrontier(config)
  const web = await openWeb(context, config, frontier)
  try {
    for (const source of config.sources)
      if (dead.has(source.id) && (await isSuggestionDue(source.id, store, context.clock.now())))
        await lookForFeeds(source, { web, store, clock: context.clock })
  } finally {
    await web.close()
    await frontier.close()
  }
}
