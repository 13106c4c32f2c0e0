// What charset bytes look like: each candidate is tried on a sample and judged by its share of common characters.

import { decoderFor } from './charset-decoder.ts'

interface Candidate {
  readonly charset: string
  readonly common: ReadonlySet<string>
  /** The share of what is not ASCII that must be common for it to be believed. */
  readonly least: number
}

// The characters most frequent in news, Simplified and Traditional: about half of any running Chinese text.
const HAN =
  '的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运媒选党警香港台湾疫' +
  '這個們來為國時說會對著過發後裡種經麼學現當沒動還進樣開從實軍無與長機關點業將兩間問戰頭體見產給員東聲處義幾條題別變總電數報結務場計資統區隊決馬書聽則達難權設記類據該邊張規萬覺術領確傳師觀讓識帶導爭運選黨灣'
const KANA =
  'あいうえおかがきくけこごさしじすせそただちっつてでとどなにのはばひぶへほまみむめもやゃゆょよらりるれろわをんアイウエオカキクケコサシスセソタチッテトナニハバフプムメャュョラリルレロンー'
const HANGUL =
  '이다는의에을가고하지로기한사를은도어있대자나인시리스보해전서정일으수부들아그만상여원장과주제등비안라년면것구오경선유성무조였했국위회계중동미세신모공방당연관북민박김통화물개심실까러'

const set = (characters: string): ReadonlySet<string> => new Set(characters)

/** Chinese before Japanese: the codes of gb18030 and euc-jp overlap, kana decides. */
const MULTI_BYTE: readonly Candidate[] = [
  { charset: 'gb18030', common: set(HAN), least: 0.2 },
  { charset: 'big5', common: set(HAN), least: 0.2 },
  { charset: 'euc-kr', common: set(HANGUL), least: 0.25 },
  { charset: 'shift_jis', common: set(KANA), least: 0.2 },
  { charset: 'euc-jp', common: set(KANA), least: 0.2 },
]

const CYRILLIC = set('оеаинтсрвлкмдпуяыьгзбчйхжшюцО')
/** Scripts in which whole words are written above ASCII. */
const OTHER_SCRIPTS: readonly Candidate[] = [
  { charset: 'windows-1251', common: CYRILLIC, least: 0.7 },
  { charset: 'koi8-r', common: CYRILLIC, least: 0.7 },
  { charset: 'iso-8859-5', common: CYRILLIC, least: 0.7 },
  { charset: 'windows-1253', common: set('αοιετσνηυρπκμλωςγδέόίάήύώχθφβξζψ'), least: 0.7 },
  { charset: 'windows-1256', common: set('اليمونرتبةعدسفهكقحجشطصخذئءأإ،'), least: 0.7 },
  { charset: 'windows-1255', common: set('יוהלאתמרבשנעדחקפכגםצטסזןךףץ'), least: 0.7 },
  { charset: 'windows-874', common: set('านรอกเงมยลวดทสตะปบคหแจพชขใไโผซ่้ัี็์ิืุูึำ'), least: 0.7 },
]
/** The Latin script, where single letters stand among ASCII. */
const LATIN: readonly Candidate[] = [
  { charset: 'windows-1252', common: set('éèêàâçôöüäßñóáíúãõëïîåæøÉÖÜÄ«»°\u00a0'), least: 0.6 },
  { charset: 'windows-1254', common: set('ıışŞğĞüöçÜÖÇİâ'), least: 0.6 },
  {
    charset: 'windows-1250',
    common: set('ąćęłńóśźżĄĆĘŁŃÓŚŹŻáčďéěíňřšťúůýžÁČĎÉĚÍŇŘŠŤÚŮÝŽőű'),
    least: 0.6,
  },
]

/** Enough to judge by; a feed of 20 MB is not decoded five times. */
const SAMPLE = 65_536
const MOST_ERRORS = 0.1

/** The charset that bytes which are not UTF-8 look like; undefined when none of those asked for stands out. */
export function sniffCharset(bytes: Uint8Array, among: 'multi-byte' | 'single-byte'): string | undefined {
  const sample = evidence(bytes)
  if (among === 'multi-byte') return best(sample, MULTI_BYTE)
  return best(sample, standInRows(sample) ? OTHER_SCRIPTS : LATIN)
}

/**
 * True when the bytes are another script's: decoded as `charset`, which is one of Chinese, Japanese or Korean, hardly a
 * character of it is a common one, and as another nearly a third is. GB2312 and Big5 rarely show errors in each other.
 */
export function belies(bytes: Uint8Array, charset: string): boolean {
  const candidate = MULTI_BYTE.find(one => one.charset === charset)
  if (!candidate) return false
  const sample = evidence(bytes)
  if (shareOf(sample, candidate) >= candidate.least / 2) return false
  return MULTI_BYTE.some(one => one !== candidate && shareOf(sample, one) >= SURE)
}

const SURE = 0.3

/** True when most bytes above ASCII follow another one. */
function standInRows(sample: Uint8Array): boolean {
  let all = 0
  let followers = 0
  for (let i = 0; i < sample.length; i++) {
    if (sample[i]! < 0x80) continue
    all++
    if (i > 0 && sample[i - 1]! >= 0x80) followers++
  }
  return followers * 2 > all
}

/** The beginning; where that is mere ASCII, from the first other byte on (not inside a character that began before). */
function evidence(bytes: Uint8Array): Uint8Array {
  let first = 0
  while (first < bytes.length && bytes[first]! < 0x80) first++
  return first < SAMPLE / 2 ? bytes.subarray(0, SAMPLE) : bytes.subarray(first, first + SAMPLE)
}

function best(sample: Uint8Array, candidates: readonly Candidate[]): string | undefined {
  let found: string | undefined
  let most = 0
  for (const candidate of candidates) {
    const share = shareOf(sample, candidate)
    if (share >= candidate.least && share > most) {
      most = share
      found = candidate.charset
    }
  }
  return found
}

const shareOf = (sample: Uint8Array, { charset, common }: Candidate): number =>
  shareOfCommon(decoderFor(charset)!.decode(sample), common)

/** Of the letters that are not ASCII, the part in `common`; 0 when too much of it is errors. */
function shareOfCommon(text: string, common: ReadonlySet<string>): number {
  let hits = 0
  let all = 0
  let errors = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code < 0x80 || isCjkMark(code)) continue
    all++
    if (code === 0xfffd) errors++
    else if (common.has(text[i]!)) hits++
  }
  // The sample may end inside a character; one error more is no evidence.
  return all === 0 || errors - 1 > all * MOST_ERRORS ? 0 : hits / all
}

/** Quotation marks, punctuation and full-width forms stand at the same codes in several charsets and tell nothing. */
const isCjkMark = (code: number): boolean =>
  (code >= 0x2010 && code < 0x2040) || (code >= 0x3000 && code < 0x3020) || (code >= 0xff00 && code < 0xff61)
