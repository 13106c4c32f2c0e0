// Making documents and writing them: the same here as in a worker on another core.
import { digest } from '../model/digest.ts'
import { StetError } from '../model/error.ts'
import type { Output } from '../model/ports.ts'
import { articleText, revisionText } from './articles.ts'
import { feedText, sitemapOf } from './feeds.ts'
import type { IndexFile } from './find/write.ts'
import { historyText } from './history.ts'
import { type Known, remembering } from './known.ts'
import { movedPage } from './moved.ts'
import { plainTextOf } from './plain.ts'
import type { Planned } from './planned.ts'
import { bodyOf } from './render.ts'
import type { Shown } from './site.ts'
import type { ArticleInputs } from './templates/article.ts'
import type { Listing } from './templates/list.ts'
import { listPage } from './templates/pages.ts'
import { fileOf } from './urls.ts'

/** A document to make, and the digest of the file that is there, if there is one. */
export interface Wanted {
  readonly planned: Planned
  readonly last?: string
}

/** A document that was made. */
export interface Written {
  readonly address: string
  readonly digest: string
  /** False when a file it shows was missing. */
  readonly isWhole: boolean
  /** False when the file that is there is the same. */
  readonly isWritten: boolean
  readonly bytes: number
}

/** Makes documents and writes those that differ from what is there. A picture that cannot be made is left out. */
export async function makeAll(
  known: Known,
  output: Pick<Output, 'write'>,
  wanted: readonly Wanted[],
): Promise<Written[]> {
  const together = remembering(known)
  const made = await Promise.all(
    wanted.map(async ({ planned, last }) => {
      const shown = await shownOf(together, planned)
      return shown && file(planned.address, shown, last)
    }),
  )
  return written(
    output,
    made.filter(one => one !== undefined),
  )
}

/** Writes files of the index that differ from what is there. */
export const writeIndex = (
  output: Pick<Output, 'write'>,
  files: readonly IndexFile[],
  lastOf: (address: string) => string | undefined,
): Promise<Written[]> =>
  written(
    output,
    files.map(({ address, body, isWhole }) => file(address, { body, isWhole }, lastOf(address))),
  )

interface File extends Written {
  readonly path: string
  readonly content: Uint8Array
}

/** Encoded once, for the digest and for the file. */
function file(address: string, { body, isWhole }: Shown, last: string | undefined): File {
  const content = Buffer.from(body)
  const now = digest(content).slice(0, 20)
  return {
    address,
    digest: now,
    isWhole,
    isWritten: now !== last,
    bytes: content.length,
    path: fileOf(address),
    content,
  }
}

async function written(output: Pick<Output, 'write'>, files: readonly File[]): Promise<Written[]> {
  const fresh = files.filter(({ isWritten }) => isWritten)
  if (fresh.length > 0) await output.write(fresh.map(({ path, content }) => ({ path, bytes: content })))
  return files.map(({ path: _, content: __, ...rest }) => rest)
}

/** Makes a planned document; undefined for a picture that cannot be made. What the walk found out already is not asked again for an article. */
async function shownOf(known: Known, planned: Planned): Promise<Shown | undefined> {
  const { address, route, article, moved } = planned
  if (moved) return { body: movedPage(known, moved), isWhole: true }
  if (article && route.kind === 'history') return historyText(known, article.article)
  if (article && route.kind === 'plain') return plainTextOf(known, article.article, route.form)
  const shown = await (article && route.kind === 'article'
    ? articleShown(known, article, route.revision)
    : (listShown(known, planned) ?? bodyOf(known, route)))
  // A picture whose original is gone or damaged has no copies; `stet pictures check` names it.
  if (shown === undefined && route.kind === 'picture') return undefined
  if (shown === undefined)
    throw new StetError('damaged', `nothing can be made of ${address}, though the catalogue names it`)
  return typeof shown === 'string' ? { body: shown, isWhole: true } : shown
}

const articleShown = (
  known: Known,
  article: ArticleInputs,
  revision: number | undefined,
): Promise<Shown | undefined> =>
  revision === undefined ? articleText(known, article) : revisionText(known, article, revision)

/** What the walk knows already; undefined for what has to be asked for. */
function listShown(
  known: Known,
  { route, listing, entries }: Planned,
): Promise<Shown | undefined> | string | undefined {
  if (listing && !saysMore(listing)) return listPage(known, listing)
  if (entries && route.kind === 'feed') return feedText(known, route.list, route.format, entries)
  return entries && sitemapOf(known, entries)
}

/** The front page and the pages of sources say more than what is listed on them. */
export const saysMore = ({ list, page }: Listing): boolean =>
  page === undefined && (list.axis === 'all' || list.axis === 'source')
