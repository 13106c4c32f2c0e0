// Charsets that browsers forgot and old feeds still name: DOS and Macintosh code pages, TCVN, ARMSCII and the like.
import { createRequire } from 'node:module'

interface Iconv {
  encodingExists(name: string): boolean
  decode(bytes: Uint8Array, name: string): string
}

let loaded: Iconv | undefined
/** Loaded when a document first names a charset that TextDecoder does not know; nearly none does. */
const iconv = (): Iconv => {
  loaded ??= createRequire(import.meta.url)('iconv-lite') as Iconv
  return loaded
}

/** Names that iconv-lite would take for something else than a charset. */
const NONE = /^(?:base64|hex|binary|internal|ucs2|utf|cesu)/

/** True for a charset that only iconv-lite knows. */
export const isOldCharset = (name: string): boolean =>
  /^[a-z0-9][a-z0-9_.:-]{1,40}$/.test(name) && !NONE.test(name) && iconv().encodingExists(name)

export const decodeOld = (bytes: Uint8Array, name: string): string => iconv().decode(bytes, name)
