// What the catalogue knows of pictures, without a database, for tests.
import type { Article } from '../../model/article.ts'
import { distance, type KeptPicture, type PictureAddress } from '../../model/picture.ts'
import type { PictureStore } from '../../model/picture-store.ts'
import type { Instant } from '../../model/time.ts'
import { beyond, wanted } from '../sql/pictures.ts'

export interface MemoryPictures {
  readonly store: PictureStore
  /** An article came or changed. */
  put(article: Article): void
  forget(number: number): void
}

/** `replace` takes an article of which only the kept pictures have changed; `changed` a path for git. */
export function memoryPictures(
  replace: (article: Article) => void,
  changed: (path: string) => void,
): MemoryPictures {
  const unsurveyed = new Set<number>()
  const pictures = new Map<string, KeptPicture>()
  const addresses = new Map<string, PictureAddress>()
  const sources = new Map<number, string>()
  const shows = new Map<number, ReadonlySet<string>>()
  let illustratedAt: Instant | undefined
  const isDue = (one: PictureAddress, now: number, all: boolean): boolean =>
    all ? one.state !== 'kept' : one.due !== undefined && one.due <= now
  const sorted = <T>(items: Iterable<T>, key: (item: T) => string | number): T[] =>
    [...items].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0))

  const store: PictureStore = {
    async unsurveyed(limit) {
      return [...unsurveyed].sort((a, b) => a - b).slice(0, limit)
    },
    async survey(found, now) {
      for (const { number, uses, over } of found) {
        shows.set(number, new Set([...uses, ...over].map(({ url }) => url)))
        for (const use of uses) if (!addresses.has(use.url)) addresses.set(use.url, wanted(use, now))
        for (const use of over) if (!addresses.has(use.url)) addresses.set(use.url, beyond(use))
        unsurveyed.delete(number)
      }
    },
    async at(urls) {
      return new Map(urls.flatMap(url => (addresses.has(url) ? [[url, addresses.get(url)!]] : [])))
    },
    async due({ now, hosts, perHost, all = false }) {
      const open = sorted(
        sorted(addresses.values(), one => one.url).filter(one => isDue(one, now, all)),
        one => one.due ?? 0,
      )
      const byHost = Map.groupBy(open, one => one.host)
      return [...byHost.values()].slice(0, hosts).flatMap(of => of.slice(0, perHost))
    },
    async rest(host, until) {
      for (const one of addresses.values())
        if (one.host === host && one.due !== undefined && one.due < until)
          addresses.set(one.url, { ...one, due: until })
    },
    async dueCount({ now, all = false }) {
      return [...addresses.values()].filter(one => isDue(one, now, all)).length
    },
    async put(batch) {
      for (const one of batch.pictures ?? []) pictures.set(one.digest, one)
      for (const one of batch.addresses ?? []) {
        addresses.set(one.url, one)
        if (one.state !== 'kept') continue
        for (const [number, of] of shows) if (of.has(one.url)) unsurveyed.add(number)
      }
      for (const path of batch.changed ?? []) changed(path)
    },
    async kept(digests) {
      return digests.flatMap(digest => pictures.get(digest) ?? [])
    },
    async each(after, limit) {
      return sorted(pictures.values(), one => one.digest)
        .filter(({ digest }) => digest > after)
        .slice(0, limit)
    },
    async showing(urls) {
      return [...shows].flatMap(([number, of]) => (urls.some(url => of.has(url)) ? [number] : []))
    },
    async missing(offset, limit) {
      return sorted(addresses.values(), one => one.url)
        .filter(({ state }) => state === 'missing')
        .slice(offset, offset + limit)
    },
    async blocked() {
      const seen = new Map<string, { source: string; said: string; urls: Set<string> }>()
      for (const [number, of] of shows)
        for (const url of of) {
          const one = addresses.get(url)
          const source = sources.get(number)
          if (one?.state !== 'missing' || one.why !== 'blocked' || source === undefined) continue
          const { said = '' } = one
          const key = JSON.stringify([source, said])
          const group = seen.get(key) ?? { source, said, urls: new Set() }
          seen.set(key, group)
          group.urls.add(url)
        }
      return sorted(seen, ([key]) => key).map(([, { source, said, urls }]) => ({
        source,
        said,
        count: urls.size,
      }))
    },
    async totals() {
      const all = [...addresses.values()]
      const lost = Map.groupBy(
        all.filter(({ state }) => state === 'missing'),
        ({ why }) => why!,
      )
      return {
        kept: pictures.size,
        bytes: [...pictures.values()].reduce((sum, { bytes }) => sum + bytes, 0),
        wanted: all.filter(({ state }) => state === 'wanted').length,
        missing: Object.fromEntries([...lost].map(([why, of]) => [why, of.length])),
      }
    },
    async alike(hash, most) {
      const near = [...pictures.values()].filter(one => distance(one.hash, hash) <= most)
      return sorted(
        sorted(near, one => one.digest),
        one => distance(one.hash, hash),
      )
    },
    async forget(digests, urls) {
      for (const digest of digests) pictures.delete(digest)
      for (const url of urls) addresses.delete(url)
      for (const [number, of] of shows) shows.set(number, of.difference(new Set(urls)))
    },
    async illustrated(articles, paths, now) {
      for (const article of articles) replace(article)
      for (const path of paths) changed(path)
      illustratedAt = now
    },
    illustratedAt: async () => illustratedAt,
  }
  return {
    store,
    put({ number, source }) {
      unsurveyed.add(number)
      sources.set(number, source)
    },
    forget(number) {
      unsurveyed.delete(number)
      sources.delete(number)
      shows.delete(number)
    },
  }
}
