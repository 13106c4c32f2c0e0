// What every page of a site needs to know, gathered once for a build or once for a request.
import type { Article } from '../model/article.ts'
import type { Axis, AxisValue, Store } from '../model/catalogue.ts'
import { healthIn, type Trouble } from '../model/health.ts'
import type { SourceFacts } from '../model/source.ts'
import type { Instant } from '../model/time.ts'
import { hostName } from '../model/url.ts'
import { type AddressBook, addressBook } from './book.ts'
import { type Dates, dates } from './dates.ts'
import { type Gathering, type GatherRules, gatheredValues, gatheringIn } from './gathering.ts'
import { shownName } from './names.ts'
import { postHtml } from './posts.ts'
import type { Site, SiteConfig } from './site.ts'
import { type Texts, textsOf } from './texts.ts'
import { absolute, href, type List } from './urls.ts'

export interface Known {
  readonly site: Site
  readonly config: SiteConfig
  readonly texts: Texts
  /** When the page is asked for; absent in a build, whose pages are read at any time after. */
  readonly now?: Instant
  readonly dates: Dates
  readonly book: AddressBook
  readonly sources: ReadonlyMap<string, SourceFacts>
  /** What is wrong, of single sources and of all. */
  readonly troubles: readonly Trouble[]
  /** What lists have yet to take in, where they take in several together. */
  readonly gathering?: Gathering
  /** An article's cleaned HTML; undefined when its file is missing or damaged. */
  html(article: Article): Promise<string | undefined>
  /** All values of an axis that have a list; asked for once. */
  values(axis: Axis): Promise<readonly AxisValue[]>
  /** An address as a link in a page. */
  href(address: string): string
  /** An address as others need it. */
  absolute(address: string): string
  /** Where an article is shown, as a link in a page. */
  to(article: Article): string
  /** What a source is called. */
  sourceTitle(id: string): string
  /** What an article is called, where it has no title too. */
  titleOf(article: Pick<Article, 'title' | 'source'>): string
  /** What a list is called. */
  titleOfList(list: List): string
}

const zones = new WeakMap<SiteConfig, Dates>()

/** What the catalogue alone says, of one state of it. */
interface Remembered extends Said {
  readonly version: string
  /** By the numbers that lists gather by. */
  readonly gatherings: Map<string, Promise<Gathering | undefined>>
}

const remembered = new WeakMap<Store, Remembered>()

/** Asked for again when the catalogue is another than it was. */
async function rememberedOf(store: Store): Promise<Remembered> {
  const version = await store.version()
  const before = remembered.get(store)
  if (before?.version === version) return before
  const [facts, { standing }] = await Promise.all([store.sources(), healthIn(store)])
  const found: Remembered = { version, facts, troubles: standing, gatherings: new Map() }
  remembered.set(store, found)
  return found
}

function gatheringOf(
  { gatherings }: Remembered,
  store: Store,
  rules: GatherRules,
): Promise<Gathering | undefined> {
  const key = `${rules.gather} ${rules.gatherFrom}`
  const found = gatherings.get(key) ?? gatheringIn(store, rules)
  gatherings.set(key, found)
  // What could not be asked is asked again.
  found.catch(() => gatherings.delete(key))
  return found
}

/** Reads what pages need and no article says by itself. */
export async function know(site: Site): Promise<Known> {
  const { store, config } = site
  const [book, of] = await Promise.all([addressBook(store), rememberedOf(store)])
  return knowing(site, book, of, await gatheringOf(of, store, config))
}

/** What sources say of themselves, and what is wrong with them. */
export interface Said {
  readonly facts: readonly SourceFacts[]
  readonly troubles: readonly Trouble[]
}

/** The same, for one who knows already where articles are and what is said of sources. */
export function knowing(
  site: Site,
  book: AddressBook,
  { facts, troubles }: Said,
  gathering?: Gathering,
): Known {
  const { config, store, archive } = site
  const texts = textsOf(config.language)
  const sources = new Map(facts.map(source => [source.id, source]))
  const when = zones.get(config) ?? dates(config.timezone, texts)
  zones.set(config, when)
  const asked = new Map<Axis, Promise<readonly AxisValue[]>>()
  const sourceTitle = (id: string): string => nameOfSource(id, sources.get(id))
  return {
    site,
    config,
    texts,
    dates: when,
    book,
    sources,
    troubles,
    ...(gathering && { gathering }),
    html: ({ path }) => postHtml(archive, path),
    values(axis) {
      const values = asked.get(axis) ?? store.values(axis).then(all => gatheredValues(gathering, axis, all))
      asked.set(axis, values)
      return values
    },
    href: address => href(config, address),
    absolute: address => absolute(config, address),
    to: article => href(config, book.addressOf(article)),
    sourceTitle,
    titleOf: ({ title, source }) => title || texts.untitled(sourceTitle(source)),
    titleOfList(list) {
      if (list.axis === 'all') return config.title
      if (list.axis === 'day') return texts.day(calendarDay(list.value))
      return texts.listOf[list.axis](list.axis === 'source' ? sourceTitle(list.value) : shownName(list.value))
    },
  }
}

const nameOfSource = (id: string, facts: SourceFacts | undefined): string =>
  facts?.title || (facts?.home ? hostName(facts.home) : '') || id

/** The same, but what was read of an article is kept: for documents that are made together. */
export function remembering(known: Known): Known {
  const read = new Map<string, Promise<string | undefined>>()
  return {
    ...known,
    html(article) {
      const found = read.get(article.path) ?? known.html(article)
      read.set(article.path, found)
      return found
    },
  }
}

/** A UTC day, `2021-04-14`, taken apart. */
export function calendarDay(day: string): { year: number; month: number; day: number; weekday: number } {
  const at = new Date(day)
  return {
    year: at.getUTCFullYear(),
    month: at.getUTCMonth() + 1,
    day: at.getUTCDate(),
    weekday: at.getUTCDay(),
  }
}
