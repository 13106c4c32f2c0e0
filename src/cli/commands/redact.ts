// stet redact: take an article's content out of the archive for good.
import { StetError } from '../../model/error.ts'
import type { Redacted } from '../../poll/redact.ts'
import { type Command, textFlag } from '../command.ts'
import { type Context, EXIT } from '../context.ts'
import { articleNamed, NAMES } from '../naming.ts'

export const command: Command = {
  name: 'redact',
  summary: 'Remove an article’s content for good, leaving a tombstone that says so',
  details: `For a court's order or a source in danger; nothing else in stet removes what was kept. Title, text, pictures, earlier versions and the raw exchanges it came in are removed from the files, and the catalogue and the words are made anew. The tombstone keeps its id, number, address and your reason, which everybody can read. The same article is not taken again, whatever its source sends.
Copies that stet cannot reach (git's history, backups, sites already published) are named, with what to do about them.`,
  args: [{ name: 'article', doc: NAMES }],
  flags: [
    { form: '--why <text>', doc: 'The reason, shown in its place. Must be given.' },
    { form: '--yes', doc: 'Do not ask.' },
  ],
  examples: ['stet redact 3f9c02d1 --why "Court order 12-345 of 2021-05-04" --yes'],
  async run(context, [name = ''], flags) {
    const why = textFlag(flags, 'why')?.trim()
    if (!why)
      throw new StetError('usage', '--why is missing: the tombstone must say why the content was removed.')
    const { rebuildWorld } = await import('../anew.ts')
    const { openWorld } = await import('../wire.ts')
    const { progress } = await import('../progress.ts')
    const { statesOf } = await import('../../publish/history.ts')
    const { plainText } = await import('../../model/text.ts')
    const { rmSync } = await import('node:fs')
    const { derivedPictures } = await import('../pictures.ts')
    const { redact } = await import('../../poll/redact.ts')
    const world = await openWorld(context, { write: true })
    let done: Redacted
    try {
      const article = await articleNamed(name, world.store)
      if (flags.yes !== true) await confirm(context, `${article.title || article.id} <${article.url ?? ''}>`)
      const states = (await statesOf(article, world)).map(({ html, capture, pages }) => ({
        text: plainText(html),
        ...(capture !== undefined && { capture }),
        ...(pages && { pages }),
      }))
      const bar = await progress(context, 'Looking through captures', 0, 'files')
      done = await redact(
        article,
        why,
        states,
        { ...world, clock: context.clock, log: context.log },
        (n, of) => bar.at(n, of),
      )
      bar.stop()
      const { forgetLooks } = await import('../looking.ts')
      await forgetLooks([article.id], world)
    } finally {
      await world.close()
    }
    // Sizes that were made of its pictures, for pages and for others.
    rmSync(derivedPictures(world), { recursive: true, force: true })
    // A row that was deleted can be read off a database's file for a long time; new files hold nothing of it.
    await rebuildWorld(context)
    tell(context, done)
    return EXIT.good
  },
}

/** Asks at a terminal; elsewhere it must be said with --yes. */
async function confirm(context: Context, what: string): Promise<void> {
  if (!process.stdin.isTTY)
    throw new StetError('usage', 'there is no terminal to ask at: give --yes to redact.')
  const { createInterface } = await import('node:readline/promises')
  const ask = createInterface({ input: process.stdin, output: context.stderr })
  const answer = await ask.question(`Remove the content of ${what} for good? Type yes: `)
  ask.close()
  if (answer.trim() !== 'yes') throw new StetError('usage', 'nothing was removed.')
}

function tell(context: Context, { id, path, removed, rewritten, captures, others }: Redacted): void {
  context.print(`Redacted ${id}: its tombstone is ${path}.`)
  context.print(
    `${removed.length} files removed, ${captures} captured exchanges taken out${others > 0 ? ` (${others} other articles came in them: their text stays, their raw form is gone)` : ''}.`,
  )
  context.say('What stet cannot reach:')
  context.say(
    '- The built site: `stet build`, then publish it again; caches and mirrors keep the old page until they ask.',
  )
  context.say('- Bundles, e-books and backups made before: remove or redact them by hand.')
  const hex = id.slice(0, 8)
  // By the id's digits: the old names tell the title.
  const paths = [`'*-${hex}*'`, ...rewritten].join(' ')
  context.say(
    '- Git keeps history. Where the archive is a repository, and after telling all who have a clone:',
  )
  context.say(`    git add -A && git commit -m 'Redact ${hex}'`)
  context.say(
    `    git log --raw --no-abbrev --format= -- ${paths} | awk '{print $3}' | sort -u > .stet/old-blobs`,
  )
  context.say('    git filter-repo --force --strip-blobs-with-ids .stet/old-blobs && git push --force')
}
