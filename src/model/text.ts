// Text from outside, made safe to put on one line of a file, a page or a terminal.

// C0 and C1 controls, zero-width and bidirectional controls, line and paragraph separators, BOM, tags, noncharacters.
const UNSEEN =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\uffff]|[\u{e0000}-\u{e007f}]/gu
const SPACES = /[\s\u0085\u2028\u2029]+/gu
const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

/** Lone surrogates cannot be written as UTF-8; each becomes U+FFFD. */
export const wellFormed = (text: string): string => text.replace(LONE, '\ufffd')

/**
 * One line without control, zero-width or bidi characters and without leading, trailing or doubled spaces. Zero-width
 * joiners stay: emoji, Persian and Indic scripts need them.
 */
export const oneLine = (text: string): string =>
  wellFormed(text).replace(SPACES, ' ').replace(UNSEEN, '').replace(/ {2,}/g, ' ').trim()

/** A text of at most `max` characters as readers count them, cut at a grapheme and marked with an ellipsis. */
export function shorten(text: string, max: number): string {
  if (text.length <= max) return text
  let out = ''
  let count = 0
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text)) {
    if (++count > max - 1) return `${out.trimEnd()}…`
    out += segment
  }
  return out
}

const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }

/** HTML that stet itself wrote, as plain text: block ends become line breaks, the few entities it writes are read. */
export const plainText = (html: string): string =>
  html
    .replace(
      /<(?:br|hr)\b[^>]*>|<\/(?:p|div|h[1-6]|li|tr|figure|figcaption|blockquote|pre|table|ul|ol|dl|dt|dd|summary|details)>/gi,
      '\n',
    )
    .replace(/<[^>]*>/g, '')
    .replace(/&(?:#(\d+)|#x([0-9a-f]+)|([a-z]+));/gi, (whole, dec, hex, name) => {
      if (name) return NAMED[name.toLowerCase()] ?? whole
      const code = dec ? Number(dec) : Number.parseInt(hex, 16)
      return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd'
    })
    // Single spaces and single line breaks, which are nearly all, stand as they are and cost nothing.
    .replace(/(?: [^\S\n]|[^\S\n ])[^\S\n]*/g, ' ')
    .replace(/ \n[ \n]*|\n[ \n]+/g, '\n')
    .trim()

/** Text as HTML: the five characters that mean something there are escaped. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, c => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[c]!)
