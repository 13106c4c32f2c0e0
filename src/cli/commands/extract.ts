// stet extract: look at the article that stet finds on a page.
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { type Command, textFlag } from '../command.ts'
import { EXIT } from '../context.ts'
import { eachFile, type Given } from '../files.ts'

export const command: Command = {
  name: 'extract',
  summary: 'Print the articles found on pages, one a line',
  details: `For looking and testing: nothing is kept and nothing fetched. Each line is {"file","url","title","author","published","modified","language","site","lead","text","html","confidence"} or {"file","error"}.
--list takes a file with a line path<TAB>address per page; paths are relative to it.`,
  args: [{ name: 'file', doc: 'Saved pages; - for standard input.', optional: true, many: true }],
  flags: [
    { form: '--json', doc: 'JSON lines; this is the only form there is.' },
    { form: '--list <file>', doc: 'Take pages and their addresses from a list.' },
    { form: '--url <address>', doc: 'The address of the page, when there is one page.' },
  ],
  examples: ['stet extract page.html --url https://example.org/a', 'stet extract --list pages.tsv'],
  async run(context, files, flags) {
    const { extract } = await import('../../page/extract.ts')
    const { openRules } = await import('../rules.ts')
    const rules = await openRules(context.root)
    const url = textFlag(flags, 'url')
    const listed = textFlag(flags, 'list')
    const given: (string | Given)[] = [
      ...(listed === undefined ? [] : readList(resolve(context.cwd, listed))),
      ...files.map(file => (url === undefined ? file : { file, path: resolve(context.cwd, file), url })),
    ]
    await eachFile(context, given, ({ bytes, url, contentType }) => {
      const found = extract({
        bytes,
        rules,
        ...(url !== undefined && { url }),
        ...(contentType !== undefined && { contentType }),
      })
      return { ...found, url: found.url || url }
    })
    return EXIT.good
  },
}

const readList = (list: string): Given[] =>
  readFileSync(list, 'utf8')
    .split('\n')
    .filter(line => line.trim() !== '')
    .map(line => {
      const [file = '', url] = line.replace(/\r$/, '').split('\t')
      return { file, path: resolve(dirname(list), file), ...(url && { url }) }
    })
