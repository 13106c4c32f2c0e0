// A table of small feeds with what each must say: one test a row.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toJsonFeed } from '../json.ts'
import { type FeedHint, readFeed } from '../read.ts'

/** A feed and, by their places in its JSON Feed (`items.0.title`), the values that must stand there. */
export type Case = readonly [
  what: string,
  feed: string | Uint8Array,
  is: Readonly<Record<string, unknown>>,
  hint?: FeedHint,
]

/** The feed as `stet parse` prints it. */
export function view(feed: string | Uint8Array, hint: FeedHint = {}): Record<string, unknown> {
  const got = readFeed(typeof feed === 'string' ? Buffer.from(feed) : feed, { whole: true, ...hint })
  assert.ok(got.kind === 'feed', got.kind === 'feed' ? '' : got.message)
  return JSON.parse(JSON.stringify(toJsonFeed(got.feed, got.charset))) as Record<string, unknown>
}

export function at(value: unknown, place: string): unknown {
  return place
    .split('.')
    .reduce<unknown>((inner, name) => (inner as Record<string, unknown> | undefined)?.[name], value)
}

/** One test for each row. */
export function holds(subject: string, cases: readonly Case[]): void {
  for (const [what, feed, is, hint] of cases)
    test(`${subject}: ${what}`, () => {
      const got = view(feed, hint)
      for (const [place, value] of Object.entries(is)) assert.deepEqual(at(got, place), value, place)
    })
}

export const rss = (channel: string): string => `<rss version="2.0"><channel>${channel}</channel></rss>`
export const rssItem = (inside: string): string => rss(`<item>${inside}</item>`)
export const atom = (inside: string): string => `<feed xmlns="http://www.w3.org/2005/Atom">${inside}</feed>`
export const atomEntry = (inside: string): string => atom(`<entry>${inside}</entry>`)
export const atom03 = (inside: string): string =>
  `<feed version="0.3" xmlns="http://purl.org/atom/ns#">${inside}</feed>`
export const atom03Entry = (inside: string): string => atom03(`<entry>${inside}</entry>`)
export const rdf = (channel: string, after = ''): string =>
  `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel rdf:about="https://a.example/rss">${channel}</channel>${after}</rdf:RDF>`
