// Moments and days. An Instant is a number so that it can be compared, stored and sent anywhere.

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number

/** Milliseconds. */
export type Duration = number

export const SECOND: Duration = 1000
export const MINUTE: Duration = 60 * SECOND
export const HOUR: Duration = 60 * MINUTE
export const DAY: Duration = 24 * HOUR

/** ISO 8601 in UTC with milliseconds, as the posts carry it: `2021-04-14T01:39:02.000Z`. */
export const iso = (at: Instant): string => new Date(at).toISOString()

/** The UTC day, `2021-04-14`. */
export const day = (at: Instant): string => iso(at).slice(0, 10)

/** The UTC month, `2021-04`. */
export const month = (at: Instant): string => iso(at).slice(0, 7)

/** News is not older than the printing press nor from the year 10000; anything else is a damaged date. */
export const EARLIEST: Instant = Date.UTC(1600, 0, 1)
export const LATEST: Instant = Date.UTC(9999, 11, 31)

/** Reads what `iso` wrote; undefined for anything that is no moment between EARLIEST and LATEST. */
export function instant(text: string): Instant | undefined {
  const at = Date.parse(text)
  return at >= EARLIEST && at <= LATEST ? at : undefined
}
