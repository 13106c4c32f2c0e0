// What may be written as the value of a setting: numbers, durations, sizes, addresses, time zones, choices.
import { DAY, type Duration, HOUR, MINUTE, SECOND } from '../model/time.ts'

export type OptionType =
  | 'text'
  | 'integer'
  | 'boolean'
  | 'duration'
  | 'durations'
  | 'bytes'
  | 'address'
  | 'timezone'
  | readonly string[]

const UNITS: Record<string, number> = {
  ms: 1,
  s: SECOND,
  m: MINUTE,
  min: MINUTE,
  h: HOUR,
  d: DAY,
  w: 7 * DAY,
}
const SIZES: Record<string, number> = {
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
}

/** Milliseconds of `90s`, `1.5h`, `2d`; undefined for anything else. A number without a unit is none. */
export function readDuration(text: string): Duration | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]+)$/i.exec(text.trim())
  const unit = match && UNITS[match[2]!.toLowerCase()]
  return match && unit !== undefined && unit !== null ? Number(match[1]) * unit : undefined
}

/** The durations of `1h 6h 1d`, with or without commas; none for `never`; undefined for anything else. */
export function readDurations(text: string): Duration[] | undefined {
  if (/^(?:never|off|none|)$/i.test(text.trim())) return []
  const read = text.split(/[\s,]+/).flatMap(part => (part === '' ? [] : [readDuration(part)]))
  return read.every(one => one !== undefined) ? read : undefined
}

/** What a value must be, for an error message. */
export const expectation = (type: OptionType): string => {
  if (typeof type !== 'string') return `one of ${type.join(', ')}`
  const words: Record<string, string> = {
    text: 'a text',
    integer: 'a whole number',
    boolean: 'true or false',
    duration: 'a duration like 30s, 15m, 1h or 2d',
    durations: 'durations like 1h 6h 1d, or never',
    bytes: 'a size like 50MB or 1GiB',
    address: 'an http or https address',
    timezone: 'a time zone like Asia/Shanghai or UTC',
  }
  return words[type]!
}

/** A value as its option's type reads it; undefined when it is not one. */
export function readValue(type: OptionType, text: string): string | number | boolean | undefined {
  if (typeof type !== 'string') return type.includes(text) ? text : undefined
  switch (type) {
    case 'text':
      return text
    case 'integer':
      return /^\d{1,15}$/.test(text) ? Number(text) : undefined
    case 'boolean':
      return /^(true|yes|on|1)$/i.test(text) ? true : /^(false|no|off|0)$/i.test(text) ? false : undefined
    case 'duration':
      return readDuration(text)
    case 'durations':
      return readDurations(text) && text
    case 'bytes': {
      const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text)
      const size = match && SIZES[match[2]!.toLowerCase() || 'b']
      return match && size ? Math.floor(Number(match[1]) * size) : undefined
    }
    case 'address':
      return URL.canParse(text) && /^https?:/.test(text) ? text : undefined
    case 'timezone':
      return isZone(text) ? text : undefined
  }
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
