// The same site as Hugo makes it: articles with the same head, their old addresses, numbered lists by source, category,
// tag, author and day, years and months, feeds in full, a sitemap. Posts are HTML with front matter, so that nobody's
// Markdown is run over them.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readPost } from '../src/formats/post/read.ts'
import { iso } from '../src/model/time.ts'
import { oldAddress } from '../src/publish/moved.ts'

const HEAD = `<!doctype html><html lang="{{ site.LanguageCode }}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>{{ .Title }} · {{ site.Title }}</title><link rel="canonical" href="{{ .Permalink }}"><link rel="stylesheet" href="/style.css"><link rel="icon" href="/favicon.svg" type="image/svg+xml">{{ range .AlternativeOutputFormats }}<link rel="alternate" type="{{ .MediaType.Type }}" href="{{ .Permalink }}">{{ end }}`
const MAST = `</head><body><a class="skip" href="#text">Skip to the text</a><header class="mast"><p class="name"><a href="/">{{ site.Title }}</a></p><form action="/search/" method="get" role="search"><input type="search" name="q" aria-label="Search" placeholder="Search"></form><nav><a href="/">Latest</a> <a href="/sources/">Sources</a> <a href="/categories/">Categories</a> <a href="/tags/">Tags</a> <a href="/authors/">Authors</a> <a href="/years/">By date</a></nav></header><main id="text">`
const FOOT = `</main><footer><p><a href="/about/">About</a></p></footer></body></html>`
const LD = `<script type="application/ld+json">{{ dict "@context" "https://schema.org" "@type" "NewsArticle" "headline" .Title "url" .Permalink "mainEntityOfPage" .Permalink "datePublished" (.Date.Format "2006-01-02T15:04:05Z07:00") "author" (dict "@type" "Person" "name" .Params.author) "publisher" (dict "@type" "NewsMediaOrganization" "name" .Params.source) "keywords" .Params.tags "isBasedOn" .Params.from | jsonify | safeJS }}</script>`
const OG = `{{ $about := substr .Plain 0 120 }}<meta name="description" content="{{ $about }}"><link rel="original" href="{{ .Params.from }}"><meta property="og:type" content="article"><meta property="og:title" content="{{ .Title }}"><meta property="og:url" content="{{ .Permalink }}"><meta property="og:description" content="{{ $about }}">`
const SINGLE = `${HEAD}${OG}${LD}${MAST}<article><header><p><a href="/sources/{{ .Params.source | urlize }}/">{{ .Params.source }}</a></p><h1>{{ .Title }}</h1><p><a href="/authors/{{ .Params.author | urlize }}/">{{ .Params.author }}</a> <time datetime="{{ .Date.Format "2006-01-02T15:04:05Z07:00" }}">{{ .Date.Format "2 January 2006 15:04" }}</time> <a href="{{ .Params.from }}">{{ .Params.from }}</a></p></header><div class="text">{{ .Content }}</div><ul>{{ range .Params.tags }}<li><a href="/tags/{{ . | urlize }}/">{{ . }}</a></li>{{ end }}</ul></article><nav>{{ with .PrevInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}{{ with .NextInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}</nav>${FOOT}`
const ITEMS = `<ol>{{ range .Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> <time datetime="{{ .Date.Format "2006-01-02T15:04:05Z07:00" }}">{{ .Date.Format "15:04" }}</time> <a href="/sources/{{ .Params.source | urlize }}/">{{ .Params.source }}</a></li>{{ end }}</ol>`
const PAGER = `{{ with .Paginator.Prev }}<a href="{{ .URL }}">←</a>{{ end }}{{ with .Paginator.Next }}<a href="{{ .URL }}">→</a>{{ end }}`
const list = (pages: string): string =>
  `${HEAD}${MAST}<h1>{{ .Title }}</h1>{{ with .Paginate (${pages}) 40 }}${ITEMS}{{ end }}${PAGER}${FOOT}`
const DAYS = `${HEAD}${MAST}<h1>{{ .Title }}</h1><ol>{{ range .Pages.GroupByDate "2006-01-02" }}<li><a href="/days/{{ .Key }}/">{{ .Key }}</a> {{ len .Pages }}</li>{{ end }}</ol>${FOOT}`
const RSS = `{{ "<?xml version=\\"1.0\\" encoding=\\"utf-8\\"?>" | safeHTML }}<rss version="2.0"><channel><title>{{ .Title }}</title><link>{{ .Permalink }}</link>{{ range first 30 .RegularPages }}<item><title>{{ .Title }}</title><link>{{ .Permalink }}</link><pubDate>{{ .Date.Format "Mon, 02 Jan 2006 15:04:05 -0700" }}</pubDate><description>{{ .Content | html }}</description></item>{{ end }}</channel></rss>`
const ATOM = `{{ "<?xml version=\\"1.0\\" encoding=\\"utf-8\\"?>" | safeHTML }}<feed xmlns="http://www.w3.org/2005/Atom"><title>{{ .Title }}</title><id>{{ .Permalink }}</id>{{ range first 30 .Site.RegularPages }}<entry><title>{{ .Title }}</title><link href="{{ .Permalink }}"/><id>{{ .Permalink }}</id><updated>{{ .Date.Format "2006-01-02T15:04:05Z07:00" }}</updated><content type="html">{{ .Content | html }}</content></entry>{{ end }}</feed>`
const JSON_FEED = `{"version":"https://jsonfeed.org/version/1.1","title":{{ .Title | jsonify }},"items":[{{ range $i, $p := first 30 .Site.RegularPages }}{{ if $i }},{{ end }}{"id":{{ $p.Permalink | jsonify }},"url":{{ $p.Permalink | jsonify }},"title":{{ $p.Title | jsonify }},"content_html":{{ $p.Content | jsonify }}}{{ end }}]}`
/** Days, authors, years and months have no feeds. */
const QUIET = '---\ncascade:\n  outputs: [html]\noutputs: [html]\n---\n'

const FILES: Readonly<Record<string, string>> = {
  'config.toml': `baseURL = "https://example.org/"
title = "stet"
disableKinds = ["section"]
[pagination]
disableAliases = true
[taxonomies]
tag = "tags"
category = "categories"
source = "sources"
maker = "authors"
day = "days"
month = "months"
year = "years"
[outputs]
home = ["HTML", "RSS", "ATOM", "JSONFEED"]
term = ["HTML", "RSS"]
taxonomy = ["HTML"]
[mediaTypes."application/atom+xml"]
suffixes = ["xml"]
[mediaTypes."application/feed+json"]
suffixes = ["json"]
[outputFormats.ATOM]
mediaType = "application/atom+xml"
baseName = "atom"
[outputFormats.JSONFEED]
mediaType = "application/feed+json"
baseName = "feed"
`,
  'layouts/index.html': list('site.RegularPages'),
  'layouts/index.atom.xml': ATOM,
  'layouts/index.jsonfeed.json': JSON_FEED,
  'layouts/_default/rss.xml': RSS,
  'layouts/_default/single.html': SINGLE,
  'layouts/_default/list.html': list('.Pages'),
  'layouts/_default/term.html': list('.Pages'),
  'layouts/months/term.html': DAYS,
  'layouts/years/term.html': DAYS,
  'layouts/_default/taxonomy.html': `${HEAD}${MAST}<h1>{{ .Title }}</h1><ul>{{ range .Data.Terms.ByCount }}<li><a href="{{ .Page.RelPermalink }}">{{ .Page.Title }}</a> {{ .Count }}</li>{{ end }}</ul>${FOOT}`,
  'content/days/_index.md': QUIET,
  'content/authors/_index.md': QUIET,
  'content/months/_index.md': QUIET,
  'content/years/_index.md': QUIET,
}

/** A post of the archive as Hugo reads it. */
export function hugoPost(path: string, bytes: Uint8Array): string {
  const post = readPost(path, bytes)
  const date = iso(post.published ?? post.taken)
  const old = oldAddress(post)
  const front = {
    title: post.title,
    date,
    author: post.author,
    from: post.url ?? '',
    source: post.source,
    tags: post.tags,
    categories: post.categories,
    sources: [post.source],
    authors: post.author ? [post.author] : [],
    days: [date.slice(0, 10)],
    months: [date.slice(0, 7)],
    years: [date.slice(0, 4)],
    type: 'posts',
    url: `/${date.slice(0, 10).replaceAll('-', '/')}/${post.id.slice(0, 8)}.html`,
    ...(old && { aliases: [old] }),
  }
  return `${JSON.stringify(front)}\n${post.html}\n`
}

export const postsOf = (archive: string): string[] =>
  readdirSync(join(archive, '_posts'), { recursive: true, encoding: 'utf8' })
    .filter(path => path.endsWith('.md'))
    .map(path => `_posts/${path}`)

/** A folder that Hugo can build, of an archive's posts. */
export function writeHugo(folder: string, archive: string): void {
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(join(folder, path, '..'), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  mkdirSync(join(folder, 'content/posts'), { recursive: true })
  for (const path of postsOf(archive))
    writeFileSync(
      join(folder, 'content/posts', `${path.split('/').at(-1)!.slice(-11, -3)}.html`),
      hugoPost(path, readFileSync(join(archive, path))),
    )
}
