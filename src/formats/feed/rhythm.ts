// How often a feed says it may be asked: RSS ttl, skipHours and skipDays, and the syndication module.
import type { FeedRhythm } from '../../model/entry.ts'
import { DAY, type Duration, HOUR, MINUTE } from '../../model/time.ts'
import { contentOf } from '../xml/content.ts'
import { child, type XmlElement } from '../xml/element.ts'

const PERIODS: Readonly<Record<string, Duration>> = {
  hourly: HOUR,
  daily: DAY,
  weekly: 7 * DAY,
  monthly: 30 * DAY,
  yearly: 365 * DAY,
}
const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']
/** Sooner than a minute or later than a year was never meant. */
const LONGEST: Duration = 365 * DAY

/** The rhythm that an RSS channel or an Atom feed states; what is nonsense in it is left out. */
export function readRhythm(list: XmlElement): FeedRhythm {
  const ttl = within(wholeNumber(textOf(list, 'ttl')) * MINUTE)
  const every = updateInterval(list)
  const skipHours = hours(list)
  const skipDays = days(list)
  return {
    ...(ttl !== undefined && { ttl }),
    ...(every !== undefined && { every }),
    ...(skipHours.length > 0 && { skipHours }),
    ...(skipDays.length > 0 && { skipDays }),
  }
}

function updateInterval(list: XmlElement): Duration | undefined {
  const period = PERIODS[textOf(list, 'sy:updateperiod').toLowerCase()]
  const written = textOf(list, 'sy:updatefrequency')
  if (period === undefined && written === '') return undefined
  const times = wholeNumber(written)
  return within((period ?? DAY) / (times > 0 ? times : 1))
}

const within = (duration: Duration): Duration | undefined =>
  duration >= MINUTE && duration <= LONGEST ? Math.round(duration) : undefined

const wholeNumber = (text: string): number => (/^\d{1,9}$/.test(text) ? Number(text) : Number.NaN)

function textOf(list: XmlElement, name: string): string {
  const found = child(list, name)
  return found ? contentOf(found).trim() : ''
}

/** 24 is midnight to some (RSS 0.91 counts from 1). */
function hours(list: XmlElement): number[] {
  const written = parts(list, 'skiphours', 'hour').map(wholeNumber)
  return [...new Set(written.filter(hour => hour >= 0 && hour <= 24).map(hour => hour % 24))].sort(
    (a, b) => a - b,
  )
}

function days(list: XmlElement): number[] {
  const written = parts(list, 'skipdays', 'day').map(name => DAYS.indexOf(name.toLowerCase()))
  return [...new Set(written.filter(day => day >= 0))].sort((a, b) => a - b)
}

const parts = (list: XmlElement, name: string, part: string): string[] =>
  child(list, name)
    ?.children.filter(one => one.name === part)
    .map(one => contentOf(one).trim()) ?? []
