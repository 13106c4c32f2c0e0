// Documents that only programs read: robots.txt and the OpenSearch description.
import { html, raw } from './html.ts'
import type { Known } from './known.ts'

/** RFC 9309. The feed names what sitemaps take in later (gathering.ts). Everything may be read; results of searches need not be indexed. */
export const robots = ({ absolute, href }: Known): string => `User-agent: *
Disallow: ${href('/search/')}?
Disallow: ${href('/api/')}

Sitemap: ${absolute('/sitemap.xml')}
Sitemap: ${absolute('/atom.xml')}
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

/** What a program should know first (https://llmstxt.org): what this is, and where its plain texts are. */
export const llms = ({ config, texts, absolute }: Known): string => `# ${config.title}

> ${config.description || texts.tagline}

${config.markdown ? 'Every article is also Markdown, with its particulars in front: put .md in place of .html in its address.\n\n' : ''}${config.text ? 'Its text alone: put .txt there.\n\n' : ''}## Lists

- [Feed with full texts](${absolute('/feed.json')}): JSON Feed 1.1, the newest articles
- [Sitemaps](${absolute('/sitemap.xml')}): every article, by month
- [Sources](${absolute('/sources.opml')}): OPML 2.0
- [By date](${absolute('/archive/')}): years, months, days
`

/** W3C Web Application Manifest: the site can be installed and opens at its front page. */
export const webManifest = ({ config, texts, href }: Known): string =>
  `${JSON.stringify(
    {
      name: config.title,
      short_name: [...config.title].slice(0, 12).join(''),
      description: config.description || texts.tagline,
      lang: texts.lang,
      id: href('/'),
      start_url: href('/'),
      scope: href('/'),
      display: 'minimal-ui',
      background_color: '#fbfaf6',
      theme_color: '#fbfaf6',
      icons: [{ src: href('/favicon.svg'), type: 'image/svg+xml', sizes: 'any', purpose: 'any' }],
    },
    null,
    2,
  )}\n`
