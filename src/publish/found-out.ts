// What became of the files of the last build: a build does not read them all, but finds out all the same, in time.
import { digest } from '../model/digest.ts'
import type { Output } from '../model/ports.ts'
import { documentsIn, type Manifest } from './manifest.ts'
import { ALWAYS } from './sections.ts'
import { fileOf } from './urls.ts'

/** Builds after which every file was looked at once. */
export const TURNS = 64

/** Documents whose file is gone or has other bytes than were written, by section. */
export type FoundOut = ReadonlyMap<string, ReadonlySet<string>>

/**
 * Looks at what the last build wrote. Files of the site's own pages are looked for in every build: where one is gone,
 * somebody was there, and then every other is looked for. Besides, each build reads one in TURNS of all sections and
 * compares their bytes; `all` reads every file.
 */
export async function foundOut(
  output: Pick<Output, 'has' | 'read' | 'list'>,
  { sections, turn }: Pick<Manifest, 'sections' | 'turn'>,
  all = false,
): Promise<FoundOut> {
  const found = new Map<string, Set<string>>()
  const add = (section: string, address: string): void => {
    found.set(section, (found.get(section) ?? new Set()).add(address))
  }
  for (const [address] of documentsIn(sections[ALWAYS]?.[1] ?? ''))
    if (!(await output.has(fileOf(address)))) add(ALWAYS, address)
  const there = found.size > 0 ? new Set(await output.list()) : undefined
  for (const [section, [, lines]] of Object.entries(sections)) {
    const isRead = all || turnOf(section) === turn
    if (!isRead && !there) continue
    for (const [address, { digest: was }] of documentsIn(lines)) {
      const path = fileOf(address)
      const isLost = there && !there.has(path)
      if (isLost || (isRead && !isAs(await output.read(path), was))) add(section, address)
    }
  }
  return found
}

const isAs = (bytes: Uint8Array | undefined, was: string): boolean =>
  bytes !== undefined && digest(bytes).startsWith(was)

const turnOf = (section: string): number => Number.parseInt(digest(section).slice(0, 8), 16) % TURNS
