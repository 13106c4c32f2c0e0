// What is shown of the hits of a search: read from their files each time, so that nothing is shown that is not there.
import type { Archive } from '../model/ports.ts'
import { type Glimpse, glimpse } from '../model/words/glimpse.ts'
import { firstPlace, type Phrase } from '../model/words/words.ts'
import { postHtml } from './posts.ts'

/** A hit of the index, with its file. */
export interface Hit {
  readonly path: string
  readonly title: string
}

/** For each hit what its file has around the first match; undefined where neither file nor title bear the index out. */
export type Glimpses = (
  hits: readonly Hit[],
  wanted: readonly Phrase[],
) => Promise<readonly (Glimpse | undefined)[]>

/** Glimpses of the posts in an archive. */
export const glimpsesIn =
  (archive: Archive): Glimpses =>
  (hits, wanted) =>
    Promise.all(
      hits.map(async ({ path, title }) => {
        // Without its text the title may still hold what is sought.
        const html = (await postHtml(archive, path)) ?? ''
        return glimpse(html, wanted, phrase => firstPlace(title, phrase) !== undefined)
      }),
    )
