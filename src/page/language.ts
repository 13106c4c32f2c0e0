// Which language a text is in: by its script, by characters that only one script of Chinese has, by the small words of
// Latin languages; what the publisher says decides ties and texts too short to tell.
import { folded, traditional } from '../model/words/traditional.ts'
import { SMALL_WORDS } from './small-words.ts'

/** Letters that are looked at; more would not change the answer. */
const SAMPLE = 12_000
/** Fewer letters than this prove nothing against what the publisher says. */
const SHORT = 24

const OLD_CHINESE: Readonly<Record<string, string>> = {
  cn: 'zh-Hans',
  chs: 'zh-Hans',
  cht: 'zh-Hant',
  tw: 'zh-Hant',
  hk: 'zh-Hant',
}
const TRADITIONAL_TAG = /^(?:zh|yue|cmn)(?:-[a-z]{3})?-(?:hant|tw|hk|mo|cht|traditional)\b/i
const SIMPLIFIED_TAG = /^(?:zh|yue|cmn)(?:-[a-z]{3})?-(?:hans|cn|sg|my|chs|simplified)\b/i

/**
 * A language tag as BCP 47 writes it: `zh-cn`, `zh_SG`, `chs` are zh-Hans, `zh-TW`, `zh-hk` zh-Hant, `EN_us` en-US;
 * '' for what is no tag. Regions of Chinese are dropped, the script says what matters.
 */
export function normalLanguage(tag: string): string {
  const plain = tag
    .trim()
    .replace(/_/g, '-')
    .split(/[\s,;]/, 1)[0]!
  if (plain === '' || plain.length > 35) return ''
  const old = OLD_CHINESE[plain.toLowerCase()]
  if (old) return old
  if (TRADITIONAL_TAG.test(plain)) return 'zh-Hant'
  if (SIMPLIFIED_TAG.test(plain)) return 'zh-Hans'
  if (/^(?:zh|cmn)$/i.test(plain)) return 'zh'
  try {
    return Intl.getCanonicalLocales(plain)[0] ?? ''
  } catch {
    return ''
  }
}

/** Scripts that tell something; most of them stand for one language. */
const SCRIPTS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['han', /\p{Script=Han}/u],
  ['kana', /[\p{Script=Hiragana}\p{Script=Katakana}]/u],
  ['latin', /\p{Script=Latin}/u],
  ['ko', /\p{Script=Hangul}/u],
  ['th', /\p{Script=Thai}/u],
  ['bo', /\p{Script=Tibetan}/u],
  ['el', /\p{Script=Greek}/u],
  ['he', /\p{Script=Hebrew}/u],
  ['my', /\p{Script=Myanmar}/u],
  ['km', /\p{Script=Khmer}/u],
  ['lo', /\p{Script=Lao}/u],
  ['ka', /\p{Script=Georgian}/u],
  ['hy', /\p{Script=Armenian}/u],
  ['hi', /\p{Script=Devanagari}/u],
  ['cyrillic', /\p{Script=Cyrillic}/u],
  ['arabic', /\p{Script=Arabic}/u],
]
const HAN = 0
const KANA = 1
const LATIN = 2
const OTHERS = 3
const NO_SCRIPT = SCRIPTS.length

// The script of each character that has been met, plus one: a text uses few characters, and those again and again.
const met = new Uint8Array(0x10000)

function scriptOf(point: number): number {
  const known = point < met.length ? met[point]! : 0
  if (known !== 0) return known - 1
  const char = String.fromCodePoint(point)
  const found = SCRIPTS.findIndex(([, pattern]) => pattern.test(char))
  const script = found < 0 ? NO_SCRIPT : found
  if (point < met.length) met[point] = script + 1
  return script
}

/** How many characters of each script a text has, by position in SCRIPTS; of Latin, how many words. */
function scriptsIn(text: string): number[] {
  const counts = new Array<number>(SCRIPTS.length + 1).fill(0)
  let before = NO_SCRIPT
  for (let i = 0; i < text.length; i++) {
    const point = text.codePointAt(i)!
    if (point > 0xffff) i++
    const script = scriptOf(point)
    if (script !== LATIN || before !== LATIN) counts[script]!++
    before = script
  }
  return counts
}

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0

/**
 * The language of a text (BCP 47), '' when nothing tells. `hint` is what feed or page say of themselves; it is believed
 * where the text does not contradict it, and for its region (`pt-BR`).
 */
export function detectLanguage(text: string, hint?: string): string {
  const said = normalLanguage(hint ?? '')
  const sample = text.slice(0, SAMPLE)
  const found = byScript(sample, said)
  if (found === '') return said
  const base = said.split('-', 1)[0]!
  if (found === 'zh') return base === 'zh' || base === 'yue' ? said : 'zh'
  return base === found && found !== 'zh' ? said : found
}

function byScript(sample: string, said: string): string {
  const counts = scriptsIn(sample)
  const [han, kana, latin] = [counts[HAN]!, counts[KANA]!, counts[LATIN]!]
  const others = SCRIPTS.map(([name], script) => [name, counts[script]!] as const).slice(OTHERS)
  const [other, letters] = others.reduce((most, one) => (one[1] > most[1] ? one : most))
  const most = Math.max(han + kana, latin, letters)
  if (most === 0) return ''
  if (most === han + kana) return eastAsian(sample, han, kana, said)
  if (most === latin) return latinLanguage(sample, latin, said)
  if (other === 'cyrillic') return cyrillic(sample, letters, said)
  return other === 'arabic' ? arabic(sample, said) : other
}

/** A Chinese text may quote Japanese; a Japanese one cannot do without kana, but a headline nearly can. */
function eastAsian(sample: string, han: number, kana: number, said: string): string {
  if (kana > han * 0.1 && kana > 1) return 'ja'
  if (han < SHORT && said.startsWith('ja')) return 'ja'
  return chinese(sample)
}

let sides: Int8Array | undefined

/** By code unit: 1 for a character that only Traditional Chinese writes, -1 for one that only Simplified does, else 0. */
function writtenBy(): Int8Array {
  if (sides) return sides
  // Many characters have both lives (后, 里, 干): GB 2312 and the common half of Big5 tell who uses what.
  const gb = decoded('gb18030', 0xb0, 0xf7)
  const big5 = decoded('big5', 0xa4, 0xc6)
  sides = new Int8Array(0x10000)
  for (const char of folded) if (gb.has(char) && !big5.has(char)) sides[char.charCodeAt(0)] = -1
  for (const char of traditional) if (!gb.has(char)) sides[char.charCodeAt(0)] = 1
  return sides
}

/** All characters of a double-byte charset whose first byte lies between two values. */
function decoded(charset: string, from: number, to: number): ReadonlySet<string> {
  const bytes: number[] = []
  for (let lead = from; lead <= to; lead++)
    for (let trail = charset === 'big5' ? 0x40 : 0xa1; trail <= 0xfe; trail++)
      if (trail <= 0x7e || trail >= 0xa1) bytes.push(lead, trail)
  return new Set(new TextDecoder(charset).decode(Uint8Array.from(bytes)))
}

function chinese(sample: string): string {
  const sides = writtenBy()
  let more = 0
  for (let i = 0; i < sample.length; i++) more += sides[sample.charCodeAt(i)]!
  return more > 0 ? 'zh-Hant' : more < 0 ? 'zh-Hans' : 'zh'
}

function latinLanguage(sample: string, words: number, said: string): string {
  const scores = new Map<string, { count: number; words: Set<string> }>()
  for (const word of sample.toLowerCase().match(/\p{Script=Latin}+/gu) ?? [])
    for (const language of SMALL_WORDS.get(word) ?? []) {
      const score = scores.get(language) ?? { count: 0, words: new Set() }
      score.count++
      score.words.add(word)
      scores.set(language, score)
    }
  const base = said.split('-', 1)[0]!
  const best = [...scores].reduce<typeof NONE>(
    (most, one) => (one[1].count > most[1].count ? one : most),
    NONE,
  )
  const [language, score] = best
  const own = scores.get(base)?.count ?? 0
  // A publisher's word stands against a difference that chance can make.
  if (own >= score.count * 0.8 && own > 0) return base
  return score.words.size >= 3 && score.count >= words * 0.04 ? language : ''
}

const NONE: readonly [string, { count: number; words: Set<string> }] = ['', { count: 0, words: new Set() }]

function cyrillic(sample: string, letters: number, said: string): string {
  const uk = count(sample, /[іїєґ]/giu)
  const ru = count(sample, /[ыэёъ]/giu)
  if (uk + ru === 0 && letters < 200) return said === 'uk' || said === 'bg' ? said : ''
  return uk > ru ? 'uk' : ru > 0 ? 'ru' : ''
}

function arabic(sample: string, said: string): string {
  if (count(sample, /[ۇۆۈېە]/gu) > sample.length * 0.02) return 'ug'
  const base = said.split('-', 1)[0]!
  if (['fa', 'ur', 'ps', 'ckb', 'ug'].includes(base)) return base
  return count(sample, /[پچژگ]/gu) > sample.length * 0.01 ? 'fa' : 'ar'
}
