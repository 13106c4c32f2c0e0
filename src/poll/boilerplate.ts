// What an outlet puts into all of its pages, learned from the articles that are there: per host, in the derived state.
import type { Store } from '../model/catalogue.ts'
import { hostOf } from '../model/url.ts'
import { edgeNames, withoutBlocks } from '../page/blocks.ts'
import type { Extracted } from '../page/extract.ts'

/** The last articles of a host, each with the names of its first and last blocks. */
interface Learned {
  readonly articles: readonly (readonly [url: string, names: readonly string[]])[]
}

/** Articles remembered of a host. */
const REMEMBERED = 40
/** A block is the outlet's when so many articles have it, and such a share: news agencies repeat their background too. */
const LEAST = 4
const SHARE = 0.4

const noteOf = (host: string): string => `boilerplate:${host}`

export interface Boilerplate {
  /** Remembers what stands at the ends of a page's text. */
  learn(url: string, found: Extracted): void
  /**
   * The text without what most of the host's articles have; but for blocks that the text it follows on (`after`, HTML)
   * was kept with before they were known: their going would be no edit of the source's.
   */
  strip(url: string, found: Extracted, after?: string): Extracted
  /** Writes down what was learned. */
  save(): Promise<void>
}

/** What is known of some hosts. A page asked of twice counts once. */
export async function openBoilerplate(store: Store, urls: readonly string[]): Promise<Boilerplate> {
  const hosts = new Map<string, Map<string, readonly string[]>>()
  for (const host of new Set(urls.map(hostOf))) hosts.set(host, await remembered(store, host))
  const changed = new Set<string>()

  function knownAt(host: string): ReadonlySet<string> {
    const articles = hosts.get(host) ?? new Map<string, readonly string[]>()
    const counts = new Map<string, number>()
    for (const names of articles.values())
      for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
    const enough = Math.max(LEAST, articles.size * SHARE)
    return new Set([...counts].flatMap(([name, count]) => (count >= enough ? [name] : [])))
  }

  return {
    learn(url, { html }) {
      const host = hostOf(url)
      const articles = hosts.get(host) ?? new Map<string, readonly string[]>()
      hosts.set(host, articles)
      articles.delete(url)
      articles.set(url, edgeNames(html))
      for (const oldest of articles.keys()) {
        if (articles.size <= REMEMBERED) break
        articles.delete(oldest)
      }
      changed.add(host)
    },
    strip(url, found, after = '') {
      const known = knownAt(hostOf(url)).difference(new Set(edgeNames(after)))
      const cleaned = withoutBlocks(found.html, known)
      return cleaned ? { ...found, ...cleaned } : found
    },
    async save() {
      for (const host of changed) {
        const learned: Learned = { articles: [...(hosts.get(host) ?? [])] }
        await store.setNote(noteOf(host), JSON.stringify(learned))
      }
      changed.clear()
    },
  }
}

async function remembered(store: Store, host: string): Promise<Map<string, readonly string[]>> {
  const note = await store.note(noteOf(host))
  return new Map(note === undefined ? [] : (JSON.parse(note) as Learned).articles)
}
