// Sources as reader apps know them: numbered, in folders, with what they are called.
import { digest } from '../model/digest.ts'
import type { SourceId } from '../model/source.ts'
import { canonicalAddress, hostName } from '../model/url.ts'
import type { House } from './house.ts'

export interface Subscription {
  readonly id: SourceId
  /** Positive, below 2^31, made of the id: the same in every process and after every rebuild. */
  readonly number: number
  readonly title: string
  /** The feed's address; '' for a source that is followed no longer and said none. */
  readonly url: string
  readonly home: string
  readonly categories: readonly string[]
  /** Stands in stet.yml. */
  readonly followed: boolean
}

export interface Subscriptions {
  /** By title. */
  readonly all: readonly Subscription[]
  of(id: SourceId): Subscription | undefined
  numbered(number: number): Subscription | undefined
  /** By its number, its id or its address. */
  named(name: string): Subscription | undefined
  /** Folders with their members, by name. */
  readonly folders: readonly Folder[]
  folder(name: string): Folder | undefined
}

export interface Folder {
  readonly name: string
  readonly number: number
  readonly members: readonly Subscription[]
}

/** All sources that are followed or have articles. */
export async function subscriptions({ site, keeping }: House): Promise<Subscriptions> {
  const { store } = site()
  const [facts, values, configured] = await Promise.all([
    store.sources(),
    store.values('source'),
    keeping?.sources() ?? [],
  ])
  const known = new Map(facts.map(fact => [fact.id, fact]))
  const followed = new Map(configured.map(source => [source.id, source]))
  const ids = [...new Set([...followed.keys(), ...values.map(({ value }) => value)])].sort()
  const numbers = numbered(ids)
  const all = ids.map((id): Subscription => {
    const fact = known.get(id)
    const source = followed.get(id)
    // A path on this machine is nobody else's business.
    const url = [source?.url, fact?.url].find(one => one !== undefined && /^https?:/.test(one)) ?? ''
    return {
      id,
      number: numbers.get(id)!,
      title: source?.title || fact?.title || hostName(fact?.home ?? '') || id,
      url,
      home: fact?.home ?? (/^https?:/.test(url) ? new URL('/', url).href : ''),
      categories: source?.categories ?? [],
      followed: source !== undefined,
    }
  })
  return listOf(all.sort((a, b) => (a.title < b.title ? -1 : a.title > b.title ? 1 : a.id < b.id ? -1 : 1)))
}

function listOf(all: readonly Subscription[]): Subscriptions {
  const byId = new Map(all.map(one => [one.id, one]))
  const byNumber = new Map(all.map(one => [one.number, one]))
  const names = [...new Set(all.flatMap(({ categories }) => categories))].sort()
  const numbers = numbered(names)
  const folders = names.map(name => ({
    name,
    number: numbers.get(name)!,
    members: all.filter(({ categories }) => categories.includes(name)),
  }))
  const byAddress = (address: string): Subscription | undefined => {
    const canonical = canonicalAddress(address)
    return all.find(({ url }) => url === address || (canonical && canonicalAddress(url) === canonical))
  }
  return {
    all,
    of: id => byId.get(id),
    numbered: number => byNumber.get(number),
    named: name =>
      (/^\d+$/.test(name) ? byNumber.get(Number(name)) : undefined) ?? byId.get(name) ?? byAddress(name),
    folders,
    folder: name => folders.find(one => one.name === name),
  }
}

/** A number for each name: 31 bits of its digest, the next free one where two names meet. */
function numbered(names: readonly string[]): Map<string, number> {
  const taken = new Set<number>()
  const numbers = new Map<string, number>()
  for (const name of names) {
    let number = Number.parseInt(digest(name).slice(0, 8), 16) & 0x7fffffff || 1
    while (taken.has(number)) number = (number % 0x7fffffff) + 1
    taken.add(number)
    numbers.set(name, number)
  }
  return numbers
}
