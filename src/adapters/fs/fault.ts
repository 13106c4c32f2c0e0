// What the file system's error codes mean to a keeper, and the way out.
import { StetError } from '../../model/error.ts'

const WAY_OUT: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full: make room and run the command again; nothing is lost',
  EDQUOT: 'the disk quota is used up: make room and run the command again; nothing is lost',
  EFBIG: 'the file would grow beyond what the system allows (ulimit -f)',
  EROFS: 'it cannot be written: the file system is read-only',
  EACCES: 'permission denied: run as the owner of the archive, or mend its permissions',
  EPERM: 'permission denied: run as the owner of the archive, or mend its permissions',
  EIO: 'the disk reports an input/output error: check it before writing more',
  EMFILE: 'too many open files: raise the limit (ulimit -n)',
  ENFILE: 'too many open files in the whole system: close something',
  EISDIR: 'a folder stands where a file should: move it away',
  ENOTDIR: 'a file stands where a folder should: move it away',
}

/** Some calls of Node give an error without its code; its words are the system's own. */
const WORDS: readonly [RegExp, string][] = [
  [/Read-only file system/, 'EROFS'],
  [/No space left/, 'ENOSPC'],
  [/Permission denied|not permitted/, 'EACCES'],
  [/Input\/output error/, 'EIO'],
]

/** An error of the file system in words, about `path`; undefined for any other error. */
export function systemFault(error: unknown, path?: string): StetError | undefined {
  const { code = '', path: own, message = '' } = error as NodeJS.ErrnoException
  const why = WAY_OUT[code || (WORDS.find(([words]) => words.test(message))?.[1] ?? '')]
  const where = path ?? own
  if (why === undefined) return undefined
  return new StetError('unwritable', `${where === undefined ? '' : `${where}: `}${why}.`, { cause: error })
}
