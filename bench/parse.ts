// Reading feeds, from bytes to entries, beside feedsmith: on RSS made of the corpus, and on hostile text doubled in
// size to show that time grows with length and no faster. npm run bench:parse
import { parseFeed } from 'feedsmith'
import { readFeed } from '../src/formats/feed/read.ts'
import { readPredecessorPost } from '../src/formats/seed/read.ts'
import { corpusPosts } from './corpus.ts'
import { median, table } from './measure.ts'

const ROUNDS = 15
const ITEMS = 20

const texts = (await corpusPosts()).flatMap(({ path, bytes }) => {
  const post = readPredecessorPost(path, new TextDecoder().decode(bytes))
  return 'reason' in post ? [] : [post.html.replaceAll(']]>', '')]
})

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

function rss(from: number, count: number, field: (html: string) => string): Uint8Array {
  const items = texts
    .slice(from, from + count)
    .map(
      (html, n) =>
        `<item><title>第 ${n} 条</title><link>https://x.example/${n}</link><guid>https://x.example/${n}</guid><pubDate>Wed, 14 Apr 2021 01:39:02 GMT</pubDate><description>${field(html)}</description></item>`,
    )
  return new TextEncoder().encode(
    `<?xml version="1.0"?><rss version="2.0"><channel><title>某报</title><link>https://x.example/</link><description>x</description>${items.join('\n')}</channel></rss>`,
  )
}

const feedsOf = (field: (html: string) => string): Uint8Array[] =>
  Array.from({ length: Math.floor(texts.length / ITEMS) }, (_, i) => rss(i * ITEMS, ITEMS, field))

const kinds: [name: string, feeds: Uint8Array[]][] = [
  ['20 full texts, CDATA', feedsOf(html => `<![CDATA[${html}]]>`)],
  ['20 full texts, escaped', feedsOf(escaped)],
  ['one feed of all, CDATA', [rss(0, texts.length, html => `<![CDATA[${html}]]>`)]],
  ['one feed of all, escaped', [rss(0, texts.length, escaped)]],
  ['20 headlines', feedsOf(html => escaped(html.replace(/<[^>]*>/g, '').slice(0, 100)))],
]

const peer = (bytes: Uint8Array): number =>
  (parseFeed(new TextDecoder().decode(bytes)) as { feed: { items?: unknown[] } }).feed.items?.length ?? 0
const own = (bytes: Uint8Array): number => {
  const read = readFeed(bytes)
  return read.kind === 'feed' ? read.feed.entries.length : 0
}

/** Seconds for all feeds once. */
function timed(feeds: readonly Uint8Array[], read: (bytes: Uint8Array) => number): number {
  const started = performance.now()
  for (const feed of feeds) if (read(feed) === 0) throw new Error('nothing was read')
  return (performance.now() - started) / 1000
}

const rows = kinds.map(([name, feeds]) => {
  const megabytes = feeds.reduce((sum, feed) => sum + feed.length, 0) / 1e6
  const pairs = Array.from({ length: ROUNDS }, () => [timed(feeds, own), timed(feeds, peer)] as const)
  const ours = median(pairs.map(([mine]) => mine))
  const theirs = median(pairs.map(([, other]) => other))
  return [
    name,
    megabytes / ours,
    megabytes / theirs,
    median(pairs.map(([mine, other]) => other / mine)).toFixed(2),
  ]
})
console.log('From bytes, medians; the ratio is of throughput, round by round.')
console.log(table(['feeds', 'stet MB/s', 'feedsmith MB/s', 'ratio'], rows))

const hostile: [name: string, make: (n: number) => string][] = [
  ['open tags', n => '<a>'.repeat(n)],
  ['unclosed items', n => '<item><title>x'.repeat(n)],
  ['bare ampersands', n => `<item><title>${'&'.repeat(n)}`],
  ['open comments', n => `<item>${'<!--'.repeat(n)}`],
  ['open CDATA', n => `<item><description>${'<![CDATA['.repeat(n)}`],
  ['attributes', n => `<item ${'a="b" '.repeat(n)}>`],
  ['close tags', n => `<item>${'</b>'.repeat(n)}`],
  ['entities', n => `<item><title>${'&lt;'.repeat(n)}`],
  ['less-than signs', n => '<'.repeat(n)],
  ['open quotes', n => '<item a="x'.repeat(n)],
  ['nested XHTML', n => `<item><xhtml:div>${'<xhtml:div>'.repeat(n)}`],
  ['one long name', n => `<${'a'.repeat(n)}>`],
  ['relative addresses', n => `<item><description>${'&lt;a href="x"&gt;'.repeat(n)}</description></item>`],
]
const growth = hostile.map(([name, make]) => {
  const at = (n: number): number => {
    const bytes = new TextEncoder().encode(`<rss><channel>${make(n)}`)
    return median(
      Array.from({ length: 5 }, () => {
        const started = performance.now()
        readFeed(bytes)
        return performance.now() - started
      }),
    )
  }
  const [one, two, four] = [at(50_000), at(100_000), at(200_000)] as [number, number, number]
  return [name, one, two, four, `${(two / one).toFixed(1)}, ${(four / two).toFixed(1)}`]
})
console.log(
  '\nHostile text, ms at 50,000, 100,000 and 200,000 repeats; twice the length should cost twice the time.',
)
console.log(table(['text', '50,000', '100,000', '200,000', 'growth'], growth))
