// When an article was published, as a page writes it: an ISO 8601 text with the offset it was written in, so that the
// day stays the day its readers saw.
import { EARLIEST, LATEST } from '../model/time.ts'

const MONTHS =
  'jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?'
const TIME =
  '(?:[T\\s,，]{0,4}(?:星期.|周.)?\\s{0,3}(上午|下午|晚上|凌晨)?\\s?(\\d{1,2})[:：时時点](\\d{2})分?(?:[:：](\\d{2})(?:\\.\\d{1,9})?)?\\s?(am|pm)?)?'
const ZONE = '\\s?(Z|UTC|GMT|[+-]\\d{2}:?\\d{2})?'
const NUMERIC = new RegExp(
  `(?<!\\d)((?:19|20)\\d{2})\\s?[-/.年]\\s?(\\d{1,2})\\s?[-/.月]\\s?(\\d{1,2})(?!\\d)日?号?${TIME}${ZONE}`,
  'i',
)
const COMPACT = /^((?:19|20)\d{2})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?)?(Z|[+-]\d{2}:?\d{2})?$/
const DAY_FIRST = new RegExp(
  `(?<!\\d)(\\d{1,2})(?:st|nd|rd|th)?[\\s.-]{1,2}(${MONTHS})\\.?[\\s,-]{1,3}((?:19|20)\\d{2})${TIME}${ZONE}`,
  'i',
)
const MONTH_FIRST = new RegExp(
  `\\b(${MONTHS})\\.?\\s{1,2}(\\d{1,2})(?:st|nd|rd|th)?,?\\s{1,2}((?:19|20)\\d{2})${TIME}${ZONE}`,
  'i',
)

/** `23.07.2025`, `7/5/2005`: days first with dots; with slashes the month, where both can be. */
const YEAR_LAST = new RegExp(
  `(?<![\\d./])(\\d{1,2})([./])(\\d{1,2})\\2((?:19|20)\\d{2})(?![\\d/]|\\.\\d)${TIME}${ZONE}`,
  'i',
)

const pad = (value: number): string => String(value).padStart(2, '0')
const monthOf = (name: string): number =>
  1 + 'janfebmaraprmayjunjulaugsepoctnovdec'.indexOf(name.slice(0, 3).toLowerCase()) / 3

interface Parts {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly half?: string | undefined
  readonly hour?: string | undefined
  readonly minute?: string | undefined
  readonly second?: string | undefined
  readonly zone?: string | undefined
}

/**
 * The first date in a text as ISO 8601 with an offset; undefined when there is none that can be. `zone` is the offset
 * taken for a time without one: `+08:00` for Chinese pages, `Z` otherwise.
 */
export function dateIn(given: string, zone: string): string | undefined {
  const text = given.slice(0, 400).trim()
  const parts = compact(text) ?? numeric(text) ?? worded(text) ?? yearLast(text)
  return parts && written(parts, zone)
}

function compact(text: string): Parts | undefined {
  const found = COMPACT.exec(text)
  if (!found) return undefined
  const [, year, month, day, hour, minute, second, zone] = found
  return { year: Number(year), month: Number(month), day: Number(day), hour, minute, second, zone }
}

function numeric(text: string): Parts | undefined {
  const found = NUMERIC.exec(text)
  if (!found) return undefined
  const [, year, month, day, half, hour, minute, second, noon, zone] = found
  return {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    half: half ?? noon,
    hour,
    minute,
    second,
    zone,
  }
}

function yearLast(text: string): Parts | undefined {
  const found = YEAR_LAST.exec(text)
  if (!found) return undefined
  const [, a, mark, b, year, half, hour, minute, second, noon, zone] = found
  const dayFirst = mark === '.' ? Number(b) <= 12 : Number(a) > 12
  const [day, month] = dayFirst ? [Number(a), Number(b)] : [Number(b), Number(a)]
  return { year: Number(year), month, day, half: half ?? noon, hour, minute, second, zone }
}

function worded(text: string): Parts | undefined {
  const first = MONTH_FIRST.exec(text)
  const found = first ?? DAY_FIRST.exec(text)
  if (!found) return undefined
  const [, a, b, year, half, hour, minute, second, noon, zone] = found
  const [month, day] = first ? [a!, b!] : [b!, a!]
  return {
    year: Number(year),
    month: monthOf(month),
    day: Number(day),
    half: half ?? noon,
    hour,
    minute,
    second,
    zone,
  }
}

function written(
  { year, month, day, half, hour, minute, second, zone }: Parts,
  assumed: string,
): string | undefined {
  const date = new Date(Date.UTC(year, month - 1, day))
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined
  let hours = Number(hour ?? 0)
  if (/下午|晚上|pm/i.test(half ?? '') && hours < 12) hours += 12
  if (/am|凌晨/i.test(half ?? '') && hours === 12) hours = 0
  if (hours > 23 || Number(minute ?? 0) > 59) return `${year}-${pad(month)}-${pad(day)}T00:00:00${assumed}`
  const text = `${year}-${pad(month)}-${pad(day)}T${pad(hours)}:${pad(Number(minute ?? 0))}:${pad(Math.min(59, Number(second ?? 0)))}${offset(zone) ?? assumed}`
  const at = Date.parse(text)
  return at >= EARLIEST && at <= LATEST ? text : undefined
}

function offset(zone: string | undefined): string | undefined {
  if (zone === undefined) return undefined
  if (/^[a-z]/i.test(zone)) return 'Z'
  const [sign, ...digits] = zone.replace(':', '')
  return Number(digits.slice(0, 2).join('')) > 14
    ? undefined
    : `${sign}${digits.slice(0, 2).join('')}:${digits.slice(2).join('')}`
}

const IN_ADDRESS =
  /\/((?:19|20)\d{2})[-/]?(0[1-9]|1[0-2])[-/]?(0[1-9]|[12]\d|3[01])(?=[/_.\-tn]|$|\d{0,4}[/.])/

/** The day that an address carries: `/2021/04/13/`, `/20210413/`, `2005-07/31/`. */
export function dateInAddress(address: string, zone: string): string | undefined {
  const path = URL.parse(address)?.pathname ?? ''
  const found = IN_ADDRESS.exec(path)
  return found ? dateIn(`${found[1]}-${found[2]}-${found[3]}`, zone) : undefined
}
