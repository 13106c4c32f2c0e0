// Marks, as they are made: first a line in the reader's own file, then a row. Other processes may write the same file;
// whoever reads next takes over what the rows do not have yet, so a killed one loses nothing.
import { isReaderName, type Mark, type MarkKind, readMarks, statePath, writeMarks } from '../model/mark.ts'
import type { Clock } from '../model/ports.ts'
import type { Site } from '../publish/site.ts'

export interface Marking {
  /** Brings the rows up to what the reader's file says. */
  current(reader: string): Promise<void>
  /** Sets or takes away a mark; articles that are so already are left alone. Returns how many changed. */
  mark(reader: string, numbers: readonly number[], kind: MarkKind, on: boolean): Promise<number>
}

/** Marks a write: well below the size from which one write may become two. */
const CHUNK = 2000
/** Bytes of a file taken over at a time. */
const PIECE = 4 * 1024 * 1024
const NEWLINE = 0x0a

const noteOf = (reader: string): string => `marks ${reader}`

/** Marking in whatever site is current. */
export function marking(site: () => Pick<Site, 'archive' | 'store'>, clock: Clock): Marking {
  const turns = new Map<string, Promise<unknown>>()

  /** One after the other for each reader: what is asked about must not change before it is answered. */
  function inTurn<T>(reader: string, work: () => Promise<T>): Promise<T> {
    const mine = (turns.get(reader) ?? Promise.resolve()).then(work)
    const settled = mine.catch(() => {})
    turns.set(reader, settled)
    settled.then(() => {
      if (turns.get(reader) === settled) turns.delete(reader)
    })
    return mine
  }

  async function takeOver(reader: string): Promise<void> {
    const { archive, store } = site()
    const path = statePath(reader)
    const size = (await archive.size(path)) ?? 0
    let done = Number((await store.note(noteOf(reader))) ?? 0)
    // Shorter than what was read: somebody has put another file there.
    if (done > size) done = 0
    while (done < size) {
      const bytes = (await archive.readRange(path, done, PIECE)) ?? new Uint8Array()
      const end = bytes.lastIndexOf(NEWLINE) + 1
      // A line that is still being written, or never was finished, is left for later.
      if (end === 0) return
      const own = readMarks(new TextDecoder().decode(bytes.subarray(0, end)))
      done += end
      await store.apply({
        marks: own.map(mark => ({ ...mark, reader })),
        changed: [path],
        notes: { [noteOf(reader)]: String(done) },
      })
    }
  }

  async function changing(
    reader: string,
    numbers: readonly number[],
    kind: MarkKind,
    on: boolean,
  ): Promise<number[]> {
    const { store } = site()
    const have = await store.marksOn(reader, numbers)
    const wanted = [...new Set(numbers)].filter(number => (have.get(number) ?? []).includes(kind) !== on)
    const known = new Set((await store.byNumbers(wanted)).map(({ number }) => number))
    return wanted.filter(number => known.has(number))
  }

  async function append(marks: readonly Mark[]): Promise<void> {
    const { archive } = site()
    for (let at = 0; at < marks.length; at += CHUNK) {
      const part = marks.slice(at, at + CHUNK)
      const path = statePath(part[0]!.reader)
      const size = (await archive.size(path)) ?? 0
      const last = size > 0 ? await archive.readRange(path, size - 1, 1) : undefined
      // After a line that a killed process did not finish, a new one begins.
      const start = last !== undefined && last[0] !== NEWLINE ? '\n' : ''
      await archive.append(path, start + writeMarks(part))
    }
  }

  return {
    current: reader => inTurn(reader, () => takeOver(reader)),
    mark: (reader, numbers, kind, on) =>
      inTurn(reader, async () => {
        if (!isReaderName(reader)) throw new TypeError(`${reader} is no reader's name`)
        await takeOver(reader)
        const changed = await changing(reader, numbers, kind, on)
        if (changed.length === 0) return 0
        const at = clock.now()
        await append(changed.map(article => ({ reader, article, kind, on, at })))
        await takeOver(reader)
        return changed.length
      }),
  }
}
