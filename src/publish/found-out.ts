// What became of the files of the last build: whatever was removed or written by somebody else since is made again.
import { digest } from '../model/digest.ts'
import type { Output } from '../model/ports.ts'
import { addressesOf, documentsIn, type Manifest } from './manifest.ts'
import { fileOf } from './urls.ts'

/** Documents whose file is gone or has other bytes than were written, by section. */
export type FoundOut = ReadonlyMap<string, ReadonlySet<string>>

/**
 * Looks at every file that the last build wrote: those that are gone, and of those that were written to after that build
 * ended the bytes. `all` reads every file: what was changed with its time put back, or by a failing disk, is found too.
 */
export async function foundOut(
  output: Pick<Output, 'moment' | 'read' | 'touched'>,
  { sections, at }: Pick<Manifest, 'sections' | 'at'>,
  all = false,
): Promise<FoundOut> {
  const found = new Map<string, Set<string>>()
  // A clock that was put back says nothing of what came after.
  const since = all || output.moment() < at ? Number.NEGATIVE_INFINITY : at
  for (const [section, [, lines]] of Object.entries(sections)) {
    const touched = new Set(output.touched(addressesOf(lines).map(fileOf), since))
    if (touched.size === 0) continue
    for (const [address, made] of documentsIn(lines)) {
      const path = fileOf(address)
      if (!touched.has(path) || isAs(await output.read(path), made.digest)) continue
      found.set(section, (found.get(section) ?? new Set()).add(address))
    }
  }
  return found
}

const isAs = (bytes: Uint8Array | undefined, was: string): boolean =>
  bytes !== undefined && digest(bytes).startsWith(was)
