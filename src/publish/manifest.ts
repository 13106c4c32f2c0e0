// What the last build made: for each address a digest of what went in and one of what came out.
import type { Planned } from './plan.ts'

/** A JSON value; kept beside the archive's derived files. Losing it costs one full build. */
export interface Manifest {
  readonly version: 1
  /** Of the code and the configuration that the documents were made with. */
  readonly made: string
  /** By address, `<inputs> <digest of the file>`. */
  readonly documents: Readonly<Record<string, string>>
}

export interface Made {
  readonly inputs: string
  readonly digest: string
}

/** Reads a manifest; anything that is none counts as no build before. */
export function readManifest(value: unknown): Manifest | undefined {
  const given = value as Partial<Manifest> | null | undefined
  if (given?.version !== 1 || typeof given.made !== 'string') return undefined
  if (given.documents === null || typeof given.documents !== 'object') return undefined
  return given as Manifest
}

/** What was made at an address before. */
export function madeBefore(manifest: Manifest | undefined, address: string): Made | undefined {
  const line =
    manifest && Object.hasOwn(manifest.documents, address) ? manifest.documents[address] : undefined
  if (typeof line !== 'string') return undefined
  const [inputs = '', digest = ''] = line.split(' ')
  return { inputs, digest }
}

/** True when the document need not be made again. */
export const isUnchanged = (planned: Planned, before: Made | undefined): before is Made =>
  before !== undefined && planned.inputs !== '' && planned.inputs === before.inputs

export const line = ({ inputs, digest }: Made): string => `${inputs} ${digest}`

/** What was made before at an address, or at all addresses of a folder. */
export function partBefore(
  manifest: Manifest | undefined,
  at: string,
): (readonly [address: string, made: Made])[] {
  const addresses = at.endsWith('/')
    ? Object.keys(manifest?.documents ?? {}).filter(address => address.startsWith(at))
    : [at]
  return addresses.flatMap(address => {
    const made = madeBefore(manifest, address)
    return made ? [[address, made] as const] : []
  })
}
