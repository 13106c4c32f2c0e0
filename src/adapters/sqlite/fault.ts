// What SQLite's error codes mean to a keeper. Everything in these files is derived, so there is always a way out.
import { statSync } from 'node:fs'
import { StetError } from '../../model/error.ts'

// Primary result codes (https://sqlite.org/rescode.html); the higher bits of an extended one say more than is needed.
const BUSY = new Set([5, 6])
const DAMAGED = new Set([11, 26])
const UNWRITABLE: Readonly<Record<number, string>> = {
  3: 'permission denied: run as the owner of the archive, or mend its permissions',
  8: 'the file system is read-only, or permission is denied',
  10: 'the disk reports an input/output error, or it is full',
  13: 'the disk is full: make room and run the command again; nothing is lost',
  14: 'it cannot be opened for writing: the disk is read-only or full, or permission is denied',
}

/** An error of SQLite in words, about `where`; undefined for any other error. */
export function sqliteFault(error: unknown, where: string): StetError | undefined {
  const { errcode, errstr } = error as { errcode?: number; errstr?: string }
  if (errcode === undefined) return undefined
  const code = errcode & 0xff
  const cause = { cause: error }
  const isFolder = code === 14 && statSync(where, { throwIfNoEntry: false })?.isDirectory() === true
  if (DAMAGED.has(code) || isFolder)
    return new StetError(
      'damaged',
      `${where} is ${isFolder ? 'a folder and no database' : `damaged (${errstr})`}. It is derived: \`stet rebuild\` makes it again from the files.`,
      cause,
    )
  if (BUSY.has(code))
    return new StetError('locked', `${where} is in use by another stet: wait for it, or stop it.`, cause)
  const why = UNWRITABLE[code]
  return why === undefined ? undefined : new StetError('unwritable', `${where}: ${why}.`, cause)
}
