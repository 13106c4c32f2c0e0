// Which vocabulary a name belongs to: by the address it is declared with, whatever its prefix.

/** The usual prefix of each namespace that feeds use; RSS itself, in all its editions, has none. */
const PREFIX_OF: ReadonlyMap<string, string> = new Map(
  Object.entries({
    '': [
      'purl.org/rss/1.0',
      'purl.org/net/rss1.1',
      'my.netscape.com/rdf/simple/0.9',
      'channel.netscape.com/rdf/simple/0.9',
      'backend.userland.com/rss',
      'backend.userland.com/rss2',
      'backend.userland.com/rss091',
      'backend.userland.com/rss092',
      'blogs.law.harvard.edu/tech/rss',
      'cyber.law.harvard.edu/rss/rss.html',
      'www.rssboard.org/rss-specification',
      'my.netscape.com/publish/formats/rss-0.91.dtd',
    ],
    atom: ['www.w3.org/2005/atom', 'purl.org/atom/ns', 'purl.org/atom/0.3', 'example.com/newformat'],
    rdf: ['www.w3.org/1999/02/22-rdf-syntax-ns'],
    content: ['purl.org/rss/1.0/modules/content'],
    dc: [
      'purl.org/dc/elements/1.1',
      'purl.org/dc/elements/1.0',
      'purl.org/dc',
      'purl.org/rss/1.0/modules/dc',
    ],
    dcterms: ['purl.org/dc/terms', 'purl.org/rss/1.0/modules/dcterms'],
    media: [
      'search.yahoo.com/mrss',
      'www.rssboard.org/media-rss',
      'video.search.yahoo.com/mrss',
      'tools.search.yahoo.com/mrss',
    ],
    itunes: ['www.itunes.com/dtds/podcast-1.0.dtd', 'example.com/dtds/podcast-1.0.dtd'],
    podcast: [
      'podcastindex.org/namespace/1.0',
      'github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md',
    ],
    googleplay: ['www.google.com/schemas/play-podcasts/1.0'],
    psc: ['podlove.org/simple-chapters'],
    slash: ['purl.org/rss/1.0/modules/slash'],
    sy: ['purl.org/rss/1.0/modules/syndication'],
    wfw: ['wellformedweb.org/commentapi'],
    thr: ['purl.org/syndication/thread/1.0'],
    fh: ['purl.org/syndication/history/1.0'],
    georss: ['www.georss.org/georss'],
    geo: ['www.w3.org/2003/01/geo/wgs84_pos'],
    gml: ['www.opengis.net/gml'],
    xhtml: ['www.w3.org/1999/xhtml'],
    xml: ['www.w3.org/xml/1998/namespace'],
    feedburner: ['rssnamespace.org/feedburner/ext/1.0'],
    creativecommons: [
      'backend.userland.com/creativecommonsrssmodule',
      'cyber.law.harvard.edu/rss/creativecommonsrssmodule.html',
    ],
    cc: ['web.resource.org/cc', 'creativecommons.org/ns'],
    admin: ['webns.net/mvcb'],
    yt: ['www.youtube.com/xml/schemas/2015'],
    opensearch: ['a9.com/-/spec/opensearch/1.1', 'a9.com/-/spec/opensearchrss/1.0'],
    app: ['www.w3.org/2007/app', 'purl.org/atom/app'],
    prism: [
      'prismstandard.org/namespaces/basic/1.2',
      'prismstandard.org/namespaces/basic/2.0',
      'prismstandard.org/namespaces/basic/3.0',
      'prismstandard.org/namespaces/1.2/basic',
    ],
    trackback: ['madskills.com/public/xml/rss/module/trackback'],
    pingback: ['madskills.com/public/xml/rss/module/pingback'],
    blogchannel: ['backend.userland.com/blogchannelmodule'],
    blogger: ['schemas.google.com/blogger/2008', 'schemas.google.com/blogger/2018'],
    gd: ['schemas.google.com/g/2005'],
    spotify: ['www.spotify.com/ns/rss'],
    acast: ['schema.acast.com/1.0', 'schema.acast.com'],
    rawvoice: ['www.rawvoice.com/rawvoicerssmodule', 'blubrry.com/developer/rawvoice-rss'],
    arxiv: ['arxiv.org/schemas/atom'],
    ev: ['purl.org/rss/1.0/modules/event'],
    foaf: ['xmlns.com/foaf/0.1'],
    sitemap: ['www.sitemaps.org/schemas/sitemap/0.9', 'www.google.com/schemas/sitemap/0.84'],
    news: ['www.google.com/schemas/sitemap-news/0.9'],
    image: ['www.google.com/schemas/sitemap-image/1.1'],
    source: ['source.scripting.com'],
    taxo: ['purl.org/rss/1.0/modules/taxonomy'],
  }).flatMap(([prefix, addresses]) => addresses.map(address => [address, prefix] as const)),
)

const OTHER_PREFIXES: ReadonlyMap<string, string> = new Map([
  ['atom10', 'atom'],
  ['atom03', 'atom'],
  ['a10', 'atom'],
  ['rss', ''],
  ['html', 'xhtml'],
])

/** The namespaces declared by one element and those around it, with the names already read in them. */
export interface Scope {
  readonly outer: Scope | undefined
  readonly declared: ReadonlyMap<string, string>
  readonly names: Map<string, string>
}

export const newScope = (declared: ReadonlyMap<string, string>, outer?: Scope): Scope => ({
  outer,
  declared,
  names: new Map(),
})

/** Hostile documents invent names without end; this many are remembered. */
const MOST_NAMES = 1000

/**
 * A name as declared, in the usual spelling: lower case, with the usual prefix of its namespace (`content:encoded`),
 * none for RSS. A prefix that nobody declared, or declared with an unknown address, is taken at its word.
 */
export function usualName(raw: string, scope: Scope): string {
  const known = scope.names.get(raw)
  if (known !== undefined) return known
  const name = raw.toLowerCase()
  const colon = name.indexOf(':')
  const prefix = colon > 0 ? name.slice(0, colon) : ''
  const local = name.slice(colon + 1)
  const usual = prefixOf(prefix, scope)
  const full = usual === '' ? local : `${usual}:${local}`
  if (scope.names.size < MOST_NAMES) scope.names.set(raw, full)
  return full
}

function prefixOf(prefix: string, scope: Scope): string {
  const address = addressOf(prefix, scope)
  const usual = address === undefined ? undefined : PREFIX_OF.get(normal(address))
  return usual ?? OTHER_PREFIXES.get(prefix) ?? prefix
}

function addressOf(prefix: string, scope: Scope): string | undefined {
  for (let at: Scope | undefined = scope; at; at = at.outer) {
    const address = at.declared.get(prefix)
    if (address !== undefined) return address
  }
  return undefined
}

/** Addresses of namespaces are flipped between http and https, ended with `/` or `#`, and spelled in capitals. */
const normal = (address: string): string =>
  address
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/[/#]$/, '')

/** The address bound to a prefix ('' for the default namespace), as declared. */
export const namespaceOf = (prefix: string, scope: Scope): string => addressOf(prefix, scope) ?? ''
