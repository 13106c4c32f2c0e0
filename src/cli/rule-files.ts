// A rule set or removed from the command line, as the keeper's page does it in the browser, and what changed by it.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { StetError } from '../model/error.ts'
import type { Context } from './context.ts'
import { readAll } from './files.ts'
import { isHost, RULES } from './rules.ts'
import { openWorld, type World } from './wire.ts'

/** One rule's file before and after; nothing in `after` is no file. */
export interface RuleChange {
  /** Of the file, without `.txt`. */
  readonly name: string
  readonly before: string
  readonly after: string
}

/**
 * Sets the rule for a host or a source from a file, `-` for standard input; with `dry` only reads it. Throws StetError
 * 'usage', and changes nothing, for lines that cannot be read (each is named as FILE:LINE), for an empty file and for
 * what is neither host nor source.
 */
export async function setRule(
  context: Context,
  whose: string,
  file: string,
  dry: boolean,
): Promise<RuleChange> {
  const called = file === '-' ? 'standard input' : file
  const text = asText(file === '-' ? await readAll(context.stdin) : bytesOf(context, file), called)
  if (text.trim() === '')
    throw new StetError(
      'usage',
      `${called} is empty; \`stet rules remove ${whose}\` removes the rule, if that is meant`,
    )
  return change(context, whose, text, dry, called)
}

/** Removes the archive's own rule for a host or a source; what stet brings along for it counts again. */
export const removeRule = (context: Context, whose: string, dry: boolean): Promise<RuleChange> =>
  change(context, whose, '', dry, '')

function bytesOf({ cwd }: Context, file: string): Uint8Array {
  try {
    return readFileSync(resolve(cwd, file))
  } catch (cause) {
    throw new StetError('not-found', `${file} cannot be read: is it there, and a file?`, { cause })
  }
}

function asText(bytes: Uint8Array, called: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r\n?/g, '\n')
  } catch (cause) {
    throw new StetError('usage', `${called} is not UTF-8; save it as UTF-8`, { cause })
  }
}

async function change(
  context: Context,
  whose: string,
  text: string,
  dry: boolean,
  called: string,
): Promise<RuleChange> {
  const { pageRulesOf } = await import('./page-rules.ts')
  const { mustRead } = await import('../page/rules/read.ts')
  const world = await openWorld(context, { write: false })
  try {
    const host = await hostFor(whose, world)
    const rules = pageRulesOf(context, world.config.root, world.archive)
    const { kind, name, text: there } = await rules.pageRule(host)
    const before = kind === 'own' ? there : ''
    if (text === '' && kind !== 'own')
      throw new StetError(
        'not-found',
        `there is no rule of yours for ${host}; \`stet rules list\` lists them`,
      )
    if (text !== '') check(() => mustRead(name, text, called))
    if (!dry) await rules.setPageRule(host, text)
    return { name, before, after: text }
  } finally {
    await world.close()
  }
}

/** Says the way out of what cannot be read. */
function check(read: () => unknown): void {
  try {
    read()
  } catch (cause) {
    if (!(cause instanceof StetError)) throw cause
    throw new StetError(
      cause.code,
      `${cause.message}; nothing was written. Mend these lines: \`stet rules --help\` names what a line can say`,
      { cause },
    )
  }
}

/** The host that is named, or the one that a source's pages are on. */
async function hostFor(whose: string, { config, store }: World): Promise<string> {
  const source = config.sources.find(({ id }) => id === whose)
  if (!source) {
    const host = whose.toLowerCase().replace(/^www\./, '')
    if (isHost(host)) return host
    throw new StetError(
      'usage',
      `"${whose}" is neither a source nor a host; expected one of \`stet list\`, or one like example.com`,
    )
  }
  const { hostsOf, latestOf } = await import('../serve/keep/hosts.ts')
  const [host, ...more] = hostsOf(await latestOf(store, source), source)
  if (host === undefined)
    throw new StetError('usage', `the pages of ${whose} have no host; name one like example.com`)
  if (more.length > 0)
    throw new StetError(
      'usage',
      `the pages of ${whose} are on several hosts; name one of ${[host, ...more].join(', ')}`,
    )
  return host
}

/** What changed, a line each: those that went with `-`, those that came with `+`. */
export async function linesChanged({ before, after }: RuleChange): Promise<string[]> {
  const { commonRuns } = await import('../model/diff/myers.ts')
  const { numbering } = await import('../model/diff/tokens.ts')
  const [a, b] = [before, after].map(linesOf) as [string[], string[]]
  const number = numbering()
  const lines: string[] = []
  let [x, y] = [0, 0]
  const end = { a: a.length, b: b.length, length: 0 }
  for (const run of [...commonRuns(number(a), number(b)), end]) {
    for (; x < run.a; x++) lines.push(`-${a[x]}`)
    for (; y < run.b; y++) lines.push(`+${b[y]}`)
    x += run.length
    y += run.length
  }
  return lines
}

const linesOf = (text: string): string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'))

/** The file of a rule as people see it. */
export const fileOf = ({ name }: RuleChange): string => `${RULES}/${name}.txt`
