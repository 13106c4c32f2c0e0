// The hosts that a source's pages are on: rules are by host.
import type { Article } from '../../model/article.ts'
import type { Store } from '../../model/catalogue.ts'
import type { Source } from '../../model/source.ts'
import { hostName } from '../../model/url.ts'

/** Articles that tell which hosts a source's pages are on. */
const TELLING = 50

export const isWeb = (address: string | undefined): address is string => /^https?:\/\//.test(address ?? '')

/** The latest articles of a source, the newest first. */
export const latestOf = (store: Pick<Store, 'find'>, { id }: Source): Promise<Article[]> =>
  store.find({ axis: 'source', value: id, order: 'newest', limit: TELLING })

/**
 * Hosts of a source's latest articles without `www.`, the most frequent first; where none has an address, that of its
 * feed.
 */
export function hostsOf(articles: readonly Article[], source: Source): string[] {
  const counts = new Map<string, number>()
  for (const { url } of articles)
    if (isWeb(url)) counts.set(hostName(url), (counts.get(hostName(url)) ?? 0) + 1)
  if (counts.size === 0 && isWeb(source.url)) counts.set(hostName(source.url), 1)
  return [...counts].sort(([, a], [, b]) => b - a).map(([host]) => host)
}
