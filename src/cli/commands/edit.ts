// stet edit: what stet.yml says of a source.
import { StetError } from '../../model/error.ts'
import type { Source } from '../../model/source.ts'
import type { SourceChange } from '../../serve/keep/keeping.ts'
import { type Command, textFlag } from '../command.ts'
import { mustKnow } from '../config.ts'
import { EXIT } from '../context.ts'

const FULLTEXT: readonly Source['fulltext'][] = ['auto', 'always', 'never']

export const command: Command = {
  name: 'edit',
  summary: 'Change, pause and resume sources',
  details: `Writes to stet.yml, where comments and order stay; the next poll goes by it. An empty value takes a rule away: \`--title ''\` calls the source by its own name again.`,
  args: [{ name: 'source', doc: 'Ids of sources (see `stet list`).', many: true }],
  flags: [
    { form: '--title <text>', doc: 'Your name for the source.' },
    { form: '--url <address>', doc: 'Its feed’s address, when that has moved.' },
    { form: '--category <name...>', doc: 'Categories of its articles, instead of those it had.' },
    { form: '--interval <duration>', doc: 'Ask it so often, instead of as often as it has news.' },
    { form: '--fulltext <when>', doc: 'Ask for the articles’ own pages: auto, always or never.' },
    { form: '--pause', doc: 'Do not ask it until --resume.' },
    { form: '--resume', doc: 'Ask it again.' },
  ],
  examples: ['stet edit voa --title 美国之音 --category 国际 媒体', 'stet edit voa rfa --pause'],
  async run(context, ids, flags) {
    const { changeSource } = await import('../edit.ts')
    const { written } = await import('../keeping.ts')
    mustKnow(context.config(), ids)
    const change = changeIn(flags)
    if (Object.keys(change).length === 0)
      throw new StetError('usage', 'say what to change: see `stet edit --help`.')
    if (change.url !== undefined && ids.length > 1)
      throw new StetError('usage', '--url is the address of one source; several were named.')
    for (const id of ids) {
      changeSource(context.config(), id, written(change))
      context.print(`changed ${id}`)
    }
    return EXIT.good
  },
}

function changeIn(flags: Readonly<Record<string, unknown>>): SourceChange {
  const [title, url, interval, fulltext] = ['title', 'url', 'interval', 'fulltext'].map(name =>
    textFlag(flags, name),
  )
  if (flags.pause && flags.resume) throw new StetError('usage', 'give --pause or --resume, not both.')
  if (fulltext !== undefined && !FULLTEXT.includes(fulltext as Source['fulltext']))
    throw new StetError('usage', `--fulltext is "${fulltext}"; expected auto, always or never`)
  const categories = Array.isArray(flags.category) ? flags.category.map(String).filter(Boolean) : undefined
  return {
    ...(title !== undefined && { title: title || undefined }),
    ...(url !== undefined && { url }),
    ...(categories && { categories }),
    ...(interval !== undefined && { interval: interval || undefined }),
    ...(fulltext !== undefined && { fulltext: fulltext as Source['fulltext'] }),
    ...(flags.pause === true && { paused: true }),
    ...(flags.resume === true && { paused: false }),
  }
}
