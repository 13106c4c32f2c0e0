// SHA-256, the one digest of the archive: articles, revisions, pictures and captures are named by it.
import { hash } from 'node:crypto'

/** 64 lower-case hexadecimal digits. */
export type Digest = string

/** SHA-256 of bytes, or of a text as UTF-8. */
export const digest = (data: Uint8Array | string): Digest => hash('sha256', data, 'hex')

/** SHA-256 of several texts, kept apart so that ('ab','c') and ('a','bc') differ. */
export const digestOf = (...parts: readonly (string | undefined)[]): Digest =>
  digest(parts.map(part => (part === undefined ? '-;' : `${Buffer.byteLength(part)}:${part};`)).join(''))
