// stet clean: look at what cleaning leaves of an HTML fragment.
import type { Command } from '../command.ts'
import { EXIT } from '../context.ts'
import { eachFile } from '../files.ts'

export const command: Command = {
  name: 'clean',
  summary: 'Print the cleaned HTML of fragments, one a line',
  details: `For looking and testing: nothing is kept. Each line is {"file":…,"html":…} or {"file":…,"error":{"code":…,"message":…}}.`,
  args: [{ name: 'file', doc: 'Files; - for standard input.', many: true }],
  flags: [
    { form: '--json', doc: 'JSON lines; this is the only form there is.' },
    { form: '--base <address>', doc: 'Where the fragment was found, for relative addresses.' },
  ],
  examples: ['stet clean fragment.html --base https://example.org/a/'],
  async run(context, files, flags) {
    const { clean } = await import('../../page/clean.ts')
    const { decodeText } = await import('../../model/charset.ts')
    await eachFile(context, files, ({ bytes, url }) => {
      const base = typeof flags.base === 'string' ? flags.base : url
      return { html: clean(decodeText(bytes).text, base === undefined ? {} : { base }).html }
    })
    return EXIT.good
  },
}
