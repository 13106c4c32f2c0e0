// What the last build made, kept beside the archive: files by what they were made from. Of its millions of characters a
// build with little to do needs few. So what each document was made from is no part of the JSON that says the rest, and
// stands behind it in ASCII, which is neither decoded nor escaped.
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Manifest } from '../publish/manifest.ts'

/** In the derived folder. */
export const BUILD_MEMORY = 'site.memory'

interface Kept {
  /** The folder that was built into. */
  readonly target: string
  readonly manifest: Manifest
}

/** The first line, in JSON. Behind it the documents of all sections, one section after the other. */
interface Head {
  readonly target: string
  readonly manifest: Omit<Manifest, 'sections'>
  readonly sections: readonly (readonly [name: string, inputs: string, length: number])[]
}

export function buildMemory(derived: string) {
  const path = join(derived, BUILD_MEMORY)

  /** Throws for a file that is none of ours. */
  function read(): Kept {
    const bytes = readFileSync(path)
    const end = bytes.indexOf('\n')
    const { target, manifest, sections }: Head = JSON.parse(bytes.toString('utf8', 0, end))
    const documents = bytes.toString('latin1', end + 1)
    let at = 0
    const found = sections.map(([name, inputs, length]) => {
      at += length
      return [name, [inputs, documents.slice(at - length, at)]] as const
    })
    if (typeof target !== 'string' || at !== documents.length) throw new Error(`${path} is damaged`)
    return { target, manifest: { ...manifest, sections: Object.fromEntries(found) } }
  }

  function write({ target, manifest: { sections, ...manifest } }: Kept): void {
    const found = Object.entries(sections)
    const head: Head = {
      ...{ target, manifest },
      sections: found.map(([name, [inputs, documents]]) => [name, inputs, documents.length]),
    }
    const documents = Buffer.from(found.map(([, [, documents]]) => documents).join(''), 'latin1')
    writeFileSync(`${path}.new`, Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), documents]))
    renameSync(`${path}.new`, path)
  }

  return {
    path,
    read,
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
