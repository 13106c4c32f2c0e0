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
  if (plain.length > 35) return ''
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

const SCRIPTS: readonly (readonly [language: string, pattern: RegExp])[] = [
  ['ko', /\p{Script=Hangul}/gu],
  ['th', /\p{Script=Thai}/gu],
  ['bo', /\p{Script=Tibetan}/gu],
  ['el', /\p{Script=Greek}/gu],
  ['he', /\p{Script=Hebrew}/gu],
  ['my', /\p{Script=Myanmar}/gu],
  ['km', /\p{Script=Khmer}/gu],
  ['lo', /\p{Script=Lao}/gu],
  ['ka', /\p{Script=Georgian}/gu],
  ['hy', /\p{Script=Armenian}/gu],
  ['hi', /\p{Script=Devanagari}/gu],
  ['cyrillic', /\p{Script=Cyrillic}/gu],
  ['arabic', /\p{Script=Arabic}/gu],
]

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
  const han = count(sample, /\p{Script=Han}/gu)
  const kana = count(sample, /[\p{Script=Hiragana}\p{Script=Katakana}]/gu)
  const latin = count(sample, /\p{Script=Latin}+/gu)
  const others = SCRIPTS.map(([language, pattern]) => [language, count(sample, pattern)] as const)
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

let onlyOne: { traditional: ReadonlySet<string>; simplified: ReadonlySet<string> } | undefined

/** Characters that Simplified and Traditional Chinese write differently, each as only the one writes it. */
function characters(): { traditional: ReadonlySet<string>; simplified: ReadonlySet<string> } {
  if (onlyOne) return onlyOne
  // Many characters have both lives (后, 里, 干): GB 2312 and the common half of Big5 tell who uses what.
  const gb = decoded('gb18030', 0xb0, 0xf7)
  const big5 = decoded('big5', 0xa4, 0xc6)
  onlyOne = {
    traditional: new Set([...traditional].filter(char => !gb.has(char))),
    simplified: new Set([...folded].filter(char => gb.has(char) && !big5.has(char))),
  }
  return onlyOne
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
  const only = characters()
  let more = 0
  for (const char of sample)
    if (only.traditional.has(char)) more++
    else if (only.simplified.has(char)) more--
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
