// stet show: read one article on the terminal.
import type { Article } from '../../model/article.ts'
import { StetError } from '../../model/error.ts'
import type { Store } from '../../model/ports.ts'
import type { Command } from '../command.ts'
import { EXIT } from '../context.ts'

export const command: Command = {
  name: 'show',
  summary: 'Print an article',
  details: `The article is named by its id (eight digits are enough), its original address, its item number or its path in the archive.`,
  args: [{ name: 'article', doc: 'Id, address, number or path.' }],
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
      const article = await named(name, world.store)
      if (!article)
        throw new StetError('not-found', `there is no article "${name}"; \`stet search\` finds ids.`)
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
        context.print(
          `${post.title}\n${line.filter(Boolean).join(' · ')}\n${post.url ?? ''}\n\n${plainText(post.html)}`,
        )
      }
      return EXIT.good
    } finally {
      await world.close()
    }
  },
}

async function named(name: string, store: Store): Promise<Article | undefined> {
  if (/^\d{9,16}$/.test(name)) return (await store.byNumbers([Number(name)]))[0]
  if (/^[0-9a-f]{32}$/.test(name)) return (await store.articles([name]))[0]
  if (/^[0-9a-f]{4,31}$/.test(name)) return byPrefix(name, store)
  if (name.startsWith('_posts/')) return (await store.byPaths([name]))[0]
  const { canonicalAddress } = await import('../../model/url.ts')
  const key = `url:${canonicalAddress(name) ?? ''}`
  const id = (await store.lookup([key])).get(key)
  return id === undefined ? undefined : (await store.articles([id]))[0]
}

async function byPrefix(prefix: string, store: Store): Promise<Article | undefined> {
  const ids = await store.byPrefix(prefix, 2)
  if (ids.length > 1)
    throw new StetError('usage', `more than one article begins with ${prefix}: give more digits.`)
  return ids[0]
}
