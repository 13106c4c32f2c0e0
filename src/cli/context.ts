// What a command stands on: the terminal, the folder, the clock. Tests give it another.
import { resolve } from 'node:path'
import { StetError } from '../model/error.ts'
import type { Clock, Log, LogFields } from '../model/ports.ts'
import { type Config, loadConfig } from './config.ts'
import { printable } from './terminal.ts'

export const EXIT = { good: 0, failed: 1, usage: 2, config: 3, someSourcesFailed: 4 } as const
export type Exit = (typeof EXIT)[keyof typeof EXIT]

export interface Streams {
  readonly stdin: NodeJS.ReadStream
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
}

export interface Globals {
  readonly folder?: string
  readonly config?: string
  readonly quiet: boolean
  readonly verbose: boolean
  readonly logFormat: 'text' | 'json'
}

export interface Context extends Streams {
  readonly env: NodeJS.ProcessEnv
  /** Where the command was given; paths on the command line are relative to it. */
  readonly cwd: string
  /** The archive's folder. */
  readonly root: string
  readonly globals: Globals
  readonly clock: Clock
  readonly log: Log
  /** A line of results. */
  print(line: string): void
  /** A line for the person, on stderr; silent with -q. */
  say(line: string): void
  /** The archive's configuration; `over` stands before the environment. */
  config(over?: NodeJS.ProcessEnv): Config
}

/** The system's clock, or the moment that STET_NOW names (ISO date or milliseconds): then it stands still. */
export function clockOf(env: NodeJS.ProcessEnv): Clock {
  const set = env.STET_NOW
  if (!set) return { now: Date.now }
  const at = /^\d+$/.test(set) ? Number(set) : Date.parse(set)
  if (Number.isNaN(at))
    throw new StetError(
      'config',
      `the environment variable STET_NOW is "${set}"; expected an ISO date or milliseconds`,
    )
  return { now: () => at }
}

export function makeContext(
  streams: Streams,
  env: NodeJS.ProcessEnv,
  cwd: string,
  globals: Globals,
): Context {
  const root = resolve(cwd, globals.folder ?? '.')
  const clock = clockOf(env)
  return {
    ...streams,
    env,
    cwd,
    root,
    globals,
    clock,
    log: logTo(streams.stderr, globals, clock),
    print: line => streams.stdout.write(`${printable(line)}\n`),
    say: line => {
      if (!globals.quiet) streams.stderr.write(`${printable(line)}\n`)
    },
    config: over =>
      loadConfig(root, globals.config === undefined ? undefined : resolve(cwd, globals.config), {
        ...env,
        ...over,
      }),
  }
}

const LEVELS = ['debug', 'info', 'warn', 'error'] as const

function logTo(stderr: NodeJS.WriteStream, globals: Globals, clock: Clock): Log {
  const least = globals.verbose ? 0 : globals.quiet ? 3 : globals.logFormat === 'json' ? 1 : 2
  const write =
    (level: (typeof LEVELS)[number]) =>
    (event: string, fields: LogFields = {}) => {
      if (LEVELS.indexOf(level) < least) return
      const line =
        globals.logFormat === 'json'
          ? `${JSON.stringify({ time: new Date(clock.now()).toISOString(), level, event, ...fields })}`
          : `${level}: ${event}${Object.entries(fields)
              .map(([key, value]) => ` ${key}=${value}`)
              .join('')}`
      stderr.write(`${printable(line)}\n`)
    }
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
}
