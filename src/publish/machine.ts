// Documents that only programs read: robots.txt and the OpenSearch description.
import { html, raw } from './html.ts'
import type { Known } from './known.ts'

/** RFC 9309. Everything may be read; results of searches need not be indexed. */
export const robots = ({ absolute, href }: Known): string => `User-agent: *
Disallow: ${href('/search/')}?
Disallow: ${href('/api/')}

Sitemap: ${absolute('/sitemap.xml')}
`

/** OpenSearch 1.1: a browser can search here from its address field. */
export function openSearch({ config, texts, absolute }: Known): string {
  return html`${raw('<?xml version="1.0" encoding="UTF-8"?>')}
<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">
<ShortName>${[...config.title].slice(0, 16).join('')}</ShortName>
<LongName>${[...config.title].slice(0, 48).join('')}</LongName>
<Description>${config.description || texts.tagline}</Description>
<Language>${texts.lang}</Language>
<InputEncoding>UTF-8</InputEncoding>
<OutputEncoding>UTF-8</OutputEncoding>
<Image type="image/svg+xml">${absolute('/favicon.svg')}</Image>
<Url type="text/html" template="${absolute('/search/')}?q={searchTerms}"/>
<Url type="application/opensearchdescription+xml" rel="self" template="${absolute('/opensearch.xml')}"/>
</OpenSearchDescription>
`.html
}
