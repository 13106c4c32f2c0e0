// The keeper's rules for single sites: text files in the archive's `rules/`, each read when its host is first met.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface RuleFiles {
  /** Names of the files without `.txt`, sorted. */
  readonly names: readonly string[]
  /** The text of one; undefined when there is none. */
  text(name: string): string | undefined
}

const ENDING = '.txt'

/** Rule files of a folder; none when there is no such folder. Throws what the file system throws. */
export function ruleFiles(folder: string): RuleFiles {
  const names = existsSync(folder)
    ? readdirSync(folder)
        .filter(name => name.endsWith(ENDING))
        .map(name => name.slice(0, -ENDING.length))
        .sort()
    : []
  const known = new Set(names)
  return {
    names,
    text: name => (known.has(name) ? readFileSync(join(folder, name + ENDING), 'utf8') : undefined),
  }
}
