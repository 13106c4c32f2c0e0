// Pixels as a file: which format, with which settings; metadata stays behind.
import type { Metadata, Sharp } from 'sharp'
import type { Drawing, PictureFormat } from '../../model/drawing.ts'

const FROM_INPUT: Readonly<Record<string, PictureFormat>> = {
  jpeg: 'jpg',
  png: 'png',
  gif: 'gif',
  webp: 'webp',
  heif: 'avif',
}

/** The format to write: the one asked for, else the input's; JPEG cannot be transparent, SVG is never passed on. */
export function formatFor(
  output: Drawing['output'],
  input: string | undefined,
  hasAlpha: boolean,
): PictureFormat {
  if (output && output !== 'json') return output
  const own = FROM_INPUT[input ?? ''] ?? 'png'
  return own === 'jpg' && hasAlpha ? 'png' : own
}

const USUAL = 80
/** From this quality on colours are kept in full resolution. */
const FULL_CHROMA = 90

export interface Animation {
  readonly loop?: number
  readonly delay?: number[]
}

/** Sets a pipeline up to write `format`. */
export function encoder(
  pipeline: Sharp,
  format: PictureFormat,
  drawing: Drawing,
  hasAlpha: boolean,
  animation: Animation = {},
): Sharp {
  const { quality = USUAL, level = 6, adaptiveFilter = false, interlaced = false, lossless = false } = drawing
  const chromaSubsampling = drawing.fullChroma || quality >= FULL_CHROMA ? '4:4:4' : '4:2:0'
  switch (format) {
    case 'jpg':
      return pipeline.jpeg({ quality, progressive: interlaced, chromaSubsampling, optimiseCoding: true })
    case 'png':
      return pipeline.png({
        compressionLevel: level,
        adaptiveFiltering: adaptiveFilter,
        progressive: interlaced,
      })
    case 'webp':
      return pipeline.webp({ quality, lossless, ...animation })
    case 'avif':
      return pipeline.avif({ quality, lossless, chromaSubsampling, effort: drawing.effort ?? 0 })
    case 'tiff':
      // JPEG in TIFF has no place for transparency.
      return pipeline.tiff(hasAlpha ? { compression: 'deflate' } : { quality, compression: 'jpeg' })
    case 'gif':
      return pipeline.gif({ progressive: interlaced, ...animation })
  }
}

/** What a drawing made of a picture. */
interface Outcome {
  readonly width: number
  /** Of one page. */
  readonly height: number
  readonly channels: number
  readonly pages: number
  readonly wasTurned: boolean
  readonly loop: number | undefined
  /** Milliseconds for each page. */
  readonly delay: readonly number[] | undefined
}

/** The description that `output=json` asks for: what the drawing decides is as after the work, the rest is of the input. */
export function described(meta: Metadata, of: Outcome): string {
  const paletteBitDepth = meta.isPalette || meta.format === 'gif' ? meta.bitsPerSample : undefined
  const known = {
    format: meta.format,
    width: of.width,
    height: of.height * of.pages,
    space: of.channels < 3 ? 'b-w' : 'srgb',
    channels: of.channels,
    depth: 'uchar',
    density: meta.density,
    chromaSubsampling: meta.chromaSubsampling,
    isProgressive: meta.isProgressive,
    paletteBitDepth,
    pages: meta.pages,
    pageHeight: of.pages > 1 ? of.height : undefined,
    loop: of.loop,
    delay: of.delay,
    pagePrimary: meta.pagePrimary,
    hasProfile: meta.hasProfile,
    hasAlpha: of.channels === 4 || of.channels === 2,
    orientation: of.wasTurned ? 0 : (meta.orientation ?? 0),
  }
  return JSON.stringify(known)
}
