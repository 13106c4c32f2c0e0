// The rules of an archive as extraction asks for them.
import { join } from 'node:path'
import { ruleFiles } from '../adapters/fs/rules.ts'
import type { RuleBook } from '../page/rules/book.ts'
import type { SiteRule } from '../page/rules/read.ts'

export const RULES = 'rules'

/** True for what a rule can be named: `example.com`, `.example.com`. A collection also has a global rule and notes. */
export const isHost = (name: string): boolean => /^\.?[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+$/u.test(name)

/** The rules in an archive's `rules/`; each file is read once, when a page of its host comes. */
export async function openRules(root: string): Promise<RuleBook> {
  const { readRule } = await import('../page/rules/read.ts')
  const files = ruleFiles(join(root, RULES))
  const read = new Map<string, SiteRule | undefined>()
  return {
    get(name) {
      if (!read.has(name)) {
        const text = files.text(name)
        read.set(name, text === undefined ? undefined : readRule(name, text).rule)
      }
      return read.get(name)
    },
  }
}
