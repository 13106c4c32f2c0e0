// A picture as an article uses it, and as the archive keeps it.
import type { Digest } from './digest.ts'
import type { Instant } from './time.ts'

export interface Picture {
  /** Where the outlet had it. */
  readonly url: string
  readonly alt?: string
  readonly caption?: string
  readonly credit?: string
  readonly width?: number
  readonly height?: number
  /** SHA-256 of the kept bytes, once they are kept. */
  readonly digest?: Digest
}

/** A kept picture where an article shows it: enough to show it without asking for more. */
export interface ShownPicture {
  /** As it stands in the article's text. */
  readonly url: string
  readonly digest: Digest
  /** Media type of the kept bytes. */
  readonly type: string
  /** Upright. */
  readonly width: number
  readonly height: number
  /** More than one: it moves. */
  readonly pages?: number
  readonly alpha?: boolean
}

/** How an article shows a picture that it has from an address. */
export interface PictureUse {
  readonly url: string
  readonly alt?: string
  readonly caption?: string
}

/** An original, byte for byte, and what is known of it: the record beside its file. */
export interface KeptPicture {
  readonly digest: Digest
  readonly type: string
  readonly bytes: number
  readonly width: number
  readonly height: number
  readonly pages: number
  readonly alpha: boolean
  /** 64-bit perceptual hash, hexadecimal. */
  readonly hash: string
  /** Everywhere it was had from, in the order first seen. */
  readonly addresses: readonly { readonly url: string; readonly seen: string }[]
  readonly seen: string
  readonly alt?: string
  readonly caption?: string
}

/** Why a picture is not kept. */
export type MissingWhy =
  | 'not-found'
  | 'blocked'
  | 'too-large'
  | 'not-a-picture'
  | 'cut-short'
  | 'unreachable'
  | 'over-limit'

/** What is known of an address that an article shows a picture from. */
export interface PictureAddress extends PictureUse {
  readonly host: string
  readonly state: 'wanted' | 'kept' | 'missing'
  readonly digest?: Digest
  readonly why?: MissingWhy
  /** For people: what was seen. */
  readonly said?: string
  readonly tries: number
  /** When to ask again; absent for never by itself. */
  readonly due?: Instant
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/avif': 'avif',
  'image/svg+xml': 'svg',
}

/** Where the archive has a picture's bytes, and beside it its record. */
export const picturePath = ({ digest, type }: Pick<KeptPicture, 'digest' | 'type'>): string =>
  `pictures/${digest.slice(0, 2)}/${digest}.${EXTENSIONS[type] ?? 'bin'}`
export const recordPath = (digest: Digest): string => `pictures/${digest.slice(0, 2)}/${digest}.json`

/** What a page needs of a kept picture. */
export const shown = (url: string, kept: KeptPicture): ShownPicture => ({
  url,
  digest: kept.digest,
  type: kept.type,
  width: kept.width,
  height: kept.height,
  ...(kept.pages > 1 && { pages: kept.pages }),
  ...(kept.alpha && { alpha: true }),
})

/** Bits in which two 64-bit hashes differ. */
export function distance(a: string, b: string): number {
  let bits = 0
  for (const at of [0, 8]) {
    let x = Number.parseInt(a.slice(at, at + 8), 16) ^ Number.parseInt(b.slice(at, at + 8), 16)
    for (; x !== 0; x &= x - 1) bits++
  }
  return bits
}
