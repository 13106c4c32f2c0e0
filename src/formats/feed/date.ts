// Reads the dates that feeds write: RFC 822 with all its sins, ISO 8601 and W3CDTF, 2024年3月5日, and other languages.
import { DAY, type Duration, HOUR, type Instant, MINUTE, SECOND } from '../../model/time.ts'
import { easternDay, inUsualNumbers, isKorean } from './date-eastern.ts'
import { monthOf, plainWord, zoneOffset } from './date-words.ts'

export interface DateHabits {
  /** The feed is in Chinese: a date in Chinese style without a zone is Beijing time, and CST is China's. */
  readonly chinese?: boolean
}

/** Longer texts are no dates. */
const LONGEST = 120
/** Feeds with older or later dates are damaged, or show the zero of some database. */
const FIRST_YEAR = 1600
const LAST_YEAR = 2100
const ZEROS: ReadonlySet<Instant> = new Set([
  0,
  Date.UTC(1899, 11, 30),
  Date.UTC(1900, 0, 1),
  Date.UTC(1601, 0, 1),
])

interface Parts {
  readonly year: number
  readonly month: number
  readonly day: number
}

/**
 * The moment a text names, or undefined when it names none, none for certain (`03/05/2024`), or an implausible one. A
 * date without a time is its midnight. Without a zone it is UTC, but Beijing time for a date in Chinese style
 * (`2024年3月5日 14:30`) in a Chinese feed, and Korean time for one in Korean.
 */
export function readDate(text: string, habits: DateHabits = {}): Instant | undefined {
  if (text.length > LONGEST) return undefined
  return plausible(usual(text) ?? unusual(inUsualNumbers(text.normalize('NFKC').trim()), habits))
}

const plausible = (at: Instant | undefined): Instant | undefined =>
  at !== undefined && at < Date.UTC(LAST_YEAR + 1, 0, 1) && !ZEROS.has(at) ? at : undefined

// ── The two forms that nearly all feeds use ──────────────────────────────────────────────────────────────────────

const RFC_822 =
  /^\s*(?:[A-Za-z]{3,9},?\s+)?(\d{1,2})\s+([A-Za-z]{3})[a-z]{0,6}\s+(\d{4})\s+(\d{1,2}):(\d\d)(?::(\d\d))?\s*(?:(?:GMT|UTC|UT|Z)|([+-])(\d\d):?(\d\d))\s*$/
const ISO_8601 =
  /^\s*(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*(?:[Zz]|([+-])(\d\d):?(\d\d))\s*$/
const ENGLISH = 'jan feb mar apr may jun jul aug sep oct nov dec'

function usual(text: string): Instant | undefined {
  const rfc = RFC_822.exec(text)
  if (rfc) {
    const month = ENGLISH.indexOf(rfc[2]!.toLowerCase())
    if (month < 0 || month % 4 !== 0) return undefined
    const parts = { year: Number(rfc[3]), month: month / 4 + 1, day: Number(rfc[1]) }
    return moment(parts, clock(rfc[4], rfc[5], rfc[6]), offset(rfc[7], rfc[8], rfc[9]))
  }
  const iso = ISO_8601.exec(text)
  if (!iso) return undefined
  const parts = { year: Number(iso[1]), month: Number(iso[2]), day: Number(iso[3]) }
  return moment(parts, clock(iso[4], iso[5], iso[6], iso[7]), offset(iso[8], iso[9], iso[10]))
}

function moment(parts: Parts | undefined, time: Duration | undefined, ahead: Duration): Instant | undefined {
  if (!parts || time === undefined) return undefined
  const { year, month, day } = parts
  if (year < FIRST_YEAR) return undefined
  const at = Date.UTC(year, month - 1, day)
  // Date.UTC turns 31 April into 1 May: such a date was never meant.
  return month >= 1 && month <= 12 && new Date(at).getUTCDate() === day ? at + time - ahead : undefined
}

/** Time of day; 24:00 and a leap second are allowed. */
function clock(hour?: string, minute?: string, second?: string, fraction?: string): Duration | undefined {
  const [h, m, s] = [Number(hour ?? 0), Number(minute ?? 0), Number(second ?? 0)]
  if (h > 24 || m > 59 || s > 60) return undefined
  const ms = fraction ? Math.floor(Number(`0.${fraction}`) * 1000 + 1e-6) : 0
  return h * HOUR + m * MINUTE + s * SECOND + ms
}

function offset(sign?: string, hours?: string, minutes?: string): Duration {
  const ahead = Number(hours ?? 0) * HOUR + Number(minutes ?? 0) * MINUTE
  return ahead > 15 * HOUR ? 0 : sign === '-' ? -ahead : ahead
}

// ── All the others ───────────────────────────────────────────────────────────────────────────────────────────────

interface DayFound {
  readonly parts: Parts | undefined
  /** What stands around it: the time and the zone. */
  readonly rest: string
  /** Written as in China, Japan or Korea. */
  readonly eastern?: boolean
}

function unusual(text: string, habits: DateHabits): Instant | undefined {
  if (/^\d{10}(?:\d{3}|\.\d{1,9})?$/.test(text))
    return Math.floor(Number(text) * (text.length === 13 && !text.includes('.') ? 1 : SECOND))
  for (const find of [eastern, numeric, named]) {
    const found = find(text)
    const at = found && moment(found.parts, timeOfDay(found.rest), 0)
    if (at !== undefined) return at - ahead(found!, text, at, habits.chinese === true)
  }
  return undefined
}

/** How far the place of a date is ahead of UTC: as it says, else as its script and the feed's language let expect. */
function ahead(found: DayFound, text: string, at: Instant, chinese: boolean): Duration {
  const said = zone(found.rest, chinese) ?? regionOffset(found.rest, at)
  return said ?? (isKorean(text) ? 9 * HOUR : chinese && found.eastern ? 8 * HOUR : 0)
}

function around(text: string, match: RegExpExecArray): string {
  return `${text.slice(0, match.index)} ${text.slice(match.index + match[0].length)}`
}

/** 2024年3月5日, 2024년 3월 5일; without a year it is no date. */
function eastern(text: string): DayFound | undefined {
  const found = easternDay(text)
  if (!found) return undefined
  const { year, month, day, at, length } = found
  const rest = `${text.slice(0, at)} ${text.slice(at + length)}`
  return { parts: { year: fullYear(year), month, day }, rest, eastern: true }
}

const YEAR_FIRST = /(?<!\d)(\d{4})([-/. ])\s?(\d{1,2})(?:\2\s?(\d{1,2}))?(?!\d)/
const WEEK = /^(\d{4})-?W(\d\d)(?:-?([1-7]))?(?=$|T)/
const YEAR_LAST = /(?<!\d)(\d{1,2})([-/.])\s?(\d{1,2})\2\s?(\d{4}|\d\d)(?![\d:])/
const COMPACT = /^(\d{4})(\d\d)(\d\d)(?=$|[T ]?\d{4}|[T ]\d\d:)/
const ORDINAL = /^(\d{4})-?(\d{3})(?=$|T)/
const YEAR_ONLY = /^(\d{4})$/

function numeric(text: string): DayFound | undefined {
  const compact = COMPACT.exec(text)
  if (compact) return yearFirst(text, compact, compact[1], compact[2], compact[3])
  const ordinal = ORDINAL.exec(text)
  if (ordinal) return dayOfYear(text, ordinal)
  const week = WEEK.exec(text)
  if (week) return dayOfWeek(text, week)
  const first = YEAR_FIRST.exec(text)
  if (first && !(first[2] === ' ' && first[4] === undefined))
    return yearFirst(text, first, first[1], first[3], first[4])
  const last = YEAR_LAST.exec(text)
  if (last) return { parts: yearLast(last), rest: around(text, last) }
  const year = YEAR_ONLY.exec(text)
  return year ? yearFirst(text, year, year[1], '1', '1') : undefined
}

function yearFirst(
  text: string,
  match: RegExpExecArray,
  year?: string,
  month?: string,
  day?: string,
): DayFound {
  const parts = { year: Number(year), month: Number(month), day: Number(day ?? 1) }
  return { parts, rest: around(text, match) }
}

function dayOfYear(text: string, match: RegExpExecArray): DayFound {
  const days = Number(match[2])
  const at = new Date(Date.UTC(Number(match[1]), 0, 1) + (days - 1) * DAY)
  const inYear = days >= 1 && at.getUTCFullYear() === Number(match[1])
  const parts = { year: Number(match[1]), month: at.getUTCMonth() + 1, day: at.getUTCDate() }
  return { parts: inYear ? parts : undefined, rest: around(text, match) }
}

/** ISO 8601 weeks begin on Monday; the first has 4 January in it. */
function dayOfWeek(text: string, match: RegExpExecArray): DayFound {
  const [year, week, day] = [Number(match[1]), Number(match[2]), Number(match[3] ?? 1)]
  const fourth = Date.UTC(year, 0, 4)
  const monday = fourth - ((new Date(fourth).getUTCDay() + 6) % 7) * DAY
  const at = new Date(monday + ((week - 1) * 7 + day - 1) * DAY)
  const parts = { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate() }
  return { parts: week >= 1 && week <= 53 ? parts : undefined, rest: around(text, match) }
}

/** Day first with `.` and `-`; with `/` only if one number can be no month: Americans write the month first. */
function yearLast(match: RegExpExecArray): Parts | undefined {
  const [a, b, year] = [Number(match[1]), Number(match[3]), fullYear(match[4]!)]
  if (match[2] !== '/' || a > 12 || a === b) return { year, month: b, day: a }
  return b > 12 ? { year, month: a, day: b } : undefined
}

/** RFC 2822, 4.3: two digits below 50 are of this century, three digits count from 1900. */
function fullYear(digits: string): number {
  const year = Number(digits)
  return digits.length === 4
    ? year
    : digits.length === 3
      ? year + 1900
      : year < 50
        ? year + 2000
        : year + 1900
}

/** As in the logs of web servers. */
const APACHE = /^(\d{1,2})\/(\p{L}{3,9})\/(\d{4}):/u
const WORD = /[\p{L}\p{M}][\p{L}\p{M}.]*/gu

/** A month by name, a day and a year near it: `5 Mar 2024`, `March 5th, 2024`, `2024 mars 5`. */
function named(text: string): DayFound | undefined {
  if (APACHE.test(text)) return named(text.replace(APACHE, '$1 $2 $3 '))
  let month: number | undefined
  let at = 0
  let end = 0
  // The last name counts: `mar, 5 mar 2024` begins with a Tuesday.
  for (const match of text.matchAll(WORD)) {
    const found = monthOf(plainWord(match[0]))
    if (found === undefined) continue
    month = found
    at = match.index
    end = match.index + match[0].length
  }
  if (month === undefined) return undefined
  const before = /(\d{1,4})(?:st|nd|rd|th|er|º|ª|°)?\.?,?[\s-]*(?:de\s+|of\s+)?$/i.exec(text.slice(0, at))
  const after = /^[\s\-.,]*(?:de[l]?\s+)?(\d{1,4})(?:st|nd|rd|th)?(?![\d:])/i.exec(text.slice(end))
  const rest = text.slice(end + (after?.[0].length ?? 0))
  return before
    ? dayBefore(before[1]!, month, after?.[1], text, before.index, rest)
    : dayAfter(after?.[1], month, `${text.slice(0, at)} ${rest}`, text)
}

function dayBefore(
  number: string,
  month: number,
  next: string | undefined,
  text: string,
  at: number,
  rest: string,
): DayFound | undefined {
  if (number.length === 4 && next !== undefined && next.length <= 2)
    return { parts: { year: Number(number), month, day: Number(next) }, rest: `${text.slice(0, at)} ${rest}` }
  if (next !== undefined && number.length <= 2)
    return {
      parts: { year: fullYear(next), month, day: Number(number) },
      rest: `${text.slice(0, at)} ${rest}`,
    }
  return undefined
}

/** `Mar 5, 2024 14:30` and asctime's `Mar  5 14:30:00 2024`. */
function dayAfter(day: string | undefined, month: number, rest: string, text: string): DayFound | undefined {
  if (day === undefined) return undefined
  if (day.length === 4) return { parts: { year: Number(day), month, day: 1 }, rest }
  const year = /(?<![\d:+.-])(\d{4})(?![\d:])/.exec(rest)
  if (!year) return undefined
  const zoneAndTime = around(rest, year)
  return { parts: { year: Number(year[1]), month, day: Number(day) }, rest: zoneAndTime || text }
}

const TIME =
  /(?<!\d)(\d{1,2})\s?[:时時시点點h]\s?(?:(\d{1,2})\s?[:分분]?\s?(?:(\d{1,2})(?:[.,](\d+))?\s?[秒초]?)?)?/
const DOTTED = /(?<![\d.])(\d{1,2})\.(\d\d)(?:\.(\d\d))?(?![\d.])/
const COMPACT_TIME = /^\s*[T ]\s*(\d\d)(\d\d)(\d\d)?(?=\D|$)/
const HOUR_ONLY = /(?<!\d)(\d{1,2})\s?(?=[ap]\.?m\b)/i
const AFTERNOON = /下午|晚上|傍晚|午後|오후|(?<![a-z])p\.?\s?m\b/i
const MORNING = /上午|凌晨|早上|清晨|午前|오전|(?<![a-z])a\.?\s?m\b/i
const NOON = /中午/

function timeOfDay(rest: string): Duration | undefined {
  const match = TIME.exec(rest) ?? DOTTED.exec(rest) ?? COMPACT_TIME.exec(rest) ?? HOUR_ONLY.exec(rest)
  if (!match) return 0
  const time = clock(match[1], match[2], match[3], match[4])
  const hour = Number(match[1])
  if (time === undefined) return undefined
  if (AFTERNOON.test(rest) || (NOON.test(rest) && hour < 11)) return hour < 12 ? time + 12 * HOUR : time
  return MORNING.test(rest) && hour === 12 ? time - 12 * HOUR : time
}

const NUMERIC_ZONE = /(?:GMT|UTC?)?\s*([+-])(\d\d?)(?::?([0-5]\d))?(?::00)?(?![\d:])/i

/** The zone among what is left; a number counts before a name: `GMT+0800 (CST)`. */
function zone(rest: string, chinese: boolean): Duration | undefined {
  const match = NUMERIC_ZONE.exec(rest)
  if (match) return offset(match[1], match[2], match[3])
  let found: Duration | undefined
  for (const [word] of rest.matchAll(WORD)) found ??= zoneOffset(plainWord(word), chinese)
  return found
}

const REGION = /(?<![A-Za-z])[A-Z][A-Za-z]{2,20}\/[A-Z][A-Za-z_]{2,30}/

/** `Asia/Shanghai`: how far ahead of UTC it was then. */
function regionOffset(rest: string, at: Instant): Duration | undefined {
  const name = REGION.exec(rest)?.[0]
  if (name === undefined) return undefined
  try {
    const format = new Intl.DateTimeFormat('en', { timeZone: name, timeZoneName: 'longOffset' })
    const said = format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? ''
    const match = NUMERIC_ZONE.exec(said)
    return match ? offset(match[1], match[2], match[3]) : 0
  } catch {
    return undefined
  }
}
