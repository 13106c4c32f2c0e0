// Which objects a file is made of, on this machine: the journal, read. All processes here share it; when it is lost it is
// read again from the journal.
import type { Digest } from '../../model/digest.ts'
import { migrate, openDatabase, undo } from '../sqlite/database.ts'
import { sqliteFault } from '../sqlite/fault.ts'
import { type Known, type Part, readParts, type Segment, writeParts } from './segment.ts'

/** How far the journal has been read. */
export interface Position {
  /** The last segment that is in the map; 0 for none. */
  readonly seq: number
  readonly digest: Digest | ''
  /** The last milestone that is known; -1 for none. */
  readonly milestone: number
  /** The segment it stands after; 0 for none. */
  readonly since: number
}

export interface ObjectMap {
  position(): Position
  /** Undefined when there is no such file. */
  parts(path: string): Part[] | undefined
  size(path: string): number | undefined
  /** Up to `limit` files of a folder ('' for all) after a path, sorted by code unit. */
  page(folder: string, after: string | undefined, limit: number): Known[]
  /** Files from a path (included) up to another (excluded). */
  range(from: string, to: string | undefined): Known[]
  /**
   * Takes a segment in that follows the map's position; does nothing when another process has done so. Objects that no
   * file needs any more become strays where this machine wrote it (`mine`): they are its to remove.
   */
  apply(segment: Segment, digest: Digest, mine: boolean): void
  /** Puts everything in the place of what is there. */
  replace(position: Position, opener: string, files: Iterable<Known>): void
  /** Says that a milestone is known. With `forget` all changes until now are in its snapshot. */
  reached(milestone: number, since: number, forget: boolean): void
  /** Paths that became others since the last snapshot, sorted. */
  changed(): string[]
  /** What is read meanwhile is of one moment. */
  still<T>(read: () => T): T
  note(key: string): string | undefined
  setNote(key: string, value: string): void
  /** Keys that are about to be written by a run, so that they are found when it is killed. */
  begin(keys: readonly string[], run: string, now: number): void
  /** Keys of runs that have ended or been killed, and what files no longer need: no file is made of them. */
  strays(isOver: (run: string, since: number) => boolean): string[]
  /** They are gone, or part of a file. */
  settle(keys: readonly string[]): void
  /** True when a file is made of it. */
  isUsed(key: string): boolean
  /** Files of which parts lie in an object. */
  within(key: string): Known[]
  close(): void
}

const SCHEMA = [
  [
    `create table file (id blob primary key, path text not null, size integer not null, parts text not null) without rowid`,
    // Which files an object has parts of: to remove it with the last.
    `create table used (key text not null, id blob not null, primary key (key, id)) without rowid`,
    `create table changed (id blob primary key, path text not null) without rowid`,
    `create table note (key text primary key, value text not null) without rowid`,
    `create table stray (key text primary key, run text not null, since integer not null) without rowid`,
  ],
]

/** No path begins with the last code unit of all. */
const LAST = '\uffff'

/** Sorts as code units do: SQLite compares bytes. */
const idOf = (path: string): Uint8Array => Buffer.from(path, 'utf16le').swap16()

/** The map in a file. Throws StetError 'damaged' for what is no database; such a file can be removed. */
export function openMap(path: string): ObjectMap {
  const db = openDatabase(path, { lossy: true })
  try {
    // What was redacted is not to be found in the file's free pages.
    db.exec('pragma secure_delete = on')
    migrate(db, SCHEMA, path)
  } catch (error) {
    db.close()
    throw error
  }
  const ask = {
    file: db.prepare('select path, size, parts from file where id = ?'),
    page: db.prepare('select path, parts from file where id > ? and id < ? order by id limit ?'),
    range: db.prepare('select path, parts from file where id >= ? and id < ? order by id'),
    put: db.prepare('insert or replace into file (id, path, size, parts) values (?, ?, ?, ?)'),
    drop: db.prepare('delete from file where id = ?'),
    use: db.prepare('insert or ignore into used (key, id) values (?, ?)'),
    unuse: db.prepare('delete from used where key = ? and id = ?'),
    isUsed: db.prepare('select 1 from used where key = ? limit 1'),
    within: db.prepare('select path, parts from used join file using (id) where key = ? order by id'),
    change: db.prepare('insert or ignore into changed (id, path) values (?, ?)'),
    changed: db.prepare('select path from changed order by id'),
    note: db.prepare('select value from note where key = ?'),
    setNote: db.prepare('insert or replace into note (key, value) values (?, ?)'),
    stray: db.prepare('insert or replace into stray (key, run, since) values (?, ?, ?)'),
    strays: db.prepare('select key, run, since from stray'),
    settle: db.prepare('delete from stray where key = ?'),
  }
  const text = (key: string): string | undefined =>
    (ask.note.get(key) as { value: string } | undefined)?.value
  const rowsOf = (rows: unknown[]): Known[] =>
    (rows as { path: string; parts: string }[]).map(row => ({ path: row.path, parts: readParts(row.parts) }))

  function together<T>(work: () => T): T {
    try {
      db.exec('begin immediate')
      const result = work()
      db.exec('commit')
      return result
    } catch (error) {
      undo(db)
      throw sqliteFault(error, path) ?? error
    }
  }

  function put(file: string, parts: readonly Part[] | undefined, mine: boolean): void {
    const id = idOf(file)
    const before = partsOf(file) ?? []
    for (const { key } of before) ask.unuse.run(key, id)
    if (parts) {
      ask.put.run(id, file, sum(parts), writeParts(parts))
      for (const { key } of parts) {
        ask.use.run(key, id)
        ask.settle.run(key)
      }
    } else ask.drop.run(id)
    if (mine) for (const { key } of before) if (!ask.isUsed.get(key)) ask.stray.run(key, '', 0)
  }

  const partsOf = (file: string): Part[] | undefined => {
    const row = ask.file.get(idOf(file)) as { parts: string } | undefined
    return row && readParts(row.parts)
  }

  const position = (): Position => {
    const [seq, digest, milestone, since] = (text('position') ?? '0  -1 0').split(' ')
    return { seq: Number(seq), digest: digest!, milestone: Number(milestone), since: Number(since) }
  }
  const setPosition = ({ seq, digest, milestone, since }: Position): void => {
    ask.setNote.run('position', `${seq} ${digest} ${milestone} ${since}`)
  }

  return {
    position,
    parts: partsOf,
    size: file => (ask.file.get(idOf(file)) as { size: number } | undefined)?.size,
    page(folder, after, limit) {
      const low = after ?? (folder === '' ? '' : `${folder}/`)
      // '0' is the sign after '/'.
      return rowsOf(ask.page.all(idOf(low), idOf(folder === '' ? LAST : `${folder}0`), limit))
    },
    range: (from, to) => rowsOf(ask.range.all(idOf(from), idOf(to ?? LAST))),
    apply: ({ seq, ops, opens, writer }, digest, mine) =>
      together(() => {
        const now = position()
        if (now.seq !== seq - 1) return
        for (const op of ops) {
          if (op.op === 'add') put(op.path, [...(partsOf(op.path) ?? []), op.part], mine)
          else put(op.path, op.op === 'set' ? op.parts : undefined, mine)
          ask.change.run(idOf(op.path), op.path)
        }
        if (opens) ask.setNote.run('opener', writer)
        setPosition({ ...now, seq, digest })
      }),
    replace: (at, opener, files) =>
      together(() => {
        db.exec('delete from file; delete from used; delete from changed')
        for (const { path: file, parts } of files) put(file, parts, false)
        ask.setNote.run('opener', opener)
        setPosition(at)
      }),
    reached: (milestone, since, forget) =>
      together(() => {
        setPosition({ ...position(), milestone, since })
        if (forget) db.exec('delete from changed')
      }),
    still: together,
    changed: () => (ask.changed.all() as { path: string }[]).map(row => row.path),
    note: text,
    setNote: (key, value) => {
      ask.setNote.run(key, value)
    },
    begin: (keys, run, now) =>
      together(() => {
        for (const key of keys) ask.stray.run(key, run, now)
      }),
    strays: isOver =>
      (ask.strays.all() as { key: string; run: string; since: number }[])
        .filter(({ key, run, since }) => (run === '' || isOver(run, since)) && !ask.isUsed.get(key))
        .map(({ key }) => key),
    settle: keys =>
      together(() => {
        for (const key of keys) ask.settle.run(key)
      }),
    isUsed: key => ask.isUsed.get(key) !== undefined,
    within: key => rowsOf(ask.within.all(key)),
    close: () => db.close(),
  }
}

const sum = (parts: readonly Part[]): number => parts.reduce((size, part) => size + part.size, 0)
