// How a picture is to be drawn from another: sizes, cuts, colours, encoding. Plain values, so that they can be compared,
// kept as a key and handed to another process.

/** So many pixels, or a share (0 to 1) of the side it is taken from. */
export type Length = { readonly pixels: number } | { readonly share: number }

/** sRGB, each 0 to 255; alpha 0 is transparent. */
export interface Colour {
  readonly red: number
  readonly green: number
  readonly blue: number
  readonly alpha: number
}

export const TRANSPARENT: Colour = { red: 0, green: 0, blue: 0, alpha: 0 }

export type Fit = 'inside' | 'outside' | 'cover' | 'fill' | 'contain'

export type Align =
  | 'center'
  | 'top'
  | 'right'
  | 'bottom'
  | 'left'
  | 'top-left'
  | 'top-right'
  | 'bottom-left'
  | 'bottom-right'
  | 'focal'
  | 'entropy'
  | 'attention'

export type MaskShape =
  | 'circle'
  | 'ellipse'
  | 'triangle'
  | 'triangle-180'
  | 'pentagon'
  | 'pentagon-180'
  | 'hexagon'
  | 'square'
  | 'star'
  | 'heart'

export type PictureFormat = 'jpg' | 'png' | 'gif' | 'tiff' | 'webp' | 'avif'

/** Absent means: as it is. */
export interface Drawing {
  readonly width?: Length
  readonly height?: Length
  /** Multiplies width and height. */
  readonly dpr?: number
  readonly fit?: Fit
  /** No side grows. */
  readonly withoutEnlargement?: boolean
  /** Where `cover` cuts and `contain` places. */
  readonly align?: Align
  /** The point that `focal` keeps, each 0 to 1. */
  readonly focus?: { readonly x: number; readonly y: number }
  /** What `contain` fills with. */
  readonly padding?: Colour
  /** A rectangle, cut after the resize unless `cutFirst`. */
  readonly cut?: {
    readonly x?: Length
    readonly y?: Length
    readonly width?: Length
    readonly height?: Length
  }
  readonly cutFirst?: boolean
  /** Removes edges like the top-left pixel, or like `background`. */
  readonly trim?: { readonly threshold: number; readonly background?: Colour }
  /** Degrees clockwise, after EXIF has been obeyed. */
  readonly turn?: number
  /** Corners of a turn that is no multiple of 90. */
  readonly turnBackground?: Colour
  /** Upside down; left to right. */
  readonly flip?: boolean
  readonly flop?: boolean
  readonly mask?: MaskShape
  readonly maskTrim?: boolean
  readonly maskBackground?: Colour
  /** Under transparency. */
  readonly background?: Colour
  readonly blur?: 'mild' | number
  readonly sharpen?: 'mild' | { readonly sigma: number; readonly flat: number; readonly jagged: number }
  /** -100 to 100. */
  readonly brightness?: number
  readonly contrast?: number
  /** Exponent. */
  readonly gamma?: number
  readonly modulate?: { readonly brightness: number; readonly saturation: number; readonly hue: number }
  readonly filter?: 'greyscale' | 'sepia' | 'negate' | 'duotone'
  readonly duotone?: { readonly start: Colour; readonly stop: Colour }
  readonly tint?: Colour
  /** `json` describes the picture; absent keeps the format of the input where that can be written. */
  readonly output?: PictureFormat | 'json'
  /** 1 to 100; 80 unless told. */
  readonly quality?: number
  /** Deflate level of PNG, 0 to 9; 6 unless told. */
  readonly level?: number
  readonly adaptiveFilter?: boolean
  readonly interlaced?: boolean
  readonly lossless?: boolean
  /** Of the AVIF encoder, 0 to 9: 0 for answers that somebody waits for. */
  readonly effort?: number
  /** Full colour resolution whatever the quality. */
  readonly fullChroma?: boolean
  /** How many pages, -1 for all that follow; 1 unless told. */
  readonly pages?: number
  /** From 0; -1 the largest, -2 the smallest. */
  readonly page?: number
  readonly loop?: number
  /** Milliseconds, one for each page or one for all. */
  readonly delay?: readonly number[]
  /** False decodes at full size before shrinking. */
  readonly fastShrink?: boolean
}

/** What hostile input may cost. */
export interface DrawLimits {
  /** Pixels of input and of output, all pages together. */
  readonly pixels: number
  readonly pages: number
  /** Milliseconds of work. */
  readonly time: number
  /** Bytes of memory of the process that works. */
  readonly memory: number
}

export const DRAW_LIMITS: DrawLimits = {
  pixels: 71_000_000,
  pages: 256,
  time: 10_000,
  memory: 1536 * 2 ** 20,
}

/** Why a picture was not drawn. */
export type RefusedWhy =
  /** No picture in a format that is read. */
  | 'unsupported'
  /** It begins like a picture and is damaged. */
  | 'unreadable'
  | 'too-many-pixels'
  | 'too-many-pages'
  /** The work took too long, too much memory, or failed. */
  | 'failed'

export interface Refused {
  readonly kind: 'refused'
  readonly why: RefusedWhy
  readonly message: string
}

export interface Drawn {
  readonly kind: 'drawn'
  readonly bytes: Uint8Array
  readonly format: PictureFormat | 'json'
  /** Of one page. */
  readonly width: number
  readonly height: number
}

/** A picture as it is, decoded whole and without mercy: what is damaged or cut short is `unreadable`. */
export interface Seen {
  readonly kind: 'seen'
  /** Media type. */
  readonly type: string
  /** Upright, as a viewer shows it. */
  readonly width: number
  readonly height: number
  readonly pages: number
  readonly hasAlpha: boolean
  /** 64-bit perceptual hash, 16 hexadecimal digits. */
  readonly hash: string
}

export const MEDIA_TYPES: Readonly<Record<PictureFormat | 'json', string>> = {
  jpg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  tiff: 'image/tiff',
  webp: 'image/webp',
  avif: 'image/avif',
  json: 'application/json',
}

/** One text for each drawing, in whatever order it was put together. */
export const drawingKey = (drawing: Drawing): string =>
  JSON.stringify(drawing, (_, value) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  )
