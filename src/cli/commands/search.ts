// stet search: words in titles and texts.
import type { Command } from '../command.ts'
import { textFlag } from '../command.ts'
import { EXIT } from '../context.ts'
import { wholeNumber } from '../numbers.ts'

export const command: Command = {
  name: 'search',
  summary: 'Search titles and texts',
  details: `All words must occur; quotation marks hold a phrase together. Chinese is found from the middle of a sentence, and in either script: 气候 finds 氣候.
source:ID, tag:NAME, author:NAME, category:NAME, has:picture, after:2021-04-01 and before:2021-05-01 filter.
Newest first, or with --best those with the words in their titles before others.`,
  args: [{ name: 'words', doc: 'What to look for.', many: true }],
  flags: [
    { form: '--json', doc: 'One JSON object a line: {id, title, date, source, url, snippet}.' },
    { form: '--best', doc: 'Titles with the words first, then the newest.' },
    { form: '--limit <n>', doc: 'At most so many results (20).' },
    { form: '--offset <n>', doc: 'Leave out the first so many.' },
  ],
  examples: ['stet search 气候特使', 'stet search \'"climate envoy" source:voa\' --json'],
  async run(context, words, flags) {
    const { openWorld } = await import('../wire.ts')
    const { search, resultLine } = await import('../../publish/search.ts')
    const world = await openWorld(context, { write: false })
    try {
      const limit = wholeNumber(textFlag(flags, 'limit') ?? '20', '--limit')
      const offset = wholeNumber(textFlag(flags, 'offset') ?? '0', '--offset')
      const answer = await search(words.join(' '), world, {
        limit,
        offset,
        order: flags.best ? 'best' : 'newest',
      })
      for (const result of answer.results) {
        if (flags.json) context.print(JSON.stringify(resultLine(result)))
        else
          context.print(
            `${result.date.slice(0, 10)}  ${result.title}\n            ${result.snippet}\n            ${result.id.slice(0, 8)}  ${result.url ?? ''}`,
          )
      }
      const shown = answer.results.length
      if (answer.total === 0) context.say('Nothing found.')
      else if (shown < answer.total) context.say(`${shown} of ${answer.total}.`)
      return EXIT.good
    } finally {
      await world.close()
    }
  },
}
