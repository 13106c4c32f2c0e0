// Marks, as they are made: first a line in the reader's own file, then a row. Other processes may write the same file;
// whoever reads next takes over what the rows do not have yet, so a killed one loses nothing.
import { digest } from '../model/digest.ts'
import {
  isReaderName,
  lostMarks,
  type Mark,
  type MarkKind,
  readMarks,
  statePath,
  writeMarks,
} from '../model/mark.ts'
import type { Clock } from '../model/ports.ts'
import type { Site } from '../publish/site.ts'

export interface Marking {
  /** Brings the rows up to what the reader's file says; what the file has lost is written into it again first. */
  current(reader: string): Promise<void>
  /** The same of all readers who have marks. */
  all(): Promise<void>
  /** How many marks the rows know that the reader's file does not have. */
  lost(reader: string): Promise<number>
  /** Removes the marks of a reader for good, from file and rows. */
  forget(reader: string): Promise<void>
  /** Sets or takes away a mark; articles that are so already are left alone. Returns how many changed. */
  mark(reader: string, numbers: readonly number[], kind: MarkKind, on: boolean): Promise<number>
}

/** Marks a write: well below the size from which one write may become two. */
const CHUNK = 2000
/** Bytes of a file taken over at a time. */
const PIECE = 4 * 1024 * 1024
const NEWLINE = 0x0a

/** Bytes before the end of what was read that tell one file from another. */
const TAIL = 256

const noteOf = (reader: string): string => `marks ${reader}`

/** How many bytes of a file the rows have, and what their end looks like; older notes do not say. */
function taken(note = '0'): { done: number; tail?: string } {
  const [done, tail] = note.split(' ')
  return { done: Number(done), ...(tail !== undefined && { tail }) }
}

/** Marking in whatever site is current. `told` hears how many marks a reader's file had lost, and has again. */
export function marking(
  site: () => Pick<Site, 'archive' | 'store'>,
  clock: Clock,
  told: (reader: string, lost: number) => void = () => {},
): Marking {
  const turns = new Map<string, Promise<unknown>>()
  /** Readers whose files were looked at since this process began. */
  const looked = new Set<string>()

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
    // The note first: the file only grows meanwhile.
    const note = await store.note(noteOf(reader))
    let { done, tail } = taken(note)
    let size = (await archive.size(path)) ?? 0
    const isFirst = !looked.has(reader)
    looked.add(reader)
    const isOther = async () => tail !== undefined && tail !== (await tailAt(path, done))
    // Somebody has taken lines away, or put another file there.
    if (done > size || (isFirst && note === undefined) || ((isFirst || size !== done) && (await isOther()))) {
      await writeAgain(reader)
      await store.setNote(noteOf(reader), '0')
      size = (await archive.size(path)) ?? 0
      done = 0
    }
    while (done < size) {
      const bytes = (await archive.readRange(path, done, PIECE)) ?? new Uint8Array()
      const end = bytes.lastIndexOf(NEWLINE) + 1
      // A line that is still being written, or never was finished, is left for later.
      if (end === 0) return
      const own = readMarks(new TextDecoder().decode(bytes.subarray(0, end)))
      done += end
      tail = await tailAt(path, done)
      await store.apply({
        marks: own.map(mark => ({ ...mark, reader })),
        changed: [path],
        notes: { [noteOf(reader)]: `${done} ${tail}` },
      })
    }
  }

  /** What the end of what was read looks like: another file of the same length has another. */
  async function tailAt(path: string, done: number): Promise<string> {
    const from = Math.max(0, done - TAIL)
    const bytes = done === 0 ? undefined : await site().archive.readRange(path, from, done - from)
    return digest(bytes ?? new Uint8Array()).slice(0, 16)
  }

  /** Marks that the rows know and the file has lost are written into it again, as they were. */
  async function writeAgain(reader: string): Promise<void> {
    const { store } = site()
    const lost = lostMarks(await store.marks(reader), await fileMarks(reader))
    if (lost.length === 0) return
    await append(lost)
    told(reader, lost.length)
  }

  async function fileMarks(reader: string): Promise<Mark[]> {
    const bytes = await site().archive.read(statePath(reader))
    return bytes ? readMarks(new TextDecoder().decode(bytes)) : []
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
    async all() {
      for (const reader of await site().store.readers()) await inTurn(reader, () => takeOver(reader))
    },
    lost: async reader => lostMarks(await site().store.marks(reader), await fileMarks(reader)).length,
    forget: reader =>
      inTurn(reader, async () => {
        const { archive, store } = site()
        // Rows first: what they know would be written into the file again.
        await store.forgetMarks(reader)
        await store.setNote(noteOf(reader), undefined)
        await archive.remove([statePath(reader)])
      }),
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
