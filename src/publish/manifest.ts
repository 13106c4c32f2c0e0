// What the last build made: for each section of the site a digest of what went in, for each document in it a digest of
// what went in and one of what came out; and what it knew of each article.
import type { Planned } from './planned.ts'
import type { Remembered } from './rows.ts'

/** A JSON value; kept beside the archive's derived files. Losing it costs one full build. */
export interface Manifest {
  readonly version: 3
  /** Of the code and the configuration that the documents were made with. */
  readonly made: string
  /** When it ended, by the clock of its files: those that were written to later are not its own any more. */
  readonly at: number
  /** Articles whose addresses are long, as `addressesIn` has them. */
  readonly long: readonly string[]
  readonly remembered: Remembered
  /** By name, `[<inputs>, <a line for each document>]`. */
  readonly sections: Readonly<Record<string, readonly [inputs: string, documents: string]>>
}

/** A section as it was made. */
export interface Section {
  readonly inputs: string
  readonly lines: string[]
}

export interface Made {
  readonly inputs: string
  readonly digest: string
}

/** Reads a manifest; anything that is none counts as no build before. */
export function readManifest(value: unknown): Manifest | undefined {
  const given = value as Partial<Manifest> | null | undefined
  if (given?.version !== 3 || typeof given.made !== 'string' || typeof given.at !== 'number') return undefined
  if (!isRecord(given.sections) || !isRecord(given.remembered) || !Array.isArray(given.long)) return undefined
  if (!isRecord(given.remembered.months) || !isRecord(given.remembered.said)) return undefined
  if (!Object.values(given.remembered.months).every(isPair)) return undefined
  return Object.values(given.sections).every(one => isPair(one) && typeof one[1] === 'string')
    ? (given as Manifest)
    : undefined
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

const isPair = (value: unknown): value is [string, unknown] =>
  Array.isArray(value) && value.length === 2 && typeof value[0] === 'string'

/** True when the document need not be made again. */
export const isUnchanged = (planned: Pick<Planned, 'inputs'>, before: Made | undefined): before is Made =>
  before !== undefined && planned.inputs !== '' && planned.inputs === before.inputs

/** A document in its section, in ASCII, with the escapes of JSON: names of old addresses may hold anything, line breaks too. */
export const lineOf = (address: string, { inputs, digest }: Made): string =>
  `${inputs} ${digest} ${address.replace(/[^ !#-[\]-~]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)}`

const addressIn = (name: string): string => (name.includes('\\') ? JSON.parse(`"${name}"`) : name)

/** The documents of a section, by address. */
export function* documentsIn(lines: string): Generator<[address: string, made: Made]> {
  for (const line of lines.split('\n')) {
    const first = line.indexOf(' ')
    const second = line.indexOf(' ', first + 1)
    if (second < 0) continue
    yield [
      addressIn(line.slice(second + 1)),
      { inputs: line.slice(0, first), digest: line.slice(first + 1, second) },
    ]
  }
}

/** The addresses alone of a section's documents. */
export const addressesOf = (lines: string): string[] =>
  lines === ''
    ? []
    : lines.split('\n').map(line => addressIn(line.slice(line.indexOf(' ', line.indexOf(' ') + 1) + 1)))

/** How many documents a section has. */
export function countIn(lines: string): number {
  let count = lines === '' ? 0 : 1
  for (let at = lines.indexOf('\n'); at >= 0; at = lines.indexOf('\n', at + 1)) count++
  return count
}
