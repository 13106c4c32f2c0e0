// Bytes to text: what feeds and pages say of their charset is a hint, what their bytes say is evidence.
import { decoderFor } from './charset-decoder.ts'
import { unescaped } from './charset-escapes.ts'
import { decodeOld, isOldCharset } from './charset-old.ts'
import { belies, sniffCharset } from './charset-sniff.ts'
import { alignedStretches, decodeUtf32, wideCharset } from './charset-wide.ts'

export interface DecodedText {
  readonly text: string
  /** The charset it was read as, a lower-case WHATWG name, or one that standard has not: `utf-32le`, `hz-gb-2312`, `cp437`. */
  readonly charset: string
}

/** Names in use that are no labels of the WHATWG Encoding Standard. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  cp936: 'gb18030',
  ms936: 'gb18030',
  'windows-936': 'gb18030',
  cp950: 'big5',
  ms950: 'big5',
  'windows-950': 'big5',
  cp949: 'euc-kr',
  ms949: 'euc-kr',
  uhc: 'euc-kr',
  cp932: 'shift_jis',
  eucjp: 'euc-jp',
  euc_jp: 'euc-jp',
  euckr: 'euc-kr',
  euc_kr: 'euc-kr',
}

const utf8 = new TextDecoder('utf-8')
/** Asked to look for a mark itself it takes twice as long. */
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const WINDOWS_1252 = 'windows-1252'
const REPLACED = '\ufffd'

/**
 * Text of bytes whose charset is uncertain; never throws, linear in the bytes. In this order (first that holds):
 * a byte order mark or the NULs of UTF-16 and UTF-32; valid UTF-8, whatever the labels say; mostly valid UTF-8, with
 * lone bytes 0x80–9F read as windows-1252 and cut characters dropped; `labels` in order, each if fewer than 2 % of the
 * text is errors (and not a script that it never was); what the bytes look like, Chinese, Japanese and Korean before single-byte charsets; windows-1252.
 *
 * A label that says Latin-1 is believed last: servers send it for everything, and no bytes can contradict it.
 */
export function decodeText(bytes: Uint8Array, labels: readonly (string | undefined)[] = []): DecodedText {
  const wide = wideCharset(bytes)
  if (wide) return decodeWide(bytes, wide)
  const text = validUtf8(bytes)
  if (text !== undefined) return sevenBit(bytes, labels) ?? { text, charset: 'utf-8' }
  const charsets = charsetsOf(labels)
  const repaired = repairUtf8(bytes, charsets.length > 0)
  if (repaired !== undefined) return { text: repaired, charset: 'utf-8' }
  return byLabelOrLooks(bytes, charsets)
}

function decodeWide(bytes: Uint8Array, charset: string): DecodedText {
  const read = charset.startsWith('utf-32')
    ? (stretch: Uint8Array) => decodeUtf32(stretch, charset === 'utf-32be')
    : (stretch: Uint8Array) => decodeAs(stretch, charset).text
  return { text: alignedStretches(bytes, charset).map(read).join(''), charset }
}

/** One native pass decodes and checks; the exception is its only way to say no. */
function validUtf8(bytes: Uint8Array): string | undefined {
  try {
    const text = strictUtf8.decode(bytes)
    return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
  } catch {
    return undefined
  }
}

/** Charsets of seven bits are always valid UTF-8: only their escapes show them. */
function sevenBit(bytes: Uint8Array, labels: readonly (string | undefined)[]): DecodedText | undefined {
  const found = unescaped(
    bytes,
    labels.find(label => label !== undefined),
  )
  return found && { text: decodeAs(found.bytes, found.decoder).text, charset: found.charset }
}

const decodeAs = (bytes: Uint8Array, charset: string): DecodedText => ({
  text: decoderFor(charset)?.decode(bytes) ?? decodeOld(bytes, charset),
  charset,
})

/** The WHATWG name of a label, gb2312 and gbk widened to gb18030; undefined for one that nobody knows. */
export function charsetOfLabel(label: string | undefined): string | undefined {
  const name = label
    ?.trim()
    .replace(/^["']|["']$/g, '')
    .toLowerCase()
  if (!name) return undefined
  const known = OTHER_NAMES[name] ?? name
  const encoding = decoderFor(known)?.encoding
  if (encoding !== undefined) return encoding === 'gbk' ? 'gb18030' : encoding
  return isOldCharset(known) ? known : undefined
}

/** UTF-8 and UTF-16 have had their chance: bytes that come this far are neither. */
const charsetsOf = (labels: readonly (string | undefined)[]): string[] =>
  [
    ...new Set(labels.map(charsetOfLabel).filter(name => name !== undefined && !name.startsWith('utf-'))),
  ] as string[]

function byLabelOrLooks(given: Uint8Array, charsets: readonly string[]): DecodedText {
  const bytes = given[0] === 0xef && given[1] === 0xbb && given[2] === 0xbf ? given.subarray(3) : given
  const telling = charsets.filter(charset => charset !== WINDOWS_1252)
  return (
    firstThat(
      fitsWell,
      bytes,
      telling.filter(charset => !belies(bytes, charset)),
    ) ??
    sniffed(bytes, 'multi-byte') ??
    firstThat(fits, bytes, charsets) ??
    sniffed(bytes, 'single-byte') ??
    decodeAs(bytes, WINDOWS_1252)
  )
}

function firstThat(
  judge: (text: string) => boolean,
  bytes: Uint8Array,
  charsets: readonly string[],
): DecodedText | undefined {
  for (const charset of charsets) {
    const decoded = decodeAs(bytes, charset)
    if (judge(decoded.text)) return decoded
  }
  return undefined
}

function sniffed(bytes: Uint8Array, among: 'multi-byte' | 'single-byte'): DecodedText | undefined {
  const charset = sniffCharset(bytes, among)
  return charset === undefined ? undefined : decodeAs(bytes, charset)
}

/** At most one error, or one in a hundred of what is not ASCII: markup must not outvote the text. */
const fitsWell = (text: string): boolean => countErrors(text) <= Math.max(1, countWide(text) / 100)

/** Fewer than 2 % of the text are errors. */
const fits = (text: string): boolean => countErrors(text) * 50 < text.length

function countErrors(text: string): number {
  let errors = 0
  for (let at = text.indexOf(REPLACED); at >= 0; at = text.indexOf(REPLACED, at + 1)) errors++
  return errors
}

function countWide(text: string): number {
  let wide = 0
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) wide++
  return wide
}

// ── UTF-8 with accidents ─────────────────────────────────────────────────────────────────────────────────────────

/**
 * The text of mostly valid UTF-8, or undefined when less than half of its multi-byte sequences are whole. With
 * `doubted`, because a label says otherwise, one of them at least must be.
 */
function repairUtf8(bytes: Uint8Array, doubted: boolean): string | undefined {
  const out = new Uint8Array(bytes.length * 3)
  let size = 0
  let whole = 0
  let broken = 0
  for (let i = 0; i < bytes.length; ) {
    const length = sequence(bytes, i)
    if (length > 0) {
      if (length > 1) whole++
      for (const end = i + length; i < end; ) out[size++] = bytes[i++]!
      continue
    }
    const end = i - length
    // Bytes that end inside a character were cut there, and say nothing against UTF-8.
    if (end < bytes.length || end - i < 2) broken++
    const lone = end - i === 1 ? windows1252(bytes, i) : 0
    if (lone > 0) size = putThree(out, size, lone)
    i = end
  }
  return whole >= broken && (whole > 0 || !doubted) ? utf8.decode(out.subarray(0, size)) : undefined
}

/** Bytes of the valid sequence at `i`, or minus the bytes of what is broken there (with the tails that follow it). */
function sequence(bytes: Uint8Array, i: number): number {
  const lead = bytes[i]!
  if (lead < 0x80) return 1
  const need = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0
  let end = i + 1
  while (end < i + Math.max(need, 1) && isTail(bytes[end])) end++
  if (need > 0 && end === i + need && !overlong(lead, bytes[i + 1]!)) return need
  while (isTail(bytes[end]) && end - i < 6) end++
  return i - end
}

const isTail = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80

/** Overlong forms, surrogates and what lies beyond U+10FFFF (RFC 3629). */
const overlong = (lead: number, second: number): boolean =>
  (lead === 0xe0 && second < 0xa0) ||
  (lead === 0xed && second > 0x9f) ||
  (lead === 0xf0 && second < 0x90) ||
  (lead === 0xf4 && second > 0x8f)

// 0x80–9F of windows-1252; the five bytes without a character there are dropped.
const C1 =
  '\u20ac\0\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\0\u017d\0' +
  '\0\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\0\u017e\u0178'

/**
 * The character a lone byte stands for, 0 for none. 0x80–9F are typographic marks pasted from elsewhere. Other lone
 * bytes are letters only between ASCII (`caf\xe9`); beside other scripts they are the rest of a cut character.
 */
function windows1252(bytes: Uint8Array, i: number): number {
  const byte = bytes[i]!
  if (byte < 0xa0) return C1.charCodeAt(byte - 0x80)
  const before = bytes[i - 1] ?? 0x80
  const after = bytes[i + 1] ?? 0x80
  return isLetter(before) && after < 0x80 ? byte : isLetter(after) && before < 0x80 ? byte : 0
}

const isLetter = (byte: number): boolean => (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a

function putThree(out: Uint8Array, size: number, code: number): number {
  if (code >= 0x800) {
    out[size++] = 0xe0 | (code >> 12)
    out[size++] = 0x80 | ((code >> 6) & 0x3f)
  } else out[size++] = 0xc0 | (code >> 6)
  out[size++] = 0x80 | (code & 0x3f)
  return size
}
