// What the last build made, kept beside the archive: files by what they were made from.
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Manifest } from '../publish/manifest.ts'

interface Kept {
  readonly target: string
  readonly manifest: Manifest
}

export function buildMemory(derived: string) {
  const path = join(derived, 'site.json')
  const read = (): Kept => JSON.parse(readFileSync(path, 'utf8'))
  function write(kept: Kept): void {
    writeFileSync(`${path}.new`, JSON.stringify(kept))
    renameSync(`${path}.new`, path)
  }
  return {
    path,
    write,
    /** What the last build into a folder made; another folder is built from nothing. */
    of(target: string): unknown {
      try {
        const kept = read()
        return kept.target === target ? kept.manifest : undefined
      } catch {
        return undefined
      }
    },
    /**
     * For a catalogue that goes. All that stays is which files the build wrote: the next makes everything, and removes
     * those that are no more.
     */
    doubt(): void {
      try {
        const { target, manifest } = read()
        write({ target, manifest: { ...manifest, made: '' } })
      } catch {
        rmSync(path, { recursive: true, force: true })
      }
    },
  }
}
