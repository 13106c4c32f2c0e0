// Which article an entry is: the names under which it is recognised when it comes again.
import type { Article, ArticleId } from './article.ts'
import type { Key } from './catalogue.ts'
import { digestOf } from './digest.ts'
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
  // An id that is an address stands for that address: it flips between http and https like any other.
  const address = guid === undefined ? undefined : addressKey(guid)
  if (guid) keys.push(address ?? `guid:${source}:${guid}`)
  const key = url === undefined || sharedUrl ? undefined : addressKey(url)
  if (key) {
    const canonical = key.slice('url:'.length)
    if (key !== address) keys.push(key)
    const path = canonical.replace(/^https:\/\/[^/]+/, '')
    if (path.length >= TELLING_PATH && /\d/.test(path)) keys.push(`path:${source}:${path}`)
  }
  return keys
}

function addressKey(address: string): Key | undefined {
  const canonical = canonicalAddress(address)
  return canonical && namesAPage(canonical) ? `url:${canonical}` : undefined
}

/** The lasting id: of the canonical address, else of the entry's id in its source. The same everywhere, always. */
export function articleId(keys: readonly Key[], fallback: string): ArticleId {
  const best = keys.findLast(key => key.startsWith('url:')) ?? keys[0] ?? `content:${fallback}`
  return digestOf('article', best).slice(0, 32)
}
