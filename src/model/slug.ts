// Names of files, addresses and sources made from titles: letters and digits of any script, nothing else.
import { oneLine } from './text.ts'

const NOT_WORD = /[^\p{L}\p{N}\p{M}]+/gu
// Windows keeps these names for devices, whatever the ending.
const DEVICES = /^(con|prn|aux|nul|com\d|lpt\d)$/i

/**
 * Letters and digits of any script joined by `-`, at most `maxBytes` of UTF-8, cut at a grapheme; `fallback` when
 * nothing is left. Depends on the title alone, never on the clock or on what else is in the archive.
 */
export function slug(title: string, maxBytes = 90, fallback = 'untitled'): string {
  const words = oneLine(title.normalize('NFC'))
    .replace(NOT_WORD, '-')
    .replace(/^-+|-+$/g, '')
  const cut = cutBytes(words, maxBytes).replace(/-+$/, '')
  if (cut === '') return fallback
  return DEVICES.test(cut) ? `${cut}-` : cut
}

/** The longest beginning of whole graphemes that fits in `max` bytes of UTF-8. */
export function cutBytes(text: string, max: number): string {
  if (Buffer.byteLength(text) <= max) return text
  let bytes = 0
  let end = 0
  for (const { segment, index } of new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(
    text.slice(0, max + 1),
  )) {
    bytes += Buffer.byteLength(segment)
    if (bytes > max) break
    end = index + segment.length
  }
  return text.slice(0, end)
}
