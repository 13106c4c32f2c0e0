// The form of a command: one table for parsing, --help and the reference page.
import { resolve } from 'node:path'
import { StetError } from '../model/error.ts'
import type { Context, Exit } from './context.ts'

export interface Argument {
  readonly name: string
  readonly doc: string
  readonly optional?: boolean
  readonly many?: boolean
}

export interface Flag {
  /** As it is shown: `-o, --output <dir>`; a value in <> must, in [] may be given. */
  readonly form: string
  readonly doc: string
}

export interface Command {
  readonly name: string
  /** One line, without a full stop. */
  readonly summary: string
  /** Paragraphs for --help and the reference. */
  readonly details: string
  readonly args: readonly Argument[]
  readonly flags: readonly Flag[]
  readonly examples: readonly string[]
  /** `args` as given, a `many` one as the rest; `flags` by their long name in camel case. */
  run(context: Context, args: readonly string[], flags: Readonly<Record<string, unknown>>): Promise<Exit>
}

/** Of commands that take long: they may be left to a worker (see `stet jobs`). */
export const QUEUE_FLAG: Flag = {
  form: '--queue',
  doc: 'Leave it to a worker (stet worker) and go on; `stet jobs` says how far it is.',
}

/** A flag's text value, undefined when it was not given. */
export const textFlag = (flags: Readonly<Record<string, unknown>>, name: string): string | undefined =>
  typeof flags[name] === 'string' ? flags[name] : undefined

/** What `-o -` names. */
export const STANDARD_OUTPUT = '-'

/** The folder that `-o` names. Throws StetError 'usage' for `-`: standard output takes one file, and these are many. */
export function folderNamed({ cwd }: Context, output: string): string {
  if (output === STANDARD_OUTPUT)
    throw new StetError(
      'usage',
      '-o is "-", which is standard output, and what is written here are many files: name a folder (./- for one of that name)',
    )
  return resolve(cwd, output)
}
