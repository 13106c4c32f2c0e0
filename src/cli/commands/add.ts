// stet add: follow a source.
import { existsSync, readFileSync } from 'node:fs'
import { relative, resolve, sep } from 'node:path'
import { StetError } from '../../model/error.ts'
import type { Fetched } from '../../model/ports.ts'
import { type Command, textFlag } from '../command.ts'
import type { Config } from '../config.ts'
import { type Context, EXIT, type Exit } from '../context.ts'
import type { NewSource } from '../edit.ts'

export const command: Command = {
  name: 'add',
  summary: 'Follow a feed, or the feed of a page, and keep what it has now',
  details: `ADDRESS is a feed, or a page that names its feeds, or a file. The source is written to stet.yml and polled at once, so that adding costs one request for the feed.
A page that names none, but marks up its entries (h-feed, hAtom), is followed itself, as ADDRESS#h-feed.
A page that has none is followed itself, by its links that look like articles; --links says which, with a CSS selector.
A page with several feeds: the most likely is taken and the others are named; --list shows them and adds none.
An address that cannot be reached is added all the same and tried again (exit code 4).
--history then reads the feed back to its beginning, where the publisher has pages of it: RFC 5005 archives and pages, JSON Feed, WordPress, Blogger. It asks one page after the other with the usual pauses, keeps only articles that are not there yet, and goes on where it stopped when it is given again, for a source that is followed already too.
- reads a feed from standard input and keeps its entries: \`stet add - --title NAME\`.`,
  args: [
    { name: 'address', doc: 'Addresses of feeds or pages, or files; - for standard input.', many: true },
  ],
  flags: [
    { form: '--title <text>', doc: 'Your name for the source, instead of its own.' },
    { form: '--id <id>', doc: 'Its id, instead of one made from the name.' },
    { form: '--category <name...>', doc: 'Categories of its articles.' },
    { form: '--list', doc: 'Only show the feeds that a page names.' },
    { form: '--preview', doc: 'Only show the feeds and the last entries of the likeliest.' },
    {
      form: '--links <selector>',
      doc: 'Follow the page by these links, not by a feed; auto learns which are articles.',
    },
    { form: '--history', doc: 'Also keep what is older than the feed shows, page by page.' },
    { form: '--no-poll', doc: 'Write it down without asking it.' },
  ],
  examples: ['stet add https://chinadigitaltimes.net/chinese/', 'stet add saved/feed.xml --title 美国之音'],
  async run(context, addresses, flags) {
    let exit: Exit = EXIT.good
    for (const address of addresses) {
      const done = await addOne(context, address, flags)
      if (done !== EXIT.good) exit = done
    }
    return exit
  },
}

async function addOne(
  context: Context,
  address: string,
  flags: Readonly<Record<string, unknown>>,
): Promise<Exit> {
  if (address === '-') return addFromStdin(context, flags)
  const config = context.config()
  const file = localFile(context, address)
  if (file !== undefined)
    return follow(
      context,
      wanted(flags, { url: withinArchive(config, file), name: await titleOf(file) }),
      flags,
    )
  const url = asAddress(address)
  if (flags.preview) return showPreview(context, config, url)
  const links = textFlag(flags, 'links')
  if (links !== undefined) return followLinks(context, url, links, flags)
  const { feedsAt } = await import('../finding.ts')
  const found = flags.poll === false && !flags.list ? undefined : await feedsAt(context, config, url)
  if (flags.list) {
    for (const feed of found?.feeds ?? [])
      context.print([feed.url, feed.type, feed.title].filter(Boolean).join('\t'))
    return found?.feeds.length ? EXIT.good : EXIT.failed
  }
  for (const feed of found?.feeds.slice(1, 6) ?? []) context.say(`also there: ${feed.url} ${feed.title}`)
  const best = found?.feeds[0]
  if (found?.section !== undefined) return followLinks(context, found.section, 'auto', flags, found.had)
  if (found && !best)
    throw new StetError(
      'not-a-feed',
      `${url} is no feed and names none. If you know its feed's address, add that.`,
    )
  return follow(
    context,
    wanted(flags, { url: best?.url ?? url, name: best?.title || new URL(best?.url ?? url).hostname }),
    flags,
    found?.had,
  )
}

async function showPreview(context: Context, config: Config, url: string): Promise<Exit> {
  const { preview } = await import('../finding.ts')
  const { iso } = await import('../../model/time.ts')
  const found = await preview(context, config, url)
  if (found.kind === 'nothing') throw new StetError('not-a-feed', found.why)
  for (const { url, title, known } of found.feeds)
    context.print([url, title, known && `followed: ${known}`].filter(Boolean).join('\t'))
  for (const { title, url, published } of found.entries)
    context.print(['', published === undefined ? '' : iso(published), title, url ?? ''].join('\t'))
  return EXIT.good
}

/** Follows a page without a feed. */
async function followLinks(
  context: Context,
  url: string,
  links: string,
  flags: Readonly<Record<string, unknown>>,
  had?: ReadonlyMap<string, Fetched>,
): Promise<Exit> {
  const { LEARNED } = await import('../../page/section.ts')
  const { selector } = await import('../../page/css.ts')
  if (links !== LEARNED) selector(links)
  return follow(context, { ...wanted(flags, { url, name: new URL(url).hostname }), links }, flags, had)
}

/** Writes the source down and polls it. */
async function follow(
  context: Context,
  source: NewSource,
  flags: Readonly<Record<string, unknown>>,
  had?: ReadonlyMap<string, Fetched>,
): Promise<Exit> {
  const { addSources } = await import('../edit.ts')
  const { followed } = await import('../followed.ts')
  const { movedForGood } = await import('../../poll/moved.ts')
  const to = movedForGood(had?.get(source.url)?.hops ?? [])
  const known = to === undefined ? undefined : followed(context.config().sources).as(to)
  const { added, there } =
    known === undefined
      ? addSources(context.config(), [source])
      : { added: [], there: [{ id: known, url: `${source.url}, which has moved to ${to}` }] }
  if (there[0]) {
    context.print(`${there[0].id} is followed already: ${there[0].url}`)
    return flags.history === true ? readBack(context, there[0].id, had) : EXIT.good
  }
  const { id } = added[0]!
  if (flags.poll === false) {
    context.print(`added ${id}`)
    return EXIT.good
  }
  const { pollArchive } = await import('../polling.ts')
  const report = await pollArchive(context, [id], had).catch(busy)
  if (report === undefined) {
    context.print(
      `added ${id}; another stet is at work in this archive: its articles come with the next poll`,
    )
    return EXIT.good
  }
  const { polled, added: kept } = report
  const outcome = polled[0]?.outcome
  const good = outcome?.kind === 'kept' || outcome?.kind === 'unchanged'
  context.print(
    good
      ? `added ${id}: ${articles(kept)} kept`
      : `added ${id}; it could not be read now and will be tried again`,
  )
  if (!good) return EXIT.someSourcesFailed
  return flags.history === true ? readBack(context, id, had) : EXIT.good
}

async function readBack(
  context: Context,
  id: string,
  had: ReadonlyMap<string, Fetched> | undefined,
): Promise<Exit> {
  const { readBackArchive, wordsOf } = await import('../history.ts')
  const report = await readBackArchive(context, id, had)
  context.print(wordsOf(report))
  return report.end === 'stopped' ? EXIT.someSourcesFailed : EXIT.good
}

/** Nothing, when another process holds the lock: the source is written down, and that is what was asked. */
function busy(error: unknown): undefined {
  if (!(error instanceof StetError && error.code === 'locked')) throw error
}

function wanted(
  flags: Readonly<Record<string, unknown>>,
  { url, name }: { url: string; name: string },
): NewSource {
  const title = textFlag(flags, 'title')
  const id = textFlag(flags, 'id')
  return {
    url,
    name: title ?? name,
    ...(title !== undefined && { title }),
    ...(id !== undefined && { id }),
    ...(Array.isArray(flags.category) && { categories: flags.category.map(String) }),
  }
}

const articles = (n: number): string => `${n} ${n === 1 ? 'article' : 'articles'}`

/** A file that exists, relative to where the command was given or to the archive. */
function localFile(context: Context, address: string): string | undefined {
  if (/^https?:/i.test(address)) return undefined
  return [resolve(context.cwd, address), resolve(context.root, address)].find(path => existsSync(path))
}

/** Inside the archive a path is written relative to it, so that the folder can be moved. */
function withinArchive(config: Config, path: string): string {
  const inside = relative(config.root, path)
  return inside.startsWith('..') || resolve(inside) === inside ? path : inside.split(sep).join('/')
}

/** The feed's own title, else the file's name. */
async function titleOf(path: string): Promise<string> {
  const { readFeed } = await import('../../formats/feed/read.ts')
  const read = readFeed(readFileSync(path))
  return (
    (read.kind === 'feed' && read.feed.title) ||
    path
      .split(sep)
      .at(-1)!
      .replace(/\.\w+$/, '')
  )
}

/** A path, or a name as files have and hosts do not. */
const FILE_NAME = /^[./~]|^[^/:]+\.(?:xml|rss|rdf|atom|json|opml|html?)$/i
/** Hosts that nobody gives a certificate to. */
const BARE_HOST = /^(?:localhost|[\d.]+|\[[\da-f:.]+\])(?::\d+)?(?:\/|$)/i

function asAddress(text: string): string {
  const bare = !/^\w+:\/\//.test(text)
  if (bare && FILE_NAME.test(text)) throw new StetError('not-found', `there is no file "${text}" here.`)
  const url = URL.parse(bare ? `${BARE_HOST.test(text) ? 'http' : 'https'}://${text}` : text)
  if (
    url &&
    /^https?:$/.test(url.protocol) &&
    (url.hostname.includes('.') || url.hostname.includes(':') || url.hostname === 'localhost')
  )
    return url.href
  throw new StetError('usage', `"${text}" is neither an http(s) address nor a file here.`)
}

async function addFromStdin(context: Context, flags: Readonly<Record<string, unknown>>): Promise<Exit> {
  const { readAll } = await import('../files.ts')
  const { keepGiven } = await import('../polling.ts')
  const { addSources } = await import('../edit.ts')
  const bytes = await readAll(context.stdin)
  const config = context.config()
  const id = textFlag(flags, 'id')
  const known = id === undefined ? undefined : config.sources.find(source => source.id === id)
  const { readFeed } = await import('../../formats/feed/read.ts')
  const read = readFeed(bytes)
  if (read.kind !== 'feed') throw new StetError('not-a-feed', `standard input is not a feed: ${read.message}`)
  const source =
    known?.id ??
    addSources(config, [wanted(flags, { url: '-', name: read.feed.title || 'stdin' })]).added[0]!.id
  const kept = await keepGiven(context, source, bytes)
  context.print(`${source}: ${articles(kept)} kept`)
  return EXIT.good
}
