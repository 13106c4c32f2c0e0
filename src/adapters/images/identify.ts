// What kind of picture some bytes are, from their header, and whether it is more than we are ready to decode.
import sharp, { type Metadata, type SharpOptions } from 'sharp'
import type { Drawing, DrawLimits, Refused, RefusedWhy } from '../../model/drawing.ts'
import type { Size } from './geometry.ts'

export interface Identified {
  readonly kind: 'identified'
  readonly meta: Metadata
  /** Of one page, upright. */
  readonly size: Size
  /** The first page, and how many. */
  readonly page: number
  readonly pages: number
}

export const refused = (why: RefusedWhy, message: string): Refused => ({ kind: 'refused', why, message })

/** Loaders of formats that pictures of news come in; all others stay shut. */
export const LOADERS = [
  'VipsForeignLoadJpegBuffer',
  'VipsForeignLoadPngBuffer',
  'VipsForeignLoadWebpBuffer',
  'VipsForeignLoadNsgifBuffer',
  'VipsForeignLoadHeifBuffer',
  'VipsForeignLoadSvgBuffer',
]

/** Formats with more than one page in a file. */
const PAGED = new Set(['gif', 'webp', 'heif'])
const LAST_PAGE = 100_000

/** Reads the header. Decoding itself is as lenient or strict as `failOn` says. */
export async function identify(
  bytes: Uint8Array,
  drawing: Pick<Drawing, 'page' | 'pages'>,
  limits: DrawLimits,
): Promise<Identified | Refused> {
  const first = await header(bytes, 0)
  if ('kind' in first) return first
  const paged = PAGED.has(first.format ?? '')
  const count = paged ? (first.pages ?? 1) : 1
  const { pages: asked = 1 } = drawing
  if (paged && (drawing.page === -1 || drawing.page === -2) && count > limits.pages)
    return tooManyPages(limits)
  const page = paged ? await pageOf(bytes, drawing.page ?? 0, count, first) : 0
  const meta = page === 0 ? first : await header(bytes, page)
  if ('kind' in meta) return meta
  const pages = !paged ? 1 : asked === -1 ? count - page : asked
  const size = upright(meta)
  if (size.width * size.height * pages > limits.pixels)
    return refused(
      'too-many-pixels',
      `Input image exceeds pixel limit. Width x height should be less than ${limits.pixels}`,
    )
  if (pages > limits.pages) return tooManyPages(limits)
  if (page + pages > count) return refused('unreadable', 'there are no such pages')
  return { kind: 'identified', meta, size, page, pages }
}

const tooManyPages = ({ pages }: DrawLimits): Refused =>
  refused(
    'too-many-pages',
    `Input image exceeds the maximum number of pages. Number of pages should be less than ${pages}`,
  )

/** The options with which these pages are opened. */
export const opening = ({ page, pages, meta }: Identified, failOn: 'none' | 'error'): SharpOptions => ({
  failOn,
  autoOrient: true,
  limitInputPixels: false,
  ...(PAGED.has(meta.format ?? '') && { page, pages }),
})

async function header(bytes: Uint8Array, page: number): Promise<Metadata | Refused> {
  try {
    return await sharp(bytes, {
      failOn: 'none',
      limitInputPixels: false,
      ...(page > 0 && { page }),
    }).metadata()
  } catch (error) {
    const said = (error as Error).message
    return /unsupported image format|is empty/i.test(said)
      ? refused('unsupported', said)
      : refused('unreadable', said)
  }
}

const upright = ({ width, height, pageHeight, orientation = 1 }: Metadata): Size => {
  const own = { width, height: pageHeight ?? height }
  return orientation >= 5 ? { width: own.height, height: own.width } : own
}

/** The page that was asked for; for -1 and -2 the largest and the smallest, the first of equal ones. */
async function pageOf(bytes: Uint8Array, asked: number, count: number, first: Metadata): Promise<number> {
  if (asked !== -1 && asked !== -2) return asked >= 0 && asked <= LAST_PAGE ? asked : 0
  let found = 0
  let best = first.width * first.height
  for (let page = 1; page < count; page++) {
    const meta = await header(bytes, page)
    if ('kind' in meta) break
    const area = meta.width * meta.height
    if (asked === -1 ? area > best : area < best) {
      found = page
      best = area
    }
  }
  return found
}
