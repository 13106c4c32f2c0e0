// Pictures of every kind of page, light and dark, on a phone, a tablet and a wide screen, to be looked at.
// npm run screenshots [folder]; without a folder the best of them go to docs/screenshots/, for the README.
import { mkdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { readPredecessorPost } from '../src/formats/seed/read.ts'
import type { Post } from '../src/model/article.ts'
import type { Change } from '../src/model/change.ts'
import { DAY } from '../src/model/time.ts'
import { article as cleaned } from '../src/page/clean.ts'
import { addressBook } from '../src/publish/book.ts'
import { historyAddress } from '../src/publish/urls.ts'
import { look, served, startBrowser } from '../tests/site/browser.ts'
import { corpusPosts, noCorpus } from '../tests/site/corpus.ts'
import { changesIn, samplePost, samplePosts, world } from '../tests/site/world.ts'

const SEED = '2021-04-14-拜登政府高级官员首次访问中国 能否为美中关系破冰？.md'
const WIDTHS = [360, 768, 1440]
const SCHEMES = ['light', 'dark'] as const
const BEST = new Set([
  'front-light-1440',
  'front-dark-1440',
  'article-light-1440',
  'article-dark-360',
  'search-light-768',
  'year-light-1440',
])

const given = process.argv[2]
const folder = resolve(given ?? join(import.meta.dirname, '../docs/screenshots'))

function seedPost(): Post {
  const file = readFileSync(new URL(`../tests/fixtures/seed/${SEED}`, import.meta.url), 'utf8')
  const read = readPredecessorPost(SEED, file)
  if ('reason' in read) throw new Error(read.reason)
  const { title, author, url, date, tags, categories, html } = read
  const text = cleaned(html, { base: url }).html
  const known = { title, author, url, tags, categories, source: 'voa', html: text }
  return samplePost(90_000, { ...known, ...(date !== undefined && { published: date }) })
}

const first = seedPost()
const seed = { ...first, revision: 2, revised: first.taken + DAY }
const gone = samplePost(90_001, {
  ...{ source: 'rfa', title: '一篇后来被撤下的文章', published: first.published! + DAY },
  tombstone: {
    ...{ since: first.taken, confirmed: first.taken + DAY, kind: 'withdrawn' },
    why: '404 at its own address on two days',
  },
})
const posts = noCorpus
  ? samplePosts(300)
  : (await corpusPosts()).map(post => ({ ...post, source: post.categories[0] ?? post.author }))
/** The text as it may have been before: a sentence less, another word, the second paragraph at the end. */
function earlierText(text: string): string {
  const [one = '', two = '', ...rest] = text.replaceAll('气候', '环境').split('</p>')
  return [one, ...rest.slice(0, -1), two, rest.at(-1) ?? ''].join('</p>')
}

/** Edits and withdrawals of every ninth article, so that the record has figures to show. */
const invented = (posts: readonly Post[]): Change[] =>
  posts.flatMap((post, i) =>
    i % 9 > 1
      ? []
      : [
          {
            at: post.taken + ((i * 37) % 900) * 3_600_000,
            kind: i % 27 === 0 ? ('withdrawn' as const) : ('edited' as const),
            article: post.id,
            source: post.source,
            ...(i % 27 !== 0 && { revision: 2 }),
          },
        ],
  )

const made = await world([...posts, seed, gone], { title: '留住的新闻', timezone: 'Asia/Shanghai' })
const BEFORE = { title: '拜登政府官员访问中国', html: earlierText(first.html) }
await made.keepRevision(seed, { ...first, ...BEFORE })
await made.store.apply({ changes: [...changesIn(seed, gone), ...invented(posts)] })
const book = await addressBook(made.store)
const pages: Record<string, string> = {
  front: '/',
  list: '/page/1.html',
  article: book.addressOf(seed),
  earlier: book.addressOf(seed, 1),
  withdrawn: book.addressOf(gone),
  history: historyAddress(book.addressOf(seed)),
  changes: '/changes/',
  health: '/health/',
  sources: '/sources/',
  source: '/sources/voa/',
  tags: '/tags/',
  archive: '/archive/',
  year: '/2021/',
  month: '/2021/04/',
  day: '/2021/04/14/',
  feeds: '/feeds/',
  about: '/about/',
  colophon: '/colophon/',
  asking: '/search/',
  search: `/search/?q=${encodeURIComponent('氣候')}`,
  missing: '/nothing',
}

mkdirSync(folder, { recursive: true })
const browser = await startBrowser()
await served(made.site, async base => {
  for (const width of WIDTHS)
    for (const scheme of SCHEMES) {
      const { page } = await look(browser, base, { width, scheme })
      for (const [name, path] of Object.entries(pages)) {
        const file = `${name}-${scheme}-${width}`
        if (given === undefined && !BEST.has(file)) continue
        await page.goto(base.slice(0, -1) + path)
        await page.screenshot({ path: join(folder, `${file}.png`) })
      }
      await page.context().close()
    }
})
await browser.close()
console.log(folder)
