// stet rules: what an archive knows of single sites' pages.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { ruleFiles } from '../../adapters/fs/rules.ts'
import { digest } from '../../model/digest.ts'
import { StetError } from '../../model/error.ts'
import type { SiteRule } from '../../page/rules/read.ts'
import { type Command, textFlag } from '../command.ts'
import { type Context, EXIT, type Exit } from '../context.ts'
import { isHost, RULES } from '../rules.ts'

export const command: Command = {
  name: 'rules',
  summary: 'List, set, test or take over rules for the pages of single sites',
  details: `A rule says with XPath where a site's pages have their article. Rules are text files in the archive's rules/, one a host, in the format of the public ftr-site-config collection: example.com.txt for a host, .example.com.txt for it and all below. They come before the rules that stet brings along.
list              The rules of this archive, each with what it has to say and what in it cannot be read.
set WHOSE FILE    Sets the rule for a host (.example.com for it and all below), or for the one host that a source's pages are on, from a file or standard input (-), and says which lines changed; where a rule stands for a host above, it is that one. A line that cannot be read is named, and then nothing is written.
remove WHOSE      Removes it; what stet brings along for the host counts again.
update DIR        Takes over a local copy of a collection. Files that you made or changed stay as they are.
test PAGE         What the rule for a saved page finds in it; --url says where the page is from.
Each line of a rule is a directive and a value: title, author, date, body, lead, caption, strip, next_page_link and single_page_link have an XPath, strip_id_or_class and strip_image_src a piece of text, prune and autodetect_on_failure yes or no; find_string with replace_string changes the page's source before it is read.
After a change, \`stet reextract\` applies the rules to the pages that are kept.`,
  args: [
    { name: 'what', doc: 'list, set, remove, update or test.' },
    {
      name: 'path',
      doc: 'A host or source and the rule’s file; the collection’s folder; or saved pages.',
      optional: true,
      many: true,
    },
  ],
  flags: [
    { form: '--url <address>', doc: 'Address of the page that is tested.' },
    { form: '--dry-run', doc: 'Of set and remove: only say what would change.' },
  ],
  examples: [
    'stet rules set example.org rule.txt',
    'stet rules update ~/ftr-site-config',
    'stet rules test page.html --url https://example.org/a',
  ],
  async run(context, [what = '', ...paths], flags) {
    if (what === 'list') return list(context)
    if (what === 'set' || what === 'remove') return change(context, what, paths, flags.dryRun === true)
    if (what === 'update') return update(context, paths)
    if (what === 'test') return testPages(context, paths, textFlag(flags, 'url'))
    throw new StetError('usage', `rules has no "${what}"; expected list, set, remove, update or test`)
  },
}

async function change(
  context: Context,
  what: 'set' | 'remove',
  [whose, file, ...more]: readonly string[],
  dry: boolean,
): Promise<Exit> {
  const { fileOf, linesChanged, removeRule, setRule } = await import('../rule-files.ts')
  const isWhole = whose !== undefined && more.length === 0 && (file === undefined) === (what === 'remove')
  if (!isWhole)
    throw new StetError(
      'usage',
      what === 'set'
        ? 'expected a host or source and a file: stet rules set WHOSE FILE, with - for standard input'
        : 'expected a host or source: stet rules remove WHOSE',
    )
  const made =
    file === undefined ? await removeRule(context, whose, dry) : await setRule(context, whose, file, dry)
  const { before, after } = made
  const done = before === after ? 'unchanged' : after === '' ? 'removed' : before === '' ? 'new' : 'changed'
  context.print(`${fileOf(made)}: ${done}${dry && before !== after ? ' (not written: --dry-run)' : ''}`)
  for (const line of await linesChanged(made)) context.print(line)
  if (before !== after && !dry) context.say('`stet reextract` applies it to the pages that are kept.')
  return EXIT.good
}

async function list(context: Context): Promise<Exit> {
  const { readRule } = await import('../../page/rules/read.ts')
  const files = ruleFiles(join(context.config().root, RULES))
  for (const name of files.names) {
    const { rule, faults } = readRule(name, files.text(name) ?? '')
    context.print(`${name}\t${contents(rule)}`)
    for (const { line, why } of faults) context.say(`${RULES}/${name}.txt:${line}: ${why}`)
  }
  return EXIT.good
}

const contents = (rule: SiteRule): string =>
  (['title', 'author', 'date', 'body', 'lead', 'strip', 'nextPage', 'singlePage', 'replace'] as const)
    .flatMap(key => (rule[key].length > 0 ? [`${key} ${rule[key].length}`] : []))
    .join(', ')

/** What was taken over, by name, so that the keeper's own files are told from the collection's. */
const LEDGER = 'collection.json'

async function update(context: Context, paths: readonly string[]): Promise<Exit> {
  const from = paths[0]
  if (from === undefined || paths.length > 1)
    throw new StetError('usage', 'expected one folder: stet rules update DIR')
  const source = resolve(context.cwd, from)
  if (!existsSync(source)) throw new StetError('not-found', `there is no folder "${from}" here.`)
  const { readRule, saysSomething } = await import('../../page/rules/read.ts')
  const folder = join(context.config().root, RULES)
  const given = ruleFiles(source)
  const own = ruleFiles(folder)
  const ledger = readLedger(folder)
  const count = { taken: 0, same: 0, yours: 0, empty: 0, faults: 0 }
  mkdirSync(folder, { recursive: true })
  for (const name of given.names) {
    const text = given.text(name) ?? ''
    const { rule, faults } = readRule(name, text)
    for (const { line, why } of faults) context.say(`${name}.txt:${line}: ${why}`)
    count.faults += faults.length
    const there = own.text(name)
    if (!saysSomething(rule) || !isHost(name)) count.empty++
    else if (there === text) {
      count.same++
      ledger[name] = digest(text)
    } else if (there !== undefined && ledger[name] !== digest(there)) {
      count.yours++
      context.say(`${RULES}/${name}.txt is yours and stays`)
    } else {
      writeFileSync(join(folder, `${name}.txt`), text)
      ledger[name] = digest(text)
      count.taken++
    }
  }
  writeFileSync(join(folder, LEDGER), `${JSON.stringify(ledger, null, 1)}\n`)
  context.print(
    `${count.taken} rules taken over, ${count.same} unchanged, ${count.yours} of your own left alone, ${count.empty} without a use here; ${count.faults} lines that cannot be read.`,
  )
  return EXIT.good
}

function readLedger(folder: string): Record<string, string> {
  try {
    return JSON.parse(readFileSync(join(folder, LEDGER), 'utf8'))
  } catch {
    return {}
  }
}

async function testPages(context: Context, files: readonly string[], url: string | undefined): Promise<Exit> {
  if (files.length === 0)
    throw new StetError('usage', 'name a saved page: stet rules test PAGE --url ADDRESS')
  const { tryRule } = await import('../../page/rules/try.ts')
  const { openRules } = await import('../rules.ts')
  const rules = await openRules(context.root)
  let exit: Exit = EXIT.good
  for (const file of files) {
    const tried = tryRule(readFileSync(resolve(context.cwd, file)), url, rules)
    if (!tried) {
      context.print(`${file}: there is no rule for ${url ?? 'a page without an address (give --url)'}`)
      exit = EXIT.failed
      continue
    }
    context.print(`${file}: the rule ${tried.name}`)
    for (const { directive, found, sample } of tried.lines)
      context.print(`  ${directive}\t${found}${sample === '' ? '' : `\t${sample}`}`)
    context.print(`  text\t${tried.letters} letters\tconfidence ${tried.confidence}`)
  }
  return exit
}
