// The same site as Eleventy makes it (hugo.ts says which pages). Templates are JavaScript, its quickest kind, and posts
// are HTML that no engine is run over.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type PeerPost, peerPosts } from './peer-posts.ts'

/** Shared by the templates: pages as text. */
const PARTS = `
export const esc = text => String(text ?? '').replace(/[&<>"]/g, c => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c])
export const page = (title, address, head, main) => \`<!doctype html><html lang="zh"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>\${esc(title)} · stet</title><link rel="canonical" href="https://example.org\${encodeURI(address)}"><link rel="stylesheet" href="/style.css"><link rel="icon" href="/favicon.svg" type="image/svg+xml">\${head}</head><body><a class="skip" href="#text">Skip to the text</a><header class="mast"><p class="name"><a href="/">stet</a></p><form action="/search/" method="get" role="search"><input type="search" name="q" aria-label="Search" placeholder="Search"></form><nav><a href="/">Latest</a> <a href="/sources/">Sources</a> <a href="/categories/">Categories</a> <a href="/tags/">Tags</a> <a href="/authors/">Authors</a> <a href="/years/">By date</a></nav></header><main id="text">\${main}</main><footer><p><a href="/about/">About</a></p></footer></body></html>\`
export const items = posts => \`<ol>\${posts.map(({ url, data }) => \`<li><a href="\${encodeURI(url)}">\${esc(data.title)}</a> <time datetime="\${data.at}">\${data.at.slice(11, 16)}</time> <a href="\${encodeURI(data.lists[0].address)}">\${esc(data.source)}</a></li>\`).join('')}</ol>\`
export const rss = (title, address, posts) => \`<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>\${esc(title)}</title><link>https://example.org\${encodeURI(address)}</link>\${posts.slice(0, 30).map(({ url, data, rawInput }) => \`<item><title>\${esc(data.title)}</title><link>https://example.org\${url}</link><pubDate>\${data.at}</pubDate><description>\${esc(rawInput)}</description></item>\`).join('')}</channel></rss>\`
export const PER_PAGE = 40
export const chunks = posts => Array.from({ length: Math.max(1, Math.ceil(posts.length / PER_PAGE)) }, (_, i) => posts.slice(i * PER_PAGE, (i + 1) * PER_PAGE))
`

const CONFIG = `
import { chunks } from './parts.js'
const lists = new WeakMap()
function listsIn(api) {
  const posts = api.getFilteredByGlob('posts/*.html').sort((a, b) => (a.data.at < b.data.at ? 1 : -1))
  const found = new Map([['/', { address: '/', title: 'stet', feed: true, posts }]])
  for (const post of posts)
    for (const list of post.data.lists) {
      const there = found.get(list.address) ?? { ...list, posts: [] }
      found.set(list.address, there)
      there.posts.push(post)
    }
  return [...found.values()]
}
export default function (config) {
  config.setQuietMode(true)
  config.addCollection('pages', api => listsIn(api).flatMap(({ posts, ...list }) =>
    chunks(posts).map((of, i, all) => ({ ...list, posts: of, page: i + 1, pages: all.length,
      at: i === 0 ? list.address : list.address + 'page/' + (i + 1) + '/' }))))
  config.addCollection('feeds', api => listsIn(api).filter(({ feed }) => feed).map(list => ({ ...list, posts: list.posts.slice(0, 30) })))
  config.addCollection('old', api => api.getFilteredByGlob('posts/*.html').filter(({ data }) => data.old))
  config.addCollection('times', api => {
    const times = Map.groupBy(api.getFilteredByGlob('posts/*.html').flatMap(({ data }) => [data.at.slice(0, 4), data.at.slice(0, 7)].map(of => [of, data.at.slice(0, 10)])), ([of]) => of)
    return [...times].map(([of, days]) => ({ of, days: [...Map.groupBy(days, ([, day]) => day)].map(([day, all]) => [day, all.length]) }))
  })
  config.addCollection('axes', api => ['sources', 'categories', 'tags', 'authors', 'days'].map(axis => ({ axis, lists: listsIn(api).filter(({ address }) => address.startsWith('/' + axis + '/')).map(({ address, title, posts }) => ({ address, title, count: posts.length })) })))
  return { htmlTemplateEngine: false, markdownTemplateEngine: false }
}
`

const paged = (collection: string, permalink: string, render: string): string => `
import { chunks, esc, items, page, rss } from './parts.js'
export const data = { pagination: { data: 'collections.${collection}', size: 1, alias: 'one' }, permalink: ({ one }) => ${permalink}, eleventyExcludeFromCollections: true }
export function render({ one, collections }) { return ${render} }
`

const once = (permalink: string, render: string): string => `
import { esc, rss } from './parts.js'
export const data = { permalink: '${permalink}', eleventyExcludeFromCollections: true }
export function render({ collections }) { const posts = collections.feeds[0].posts; return ${render} }
`

const FILES: Readonly<Record<string, string>> = {
  'package.json': '{ "type": "module" }',
  'parts.js': PARTS,
  'eleventy.config.js': CONFIG,
  '_includes/post.11ty.js': `
import { esc, page } from '../parts.js'
export function render(data) {
  const { title, at, author, from, source, labels, lists, beside, content, page: { url } } = data
  const about = content.replace(/<[^>]*>/g, '').slice(0, 120)
  const head = \`<meta name="description" content="\${esc(about)}"><link rel="original" href="\${esc(from)}"><meta property="og:type" content="article"><meta property="og:title" content="\${esc(title)}"><meta property="og:url" content="https://example.org\${url}"><meta property="og:description" content="\${esc(about)}"><script type="application/ld+json">\${JSON.stringify({ '@context': 'https://schema.org', '@type': 'NewsArticle', headline: title, url: 'https://example.org' + url, datePublished: at, author: { '@type': 'Person', name: author }, publisher: { '@type': 'NewsMediaOrganization', name: source }, keywords: labels, isBasedOn: from }).replaceAll('<', '\\\\u003c')}</script>\`
  return page(title, url, head, \`<article><header><p><a href="\${encodeURI(lists[0].address)}">\${esc(source)}</a></p><h1>\${esc(title)}</h1><p>\${esc(author)} <time datetime="\${at}">\${at.slice(0, 16)}</time> <a href="\${esc(from)}">\${esc(from)}</a></p></header><div class="text">\${content}</div><ul>\${lists.filter(({ address }) => address.startsWith('/tags/')).map(({ address, title }) => \`<li><a href="\${encodeURI(address)}">\${esc(title)}</a></li>\`).join('')}</ul></article><nav>\${beside.map(([address, name]) => \`<a href="\${address}">\${esc(name)}</a>\`).join('')}</nav>\`)
}
`,
  'posts/posts.11tydata.js': `export default { layout: 'post.11ty.js', permalink: ({ address }) => address }`,
  'lists.11ty.js': paged(
    'pages',
    'one.at',
    `page(one.title, one.at, '', '<h1>' + esc(one.title) + '</h1>' + items(one.posts) + (one.page < one.pages ? '<a href="' + encodeURI(one.address) + 'page/' + (one.page + 1) + '/">→</a>' : ''))`,
  ),
  'feeds.11ty.js': paged('feeds', "one.address + 'feed.xml'", 'rss(one.title, one.address, one.posts)'),
  'old.11ty.js': paged(
    'old',
    'one.data.old',
    `'<!doctype html><html lang="zh"><head><title>' + one.url + '</title><link rel="canonical" href="' + one.url + '"><meta charset="utf-8"><meta http-equiv="refresh" content="0; url=' + one.url + '"></head></html>'`,
  ),
  'times.11ty.js': paged(
    'times',
    "(one.of.length === 4 ? '/years/' : '/months/') + one.of + '/'",
    `page(one.of, '/', '', '<h1>' + one.of + '</h1><ol>' + one.days.map(([day, count]) => '<li><a href="/days/' + day + '/">' + day + '</a> ' + count + '</li>').join('') + '</ol>')`,
  ),
  'axes.11ty.js': paged(
    'axes',
    "'/' + one.axis + '/'",
    `page(one.axis, '/', '', '<ul>' + one.lists.map(({ address, title, count }) => '<li><a href="' + encodeURI(address) + '">' + esc(title) + '</a> ' + count + '</li>').join('') + '</ul>')`,
  ),
  'atom.11ty.js': once(
    '/atom.xml',
    `'<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>stet</title><id>https://example.org/</id>' + posts.map(({ url, data, rawInput }) => '<entry><title>' + esc(data.title) + '</title><link href="https://example.org' + url + '"/><id>https://example.org' + url + '</id><updated>' + data.at + '</updated><content type="html">' + esc(rawInput) + '</content></entry>').join('') + '</feed>'`,
  ),
  'json.11ty.js': once(
    '/feed.json',
    `JSON.stringify({ version: 'https://jsonfeed.org/version/1.1', title: 'stet', items: posts.map(({ url, data, rawInput }) => ({ id: url, url, title: data.title, content_html: rawInput })) })`,
  ),
  'sitemap.11ty.js': once(
    '/sitemap.xml',
    `'<?xml version="1.0" encoding="utf-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">' + collections.all.map(({ url }) => '<url><loc>https://example.org' + url + '</loc></url>').join('') + '</urlset>'`,
  ),
}

/**
 * A post as Eleventy reads it, with its neighbours. These stand in the post: Eleventy hands data that all pages share to
 * each page as a copy of its own, and of 21,000 posts those would be 16 GB.
 */
export function writeEleventyPost(
  folder: string,
  { html, name, date, ...front }: PeerPost,
  neighbours: readonly (PeerPost | undefined)[],
): void {
  const beside = neighbours.flatMap(one => (one ? [[one.address, one.title]] : []))
  writeFileSync(
    join(folder, 'posts', `${name}.html`),
    `---json\n${JSON.stringify({ ...front, at: date, date, beside })}\n---\n${html}\n`,
  )
}

/** A folder that Eleventy can build, of an archive's posts. */
export function writeEleventy(folder: string, archive: string): void {
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(join(folder, path, '..'), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  for (const of of Map.groupBy(peerPosts(archive), ({ source }) => source).values()) {
    of.sort((a, b) => (a.date < b.date ? -1 : 1))
    for (const [i, post] of of.entries()) writeEleventyPost(folder, post, [of[i - 1], of[i + 1]])
  }
}
