// Kept pictures as pages and feeds show them: which sizes there are, what each is made of, and the HTML around them.
import { availableParallelism } from 'node:os'
import { digest as digestOf } from '../model/digest.ts'
import { type Drawing, drawingKey } from '../model/drawing.ts'
import { picturePath, type ShownPicture } from '../model/picture.ts'
import type { Archive, Cache, Images } from '../model/ports.ts'
import { escaped } from './html.ts'
import { attribute } from './tags.ts'

/** What derived pictures are made with. Without it a site shows no kept pictures. */
export interface PictureMaker {
  readonly images: Images
  readonly cache: Cache
}

export type VariantFormat = 'avif' | 'jpg' | 'webp'

/** A derived picture, as its address names it. */
export interface Variant {
  readonly digest: string
  readonly width: number
  readonly format: VariantFormat
}

/** Widths in pixels: a phone, a phone with a fine screen, a desktop with one. The text is at most 646 px wide. */
const WIDTHS = [480, 800, 1200] as const
/** Of the one that every browser and feed reader understands. */
const FALLBACK = 800

const QUALITY = { avif: 60, jpg: 80, webp: 80 } as const

type Kept = Pick<ShownPicture, 'digest' | 'type' | 'width' | 'pages' | 'alpha'>

/** AVIF in the widths that are smaller than the original, or its own; nothing of what moves. */
export function avifVariants({ digest, width, pages = 1 }: Kept): Variant[] {
  if (pages > 1) return []
  const widths = [...WIDTHS.filter(one => one < width), ...(width <= WIDTHS.at(-1)! ? [width] : [])]
  return widths.map(one => ({ digest, width: one, format: 'avif' }))
}

/** The one for all others: JPEG, or WebP for what moves or is transparent. */
export const fallbackVariant = ({ digest, type, width, pages = 1, alpha = false }: Kept): Variant => ({
  digest,
  width: Math.min(width, FALLBACK),
  format: pages > 1 || alpha || type === 'image/svg+xml' ? 'webp' : 'jpg',
})

export const variantsOf = (kept: Kept): Variant[] => [...avifVariants(kept), fallbackVariant(kept)]

/** The media type of a variant. */
export const variantType = ({ format }: Pick<Variant, 'format'>): string =>
  format === 'jpg' ? 'image/jpeg' : `image/${format}`

/** How a variant is drawn. EXIF with its places stays behind, as in everything that is drawn. */
export function drawingOf({ width, format }: Pick<Variant, 'width' | 'format'>, moves: boolean): Drawing {
  return {
    width: { pixels: width },
    withoutEnlargement: true,
    output: format,
    quality: QUALITY[format],
    ...(format === 'avif' && { effort: 2, fullChroma: true }),
    ...(moves && { pages: -1 }),
  }
}

/** A blurred hint of the picture, in a few dozen bytes. */
const TINY: Drawing = {
  width: { pixels: 12 },
  withoutEnlargement: true,
  output: 'webp',
  quality: 20,
  blur: 'mild',
}

/** Pictures read into memory at a time: more than can be drawn at once only wait there. */
const READ = 2 * availableParallelism()
let reading = 0
const waiting: (() => void)[] = []

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  while (reading >= READ) await new Promise<void>(resolve => waiting.push(resolve))
  reading++
  try {
    return await work()
  } finally {
    reading--
    waiting.shift()?.()
  }
}

/** Drawn from the original, or taken from the cache; undefined when the original is missing or cannot be drawn. */
async function derive(
  kept: Kept,
  drawing: Drawing,
  { images, cache }: PictureMaker,
  archive: Archive,
): Promise<Uint8Array | undefined> {
  const key = digestOf(`${kept.digest} ${drawingKey(drawing)} ${images.version}`)
  const known = await cache.get(key)
  if (known && known.length > 0) return known
  return inTurn(async () => {
    const original = await archive.read(picturePath(kept))
    const drawn = original && (await images.draw(original, drawing))
    if (drawn?.kind !== 'drawn') return undefined
    await cache.put(key, drawn.bytes)
    return drawn.bytes
  })
}

/** The bytes of a variant. What moves is shown still where it cannot be drawn moving. */
export async function variantBytes(
  kept: Kept,
  variant: Variant,
  maker: PictureMaker,
  archive: Archive,
): Promise<Uint8Array | undefined> {
  const moves = (kept.pages ?? 1) > 1
  const drawn = await derive(kept, drawingOf(variant, moves), maker, archive)
  return drawn ?? (moves ? derive(kept, drawingOf(variant, false), maker, archive) : undefined)
}

/** A kept picture with what a page shows until it is there. */
export interface Shot {
  readonly kept: ShownPicture
  /** A data: address; '' when none could be made. */
  readonly tiny: string
}

export type Shots = ReadonlyMap<string, Shot>

export const NO_SHOTS: Shots = new Map()

/** The kept pictures of an article by the address that its text has for them. */
export async function shotsOf(
  pictures: readonly ShownPicture[],
  maker: PictureMaker,
  archive: Archive,
): Promise<Shots> {
  const all = await Promise.all(
    pictures.map(async kept => {
      const bytes = await derive(kept, TINY, maker, archive)
      // Without its original a picture is shown as if it had never been kept: a link to where the outlet had it.
      if (!bytes) return []
      const tiny = `data:image/webp;base64,${Buffer.from(bytes).toString('base64')}`
      return [[kept.url, { kept, tiny }] as const]
    }),
  )
  return new Map(all.flat())
}

/** The sides a picture is shown in: its own, unless the text said a smaller width. */
function sides({ width, height }: ShownPicture, tag: string): { width: number; height: number } {
  const said = Number(attribute(tag, 'width'))
  if (!Number.isInteger(said) || said < 1 || said >= width) return { width, height }
  return { width: said, height: Math.max(1, Math.round((height * said) / width)) }
}

/** Below this a picture is a mark in the text: a line does not break for it, and nothing hints at it. */
const MARK = 64

/** Of the text, in CSS pixels. */
const COLUMN = 646
/** The text column, less its margins on a phone. */
const SIZES = `(min-width: ${COLUMN + 42}px) ${COLUMN}px, calc(100vw - 42px)`

/** An `<img>` of the text as `<picture>`: the site's own copies, its sides, a hint until it is there. */
export function pictureHtml(
  tag: string,
  { kept, tiny }: Shot,
  href: (variant: Variant) => string,
  isFirst: boolean,
): string {
  const { width, height } = sides(kept, tag)
  const size = ` width="${width}" height="${height}"`
  const title = attribute(tag, 'title')
  const said = ` alt="${escaped(attribute(tag, 'alt'))}"${title && ` title="${escaped(title)}"`}`
  const when = isFirst ? ' fetchpriority="high"' : ' loading="lazy"'
  const img = `<img src="${escaped(href(fallbackVariant(kept)))}"${said}${size}${when} decoding="async">`
  const avif = avifVariants(kept)
  const source =
    avif.length > 0
      ? `<source type="image/avif" srcset="${avif.map(one => `${escaped(href(one))} ${one.width}w`).join(', ')}" sizes="${width < COLUMN ? `${width}px` : SIZES}">`
      : ''
  const picture = `<picture>${source}${img}</picture>`
  if (width < MARK || height < MARK || tiny === '') return picture
  return `<span class="shot"><img class="hint" src="${tiny}" alt="" aria-hidden="true"${size}>${picture}</span>`
}

/** An `<img>` of the text for feed readers: the site's own copy under its whole address. */
export function feedPicture(tag: string, kept: ShownPicture, absolute: (variant: Variant) => string): string {
  const { width, height } = sides(kept, tag)
  const title = attribute(tag, 'title')
  return `<img src="${escaped(absolute(fallbackVariant(kept)))}" alt="${escaped(attribute(tag, 'alt'))}"${title && ` title="${escaped(title)}"`} width="${width}" height="${height}">`
}

// Cleaned HTML has no `>` inside a tag.
const IMAGES = /<img\b[^>]*>/g

/** A text with its kept pictures as `feedPicture` shows them. */
export function withOwnPictures(
  html: string,
  pictures: readonly ShownPicture[] | undefined,
  absolute: (variant: Variant) => string,
): string {
  if (!pictures || pictures.length === 0) return html
  const byUrl = new Map(pictures.map(kept => [kept.url, kept]))
  return html.replace(IMAGES, tag => {
    const kept = byUrl.get(attribute(tag, 'src'))
    return kept ? feedPicture(tag, kept, absolute) : tag
  })
}
