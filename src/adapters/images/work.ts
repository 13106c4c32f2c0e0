// What the pool and its processes say to each other, over pipes: a head of JSON, then bytes as they are. Nothing is
// copied into a message first; a picture is hundreds of kilobytes.
import type { Drawing, DrawLimits, Drawn, Refused, Seen } from '../../model/drawing.ts'

export type Job =
  | {
      readonly kind: 'draw'
      readonly bytes: Uint8Array
      readonly drawing: Drawing
      readonly limits: DrawLimits
    }
  | { readonly kind: 'look'; readonly bytes: Uint8Array; readonly limits: DrawLimits }

export type Done = Drawn | Seen | Refused

interface Message {
  readonly kind: string
  readonly bytes?: Uint8Array
}

const EMPTY = new Uint8Array()
/** Two lengths, of the head and of the bytes behind it. */
export const LENGTHS = 8

/** A message as what is to be written, in order. */
export function frames({ bytes = EMPTY, ...head }: Message): Uint8Array[] {
  const text = Buffer.from(JSON.stringify(head))
  const lengths = Buffer.alloc(LENGTHS)
  lengths.writeUInt32LE(text.length, 0)
  lengths.writeUInt32LE(bytes.length, 4)
  return [lengths, text, bytes]
}

/** Lengths as they were written. */
export const lengthsIn = (lengths: Buffer): { head: number; bytes: number } => ({
  head: lengths.readUInt32LE(0),
  bytes: lengths.readUInt32LE(4),
})

/** The message of a head and its bytes. */
export const message = <T>(head: Uint8Array, bytes: Uint8Array): T =>
  ({ ...JSON.parse(new TextDecoder().decode(head)), bytes }) as T
