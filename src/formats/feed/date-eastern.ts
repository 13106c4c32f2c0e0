// Dates as China, Taiwan, Japan and Korea write them: 2024年3月5日, 二〇二四年三月五日, 民國113年, 令和6年, 2024년 3월 5일.

/** Chinese numerals stand before the word for what they count; those of week days do not. */
const NUMERALS = /[〇零一二三四五六七八九十廿卅○]{1,5}(?=\s?[年月日号號时時点點分秒])/g
const DIGITS: Readonly<Record<string, string>> = {
  ...Object.fromEntries([...'〇一二三四五六七八九'].map((digit, value) => [digit, String(value)])),
  零: '0',
  '○': '0',
}

/** The year before each era's first. */
const ERAS: Readonly<Record<string, number>> = { 民国: 1911, 民國: 1911, 令和: 2018, 平成: 1988, 昭和: 1925 }
const ERA = /(民国|民國|令和|平成|昭和)\s?(\d{1,3}|元)\s?年/

/** `三十一` as 31, `二〇二四` as 2024. */
function numeral(written: string): string {
  const ten = /[十廿卅]/.exec(written)
  if (!ten) return [...written].map(digit => DIGITS[digit]).join('')
  const before = written.slice(0, ten.index)
  const after = written.slice(ten.index + 1)
  const tens = ten[0] === '廿' ? 2 : ten[0] === '卅' ? 3 : before === '' ? 1 : Number(DIGITS[before] ?? 0)
  return String(tens * 10 + Number(DIGITS[after] ?? 0))
}

/** The same text with Arabic numerals and years of the common era. */
export const inUsualNumbers = (text: string): string =>
  text
    .replace(/[\u0660-\u0669]/g, digit => String(digit.charCodeAt(0) - 0x660))
    .replace(/[\u06f0-\u06f9]/g, digit => String(digit.charCodeAt(0) - 0x6f0))
    .replace(/\u2212/g, '-')
    .replace(NUMERALS, numeral)
    .replace(ERA, (_, era: string, year: string) => `${ERAS[era]! + (year === '元' ? 1 : Number(year))}年`)

export interface EasternDay {
  readonly year: string
  readonly month: number
  readonly day: number
  readonly at: number
  readonly length: number
}

const YEAR_FIRST = /(?<!\d)(\d{4}|\d\d)\s?[年년]\s?(\d{1,2})\s?[月월](?:\s?(\d{1,2})(?!\d)\s?[日号號일]?)?/
/** RFC 822 in a Chinese or Japanese locale: `14 4月 2021`. */
const DAY_FIRST = /(?<!\d)(\d{1,2})\s+(\d{1,2})月\s*,?\s+(\d{4})(?!\d)/

/** The day that a text names in eastern style; without a year it is none. */
export function easternDay(text: string): EasternDay | undefined {
  const first = YEAR_FIRST.exec(text)
  if (first) return found(first, first[1]!, first[2]!, first[3] ?? '1')
  const last = DAY_FIRST.exec(text)
  return last ? found(last, last[3]!, last[2]!, last[1]!) : undefined
}

const found = (match: RegExpExecArray, year: string, month: string, day: string): EasternDay => ({
  year,
  month: Number(month),
  day: Number(day),
  at: match.index,
  length: match[0].length,
})

/** Hangul in a date: Korea has one zone, nine hours ahead. */
export const isKorean = (text: string): boolean => /[년월오]/.test(text)
