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

/**
 * The first line, in JSON: all that is needed to find its files. The second is the rest of the manifest; then come the
 * documents of all sections, one section after the other.
 */
interface Head {
  readonly target: string
  readonly at: number
  readonly sections: readonly (readonly [name: string, inputs: string, length: number])[]
}

export function buildMemory(derived: string) {
  const path = join(derived, BUILD_MEMORY)

  /** Throws for a file that is none of ours. */
  function open() {
    const bytes = readFileSync(path)
    const first = bytes.indexOf('\n')
    const second = bytes.indexOf('\n', first + 1)
    const head: Head = JSON.parse(bytes.toString('utf8', 0, first))
    const documents = bytes.toString('latin1', second + 1)
    let from = 0
    const sections = head.sections.map(([name, inputs, length]) => {
      from += length
      return [name, [inputs, documents.slice(from - length, from)]] as const
    })
    if (typeof head.target !== 'string' || from !== documents.length) throw new Error(`${path} is damaged`)
    return {
      target: head.target,
      files: { at: head.at, sections: Object.fromEntries(sections) },
      rest: (): Omit<Manifest, 'at' | 'sections'> => JSON.parse(bytes.toString('utf8', first + 1, second)),
    }
  }

  const whole = ({ files, rest }: ReturnType<typeof open>): Manifest => ({ ...rest(), ...files })

  function read(): Kept {
    const opened = open()
    return { target: opened.target, manifest: whole(opened) }
  }

  function write({ target, manifest: { at, sections, ...manifest } }: Kept): void {
    const found = Object.entries(sections)
    const head: Head = {
      ...{ target, at },
      sections: found.map(([name, [inputs, documents]]) => [name, inputs, documents.length]),
    }
    const documents = Buffer.from(found.map(([, [, documents]]) => documents).join(''), 'latin1')
    const lines = Buffer.from(`${JSON.stringify(head)}\n${JSON.stringify(manifest)}\n`)
    writeFileSync(`${path}.new`, Buffer.concat([lines, documents]))
    renameSync(`${path}.new`, path)
  }

  /** Of the memory of a build into this folder; undefined where there is none, or it is damaged. */
  function ofFolder<T>(target: string, take: (opened: ReturnType<typeof open>) => T): T | undefined {
    try {
      const opened = open()
      return opened.target === target ? take(opened) : undefined
    } catch {
      return undefined
    }
  }

  return {
    path,
    read,
    write,
    /** What the last build into a folder made; another folder is built from nothing. */
    of: (target: string): unknown => ofFolder(target, whole),
    /** Which files that was. */
    filesOf: (target: string): Pick<Manifest, 'at' | 'sections'> | undefined =>
      ofFolder(target, ({ files }) => files),
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
