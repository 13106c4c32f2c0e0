// SHA-256, the one digest of the archive: articles, revisions, pictures and captures are named by it.
import { createHash, hash } from 'node:crypto'

/** 64 lower-case hexadecimal digits. */
export type Digest = string

/** SHA-256 of bytes, or of a text as UTF-8. */
export const digest = (data: Uint8Array | string): Digest => hash('sha256', data, 'hex')

/** SHA-256 of several texts, kept apart so that ('ab','c') and ('a','bc') differ. */
export function digestOf(...parts: readonly (string | undefined)[]): Digest {
  const sum = createHash('sha256')
  for (const part of parts) sum.update(part === undefined ? '-;' : `${Buffer.byteLength(part)}:${part};`)
  return sum.digest('hex')
}
