// Which article an entry is: the names under which it is recognised when it comes again.
import type { Article, ArticleId } from './article.ts'
import { digestOf } from './digest.ts'
import type { Key } from './ports.ts'
import { canonicalAddress, namesAPage } from './url.ts'

type Named = Pick<Article, 'source' | 'guid' | 'url' | 'sharedUrl'>

/** Paths shorter than this (`/`, `/news`) are sections, not articles. */
const TELLING_PATH = 12

/**
 * Keys in the order in which they are believed: the entry's id in its source, the canonical address (whoever the
 * source), the address without scheme and host in its source (outlets move between domains).
 */
export function keysOf({ source, guid, url, sharedUrl }: Named): Key[] {
  const keys: Key[] = []
  if (guid) {
    keys.push(`guid:${source}:${guid}`)
    // Ids that are addresses flip between http and https, and move with the domain.
    const address = canonicalAddress(guid)
    if (address && address !== guid) keys.push(`guid:${source}:${address}`)
  }
  const canonical = url === undefined || sharedUrl ? undefined : canonicalAddress(url)
  if (canonical && namesAPage(canonical)) {
    keys.push(`url:${canonical}`)
    const path = canonical.replace(/^https:\/\/[^/]+/, '')
    if (path.length >= TELLING_PATH && /\d/.test(path)) keys.push(`path:${source}:${path}`)
  }
  return keys
}

/** The lasting id: of the canonical address, else of the entry's id in its source. The same everywhere, always. */
export function articleId(keys: readonly Key[], fallback: string): ArticleId {
  const best = keys.find(key => key.startsWith('url:')) ?? keys[0] ?? `content:${fallback}`
  return digestOf('article', best).slice(0, 32)
}
