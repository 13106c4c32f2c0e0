// What a text is, by its first element that means something.

export type Detected =
  | { readonly kind: 'rss' | 'atom' | 'sitemap'; readonly start: number }
  | { readonly kind: 'json' }
  | { readonly kind: 'none'; readonly code: 'empty' | 'html' | 'opml' | 'sitemap-index' | 'unknown' }

const ROOT =
  /<(?:[a-z0-9_-]{1,20}:)?(rss|rdf|channel|feed|urlset|sitemapindex|opml|html|head|body|item|entry)(?=[\s>])/gi
/** A page may speak of feeds; in one, only a root with its version or namespace begins a feed. */
const SURE_ROOT = /<(?:[a-z0-9_-]{1,20}:)?(rss|rdf|feed)\s[^<>]{0,2000}?(?:version|xmlns)/gi

/** A sitemap whose root is damaged still lists places. */
const LOCATION = /<(?:[a-z0-9_-]{1,20}:)?loc>\s*https?:/i

/** Looks for the root of a feed, after whatever was put before it. */
export function detect(text: string): Detected {
  const first = /\S/.exec(text)?.[0]
  if (first === undefined) return { kind: 'none', code: 'empty' }
  if (first === '{' || first === '[') return { kind: 'json' }
  ROOT.lastIndex = 0
  const match = ROOT.exec(text)
  if (!match && LOCATION.test(text)) return { kind: 'sitemap', start: 0 }
  if (!match)
    return { kind: 'none', code: /<!doctype\s+html/i.test(text.slice(0, 4096)) ? 'html' : 'unknown' }
  return named(match[1]!.toLowerCase(), match.index, text)
}

function named(name: string, start: number, text: string): Detected {
  switch (name) {
    case 'rss':
    case 'rdf':
    case 'channel':
      return { kind: 'rss', start }
    case 'feed':
      return { kind: 'atom', start }
    case 'urlset':
      return { kind: 'sitemap', start }
    case 'sitemapindex':
      return { kind: 'none', code: 'sitemap-index' }
    case 'opml':
      return { kind: 'none', code: 'opml' }
    // A root that is damaged: all before the first item may belong to the feed.
    case 'item':
      return { kind: 'rss', start: 0 }
    case 'entry':
      return { kind: 'atom', start: 0 }
    default:
      return inPage(text, start)
  }
}

function inPage(text: string, from: number): Detected {
  SURE_ROOT.lastIndex = from
  const match = SURE_ROOT.exec(text)
  if (!match) return { kind: 'none', code: 'html' }
  return { kind: match[1]!.toLowerCase() === 'feed' ? 'atom' : 'rss', start: match.index }
}
