// An archive in memory with a site over it, for the tests of pages, builds and the server.
import { sampleArticle } from '../../src/adapters/contracts/sample.ts'
import { memoryArchive } from '../../src/adapters/memory/archive.ts'
import { memoryIndex } from '../../src/adapters/memory/index.ts'
import { memoryStore } from '../../src/adapters/memory/store.ts'
import { postPath, revisionPath, writePost } from '../../src/formats/post/write.ts'
import type { Post, RevisionRow } from '../../src/model/article.ts'
import type { Index, Store } from '../../src/model/catalogue.ts'
import { type Change, changesOf } from '../../src/model/change.ts'
import type { Archive, Log } from '../../src/model/ports.ts'
import type { SourceFacts } from '../../src/model/source.ts'
import { HOUR } from '../../src/model/time.ts'
import { indexWords } from '../../src/poll/words.ts'
import { type Site, type SiteConfig, siteConfig } from '../../src/publish/site.ts'

export interface World {
  readonly site: Site & { readonly index: Index }
  readonly store: Store
  readonly archive: Archive
  /** Keeps posts as a poll does: file, row, words. */
  keep(...posts: Post[]): Promise<void>
  /** Keeps `before` as the nth state of a post. */
  keepRevision(post: Post, before: Post): Promise<void>
}

const silent: Log = { debug() {}, info() {}, warn() {}, error() {} }

/** The nth post: an hour after the one before, from one of three sources. */
export function samplePost(n: number, given: Partial<Post> = {}): Post {
  const post = {
    ...sampleArticle(n),
    published: Date.UTC(2021, 3, 14) + n * HOUR,
    source: ['voa', 'rfa', 'bbc'][n % 3]!,
    tags: [`标签${n % 2}`, '新闻'],
    categories: ['要闻'],
    author: n % 4 === 0 ? '记者 甲' : '',
    html: `<p>第${n}篇的正文，说的是气候特使访问中国。</p>\n<p>第二段。</p>`,
    ...given,
  }
  return { ...post, path: given.path ?? postPath(post) }
}

/** `count` posts. */
export const samplePosts = (count: number): Post[] =>
  Array.from({ length: count }, (_, i) => samplePost(i + 1))

const SOURCES: readonly SourceFacts[] = [
  {
    id: 'voa',
    title: '美国之音',
    description: '国际新闻',
    url: 'https://voa.example/feed',
    home: 'https://voa.example/',
  },
  { id: 'rfa', title: '自由亚洲', description: '', url: 'https://rfa.example/feed' },
  {
    id: 'bbc',
    title: '',
    description: '',
    url: 'https://bbc.example/feed',
    home: 'https://www.bbc.example/',
  },
]

/** A world with these posts in it. */
export async function world(posts: readonly Post[] = [], config: Partial<SiteConfig> = {}): Promise<World> {
  const archive = memoryArchive()
  const store = memoryStore()
  const index = memoryIndex()
  await store.apply({ sources: SOURCES })
  const made: World = {
    site: { config: siteConfig(config), store, archive, index },
    store,
    archive,
    async keep(...kept) {
      await archive.write(kept.map(post => ({ path: post.path, bytes: writePost(post) })))
      await store.apply({
        articles: kept.map(({ html: _, ...article }) => ({ article, keys: [`url:${article.id}`] })),
      })
      await indexWords({ archive, store, index, log: silent })
    },
    async keepRevision(post, before) {
      const n = before.revision
      const path = revisionPath(post.path, n, before.digest)
      const row: RevisionRow = {
        article: post.id,
        n,
        digest: before.digest,
        title: before.title,
        taken: before.revised,
        path,
      }
      await archive.write([{ path, bytes: writePost(before) }])
      await store.apply({ revisions: [row] })
    },
  }
  if (posts.length > 0) await made.keep(...posts)
  return made
}

/** What the record has of an article that got another title, and of one that was withdrawn. */
export const changesIn = (retitled: Post, withdrawn: Post): Change[] => [
  {
    ...{ at: retitled.revised, kind: 'retitled', article: retitled.id, source: retitled.source },
    ...{ revision: retitled.revision, from: '旧题' },
  },
  ...changesOf(withdrawn),
]
