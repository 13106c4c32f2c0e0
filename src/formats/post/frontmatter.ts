// Front matter as stet writes it: every scalar a JSON string, which every YAML reader reads the same way.
import { parse } from 'yaml'
import { wellFormed } from '../../model/text.ts'

/** JSON that is YAML too: what YAML forbids raw (C1 controls, U+2028, BOM, noncharacters) is escaped. */
export const scalar = (value: unknown): string =>
  JSON.stringify(value, (_, part) => (typeof part === 'string' ? wellFormed(part) : part)).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    c => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

/** Where the front matter of a file stands: `text` between the fences, `end` where the body begins. */
export function fences(file: string): { text: string; end: number } | undefined {
  const open = /^\ufeff?---[ \t]*\r?\n/.exec(file)
  if (!open) return undefined
  const close = /^---[ \t]*(?:\r?\n|$)/m
  close.lastIndex = 0
  const rest = file.slice(open[0].length)
  const found = close.exec(rest)
  if (!found) return undefined
  return { text: rest.slice(0, found.index), end: open[0].length + found.index + found[0].length }
}

/**
 * Front matter as a map. The form stet writes (one `key: JSON` a line, one map indented by two) is read line by line;
 * anything else, such as a file edited by hand, by a YAML library. Undefined when neither can read it.
 */
export function readFrontMatter(text: string): Record<string, unknown> | undefined {
  return readOwn(text) ?? readYaml(text)
}

function readOwn(text: string): Record<string, unknown> | undefined {
  const top: Record<string, unknown> = {}
  let into = top
  for (const line of text.split('\n')) {
    if (line === '') continue
    const match = /^( {2})?([a-z_]+):(?: (.*))?$/.exec(line)
    if (!match) return undefined
    const [, indent, key = '', value] = match
    if (!indent) into = top
    if (value === undefined) {
      into = {}
      top[key] = into
      continue
    }
    const read = json(value)
    if (read === undefined && value !== 'post') return undefined
    into[key] = read ?? value
  }
  return top
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function readYaml(text: string): Record<string, unknown> | undefined {
  try {
    const read = parse(text, { schema: 'core', maxAliasCount: 0, logLevel: 'silent' })
    return read !== null && typeof read === 'object' && !Array.isArray(read) ? read : undefined
  } catch {
    return undefined
  }
}
