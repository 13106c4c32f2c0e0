// Which address a picture really has: pages put it where a script will find it, and a grey dot where a reader would.
import { mediaAddress } from './address.ts'
import { attr, children, isTag, type Node } from './tree.ts'

/** Wider is no better to read and much heavier to keep. */
const WIDE_ENOUGH = 2600

const LAZY = [
  'data-src',
  'data-original',
  'data-lazy-src',
  'data-original-src',
  'data-actualsrc',
  'data-lazyload',
  'data-lazy',
  'data-url',
  'data-img-src',
  'data-img',
  'data-image',
  'data-hi-res-src',
  'data-large-src',
  'data-full-src',
  'data-echo',
  'data-delayed-url',
  'data-croporisrc',
  'data-backsrc',
  'data-orig-file',
  'zoomfile',
  'file',
  'original',
  'loadsrc',
  'src2',
] as const
const LAZY_SETS = ['data-srcset', 'data-lazy-srcset', 'data-original-set', 'srcset', 'data-src-set'] as const

// What stands in for a picture until it is loaded.
const PLACEHOLDER =
  /(?:^|[/_.-])(?:blank|spacer|placeholder|transparent|lazy[\w-]*|loading|pixel|grey|gray|1x1|trans|dot|default_?image|img_?loading|clear)(?:[-_]?\d{1,4}){0,3}\.(?:gif|png|svg|jpe?g|webp)(?:$|[?#])/i
const PICTURE_NAME = /\.(?:jpe?g|png|gif|webp|avif|bmp|tiff?|jfif)(?:$|[?#&!@:/_-])/i

interface Candidate {
  readonly address: string
  /** Pixels, or a thousand times the density. */
  readonly width: number
}

/**
 * The candidates of a srcset (HTML 4.8.4.2.1), bad ones left out. A comma inside an address does not end it: the next
 * candidate starts after a comma that follows a space or a descriptor.
 */
export function srcset(value: string, base?: string): Candidate[] {
  const found: Candidate[] = []
  const text = value.length > 20_000 ? value.slice(0, 20_000) : value
  let at = 0
  while (at < text.length && found.length < 64) {
    while (at < text.length && /[\s,]/.test(text[at]!)) at++
    let end = at
    while (end < text.length && !/\s/.test(text[end]!)) end++
    let address = text.slice(at, end)
    let descriptor = ''
    if (address.endsWith(',')) address = address.replace(/,+$/, '')
    else {
      let stop = text.indexOf(',', end)
      if (stop < 0) stop = text.length
      descriptor = text.slice(end, stop).trim()
      end = stop
    }
    at = end + 1
    const url = usable(address, base)
    if (url !== undefined) found.push({ address: url, width: size(descriptor) })
  }
  return found
}

function size(descriptor: string): number {
  const found = /^(\d{1,6}(?:\.\d{1,4})?)([wx])\b/.exec(descriptor)
  if (!found) return 1000
  return found[2] === 'w' ? Number(found[1]) : Number(found[1]) * 1000
}

/** An address that is no template, no placeholder and no data. */
function usable(value: string, base?: string): string | undefined {
  const text = value.trim()
  if (text === '' || /\$\{|\{\{|%7B%7B|<%/i.test(text)) return undefined
  const url = mediaAddress(text, base)
  return url !== undefined && !PLACEHOLDER.test(url) ? url : undefined
}

/** The widest that is not needlessly wide; of equal ones the first. */
function widest(candidates: readonly Candidate[]): string | undefined {
  let best: Candidate | undefined
  for (const one of candidates) {
    if (!best) best = one
    else if (
      best.width > WIDE_ENOUGH ? one.width < best.width : one.width > best.width && one.width <= WIDE_ENOUGH
    )
      best = one
  }
  return best?.address
}

function fromSets(at: Node, base?: string): string | undefined {
  for (const name of LAZY_SETS) {
    const value = attr(at, name)
    const best = value === undefined ? undefined : widest(srcset(value, base))
    if (best !== undefined) return best
  }
  return undefined
}

function fromLazy(at: Node, base?: string): string | undefined {
  for (const name of LAZY) {
    const value = attr(at, name)
    if (value === undefined) continue
    const url = usable(value, base)
    // Some of these names mean other things elsewhere (`file`, `data-url`): only what looks like a picture is taken.
    if (url !== undefined && (name.startsWith('data-') ? name !== 'data-url' : false)) return url
    if (url !== undefined && PICTURE_NAME.test(url)) return url
  }
  return undefined
}

function fromPicture(at: Node, base?: string): string | undefined {
  const picture = at.parent
  if (!isTag(picture, 'picture')) return undefined
  for (const one of children(picture)) {
    if (!isTag(one, 'source')) continue
    const found = fromSets(one, base)
    if (found !== undefined) return found
  }
  return undefined
}

/**
 * The real address of an `<img>`: where scripts would find it, the best of its srcset, its src, or a `<source>` of the
 * `<picture>` around it. Undefined when it has none.
 */
export function pictureAddress(at: Node, base?: string): string | undefined {
  const src = usable(attr(at, 'src') ?? '', base)
  return fromLazy(at, base) ?? fromSets(at, base) ?? src ?? fromPicture(at, base)
}

/** The best address that a `<picture>` without an `<img>` offers. */
export function sourceAddress(picture: Node, base?: string): string | undefined {
  for (const one of children(picture)) {
    if (!isTag(one, 'source')) continue
    const found = fromSets(one, base) ?? usable(attr(one, 'src') ?? '', base)
    if (found !== undefined) return found
  }
  return undefined
}

/** The file or the first `<source>` of a video or audio element. */
export function mediaSource(at: Node, base?: string): string | undefined {
  for (const name of ['src', 'data-src']) {
    const url = mediaAddress(attr(at, name) ?? '', base)
    if (url !== undefined) return url
  }
  for (const one of children(at)) {
    const url = isTag(one, 'source')
      ? mediaAddress(attr(one, 'src') ?? attr(one, 'data-src') ?? '', base)
      : undefined
    if (url !== undefined) return url
  }
  return undefined
}

const TRACKER_HOST =
  /(?:^|\.)(?:doubleclick\.net|google-analytics\.com|googletagmanager\.com|scorecardresearch\.com|quantserve\.com|feedsportal\.com|chartbeat\.(?:com|net)|pixel\.wp\.com|stats\.wordpress\.com|hm\.baidu\.com|cnzz\.com|51\.la|mc\.yandex\.ru|counter\.yadro\.ru|bat\.bing\.com|analytics\.twitter\.com|connect\.facebook\.net|amazon-adsystem\.com|web-stat\.com|statcounter\.com)$/i
const TRACKER_PATH =
  /^(?:https?:\/\/feeds\.feedburner\.com\/~(?:r|ff|a)\/|https?:\/\/(?:www\.)?facebook\.com\/tr\b|https?:\/\/medium\.com\/_\/stat)/i

/** A dot that tells somebody who reads: at most two pixels wide or high, or from a host that does nothing else. */
export function isTracker(at: Node, address: string): boolean {
  const width = attr(at, 'width')
  const height = attr(at, 'height')
  if (isDot(width) && (height === undefined || isDot(height) || height === 'auto')) return true
  if (isDot(height) && width === undefined) return true
  const host = URL.parse(address)?.hostname ?? ''
  return TRACKER_HOST.test(host) || TRACKER_PATH.test(address)
}

const isDot = (size: string | undefined): boolean => size !== undefined && /^\s*[012](?:px)?\s*$/.test(size)

/** A width or height in whole pixels that a picture can have. */
export function pixels(value: string | undefined): number | undefined {
  const found = /^\s*(\d{1,5})(?:\.\d{1,4})?(?:px)?\s*$/.exec(value ?? '')
  const number = found ? Number(found[1]) : 0
  return number > 2 && number <= 20_000 ? number : undefined
}
