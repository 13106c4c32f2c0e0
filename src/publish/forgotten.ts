// Files of an earlier build that nothing remembers: its memory was deleted, or another folder was built into since. What
// was redacted meanwhile must not stay in them. Files that no build made are left alone, so a name is not enough where
// others may have chosen the same one.
import type { Output } from '../model/ports.ts'
import { type Route, route } from './urls.ts'

/** Kinds whose files have names that nobody else gives: days and digests. */
const BY_NAME: ReadonlySet<Route['kind']> = new Set([
  ...(['article', 'plain', 'history', 'picture', 'sitemap', 'shelf'] as const),
])

/** In every page of the site, in those that lead from an old address to the new one, and in feeds. */
const MARKS = [
  /<link rel="stylesheet" href="[^"]*\/style\.css\?v=[0-9a-f]{8}">/,
  /<meta http-equiv="refresh" content="0; url=[^"]*\/\d{4}\/\d\d\/\d\d\/[0-9a-f]{8,32}\.html">/,
  /<generator[^>]*>stet<\/generator>/,
  /^\{"version":"https:\/\/jsonfeed\.org\/version\/1\.1",.*"id":"urn:uuid:/s,
]

/** Paths among `there` that a build of stet wrote and that this one has no document for. */
export async function forgotten(
  there: Iterable<string>,
  isPlanned: (address: string) => boolean,
  output: Pick<Output, 'read'>,
): Promise<string[]> {
  const found: string[] = []
  for (const path of there) {
    const address = `/${path}`.replace(/\/index\.html$/, '/')
    if (isPlanned(address)) continue
    const kind = route(address)?.kind
    if (kind && (BY_NAME.has(kind) || (await isOurs(path, output)))) found.push(path)
  }
  return found
}

async function isOurs(path: string, output: Pick<Output, 'read'>): Promise<boolean> {
  const text = Buffer.from((await output.read(path)) ?? '').toString()
  return MARKS.some(mark => mark.test(text))
}
