// The archive's own rules for the pages of single sites, as the keeper changes them in the browser: the files that
// `stet rules` lists and every reading of a page goes by.
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { systemFault } from '../adapters/fs/fault.ts'
import { ruleFiles } from '../adapters/fs/rules.ts'
import { withinTime } from '../adapters/threads/deadline.ts'
import { StetError } from '../model/error.ts'
import type { Archive } from '../model/ports.ts'
import { shorten } from '../model/text.ts'
import { SECOND } from '../model/time.ts'
import type { Keeping, PageRule } from '../serve/keep/keeping.ts'
import type { Context } from './context.ts'
import { isHost, openRules, RULES } from './rules.ts'

/** A page of a preview is read on the thread that serves: not longer than others would wait. */
const PREVIEW_TIME = 5 * SECOND
const PARAGRAPHS = 3
/** Characters of one. */
const PARAGRAPH = 400

type PageRules = Pick<Keeping, 'pageRule' | 'setPageRule' | 'previewPageRule'>

/** The rules of an archive's `rules/`, read anew each time: somebody may have edited them by hand. */
export function pageRulesOf(
  { clock, log }: Pick<Context, 'clock' | 'log'>,
  root: string,
  archive: Archive,
): PageRules {
  const folder = join(root, RULES)

  async function pageRule(host: string): Promise<PageRule> {
    const { namesFor, siteFor } = await import('../page/rules/book.ts')
    const address = `https://${host}/`
    const files = ruleFiles(folder)
    for (const name of namesFor(address)) {
      const text = files.text(name)
      if (text !== undefined) return { kind: 'own', name, text }
    }
    const site = siteFor(address)
    return { kind: site ? 'built-in' : 'none', name: host, text: '' }
  }

  /** The name of the file for a host: that of the rule it has, else its own. */
  async function nameFor(host: string): Promise<string> {
    if (!isHost(host))
      throw new StetError('usage', `“${host}” is no host; expected one like example.com`, {
        reasons: [{ name: 'no-host', values: { host } }],
      })
    // One for a host and all below it is named so.
    return host.startsWith('.') ? host : (await pageRule(host)).name
  }

  return {
    pageRule,
    async setPageRule(host, text) {
      const name = await nameFor(host)
      const file = `${name}.txt`
      const { mustRead } = await import('../page/rules/read.ts')
      if (text.trim() !== '') mustRead(name, text)
      try {
        if (text.trim() === '') rmSync(join(folder, file), { force: true })
        else {
          mkdirSync(folder, { recursive: true })
          writeFileSync(join(folder, `${file}.new`), text)
          renameSync(join(folder, `${file}.new`), join(folder, file))
        }
      } catch (error) {
        throw systemFault(error, `${RULES}/${file}`) ?? error
      }
    },
    async previewPageRule(host, text, article) {
      const name = await nameFor(host)
      const { mustRead } = await import('../page/rules/read.ts')
      const { readerHere } = await import('../poll/reader.ts')
      const { takeKept } = await import('../poll/kept-pages.ts')
      const own = await openRules(root)
      const rule = text.trim() === '' ? undefined : mustRead(name, text)
      const book = { get: (one: string) => (one === name ? rule : own.get(one)) }
      const reader = readerHere(book, work => withinTime(PREVIEW_TIME, work))
      const taken = await takeKept(article, { archive, clock, log, reader })
      if (!taken)
        return {
          kind: 'nothing',
          why: 'its captured pages are not there any more.',
          reasons: [{ name: 'captures-gone' }],
        }
      if (taken.kind === 'gone' || taken.kind === 'failed' || !taken.found)
        return 'why' in taken
          ? { kind: 'nothing', why: taken.why }
          : { kind: 'nothing', why: 'nothing was found.', reasons: [{ name: 'nothing-found' }] }
      const { title, author, published, text: found } = taken.found
      const paragraphs = found.split('\n').filter(line => line.trim() !== '')
      return {
        kind: 'article',
        title,
        author,
        published,
        paragraphs: paragraphs.slice(0, PARAGRAPHS).map(line => shorten(line, PARAGRAPH)),
      }
    },
  }
}
