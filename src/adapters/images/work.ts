// What the pool and its processes say to each other.
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
