// stet show: read one article on the terminal.
import type { Post } from '../../model/article.ts'
import { StetError } from '../../model/error.ts'
import type { Command } from '../command.ts'
import { EXIT } from '../context.ts'
import { articleNamed, NAMES } from '../naming.ts'

export const command: Command = {
  name: 'show',
  summary: 'Print an article',
  details:
    'The text as it is kept, on the terminal or in another form; above it, whether its source changed or withdrew it, and when its page was last looked at.',
  args: [{ name: 'article', doc: NAMES }],
  flags: [
    { form: '--html', doc: 'The cleaned HTML.' },
    { form: '--json', doc: 'Everything, as JSON.' },
    { form: '--raw', doc: 'The file as it lies in the archive.' },
  ],
  examples: ['stet show 3f9c02d1', 'stet show https://www.voachinese.com/a/5851976.html'],
  async run(context, [name = ''], flags) {
    const { openWorld } = await import('../wire.ts')
    const { readPost } = await import('../../formats/post/read.ts')
    const { plainText } = await import('../../model/text.ts')
    const { iso } = await import('../../model/time.ts')
    const world = await openWorld(context, { write: false })
    try {
      const article = await articleNamed(name, world.store)
      const bytes = await world.archive.read(article.path)
      if (!bytes)
        throw new StetError(
          'damaged',
          `${article.path} is missing: restore it from a copy, then run \`stet rebuild\`.`,
        )
      const post = readPost(article.path, bytes)
      if (flags.raw) context.stdout.write(bytes)
      else if (flags.json) context.print(JSON.stringify(post))
      else if (flags.html) context.print(post.html)
      else {
        const line = [
          post.source,
          post.author,
          post.published === undefined ? `taken ${iso(post.taken)}` : iso(post.published),
        ]
        const { lookOf } = await import('../looking.ts')
        const fate = fateOf(post, await lookOf(post.id, world))
        context.print(
          `${post.title}\n${line.filter(Boolean).join(' · ')}\n${post.url ?? ''}\n${fate.map(one => `${one}\n`).join('')}\n${plainText(post.html)}`,
        )
      }
      return EXIT.good
    } finally {
      await world.close()
    }
  },
}

/** What became of it at its source, a line each. */
function fateOf(
  { tombstone, lifted = [], revision, revised }: Post,
  look: { last?: number; saw?: string; next?: number } | undefined,
): string[] {
  const at = (moment: number): string =>
    `${new Date(moment).toISOString().slice(0, 16).replace('T', ' ')} UTC`
  return [
    ...(revision > 1
      ? [`State ${revision}, taken ${at(revised)}; \`stet diff\` shows what was changed.`]
      : []),
    ...lifted.map(({ since, returned }) => `Gone from ${at(since)}, back at ${at(returned)}.`),
    ...(tombstone
      ? [`${tombstone.kind === 'redacted' ? 'Redacted' : 'Withdrawn by its source'}: ${tombstone.why}.`]
      : []),
    ...(look
      ? [
          `${look.last === undefined ? 'Its page was not looked at again yet' : `Its page was last looked at ${at(look.last)}: ${look.saw}`}; ${look.next === undefined ? 'it is quarantined' : `next ${at(look.next)}`}.`,
        ]
      : []),
  ]
}
