// h-feed (microformats2) and hAtom: a page's own markup as a feed, for outlets that have no other.
import type { Entry, Feed, Person } from '../../model/entry.ts'
import { absolute } from '../feed/address.ts'
import { readDate } from '../feed/date.ts'
import { distinct, hashOf } from '../feed/identity.ts'
import { plainLine, plainSummary } from '../feed/plain.ts'
import { type PageElement, pageTree, within } from './tree.ts'

/** The classes of one property: microformats2's, and hAtom's for the same. */
const NAMES = {
  title: ['p-name', 'entry-title'],
  content: ['e-content', 'entry-content'],
  summary: ['p-summary', 'entry-summary'],
  published: ['dt-published', 'published'],
  updated: ['dt-updated', 'updated'],
  author: ['p-author', 'author'],
  category: ['p-category'],
  url: ['u-url'],
  id: ['u-uid'],
  photo: ['u-photo', 'u-featured'],
  sound: ['u-audio'],
  film: ['u-video'],
} as const satisfies Record<string, readonly string[]>

const isEntry = ({ classes }: PageElement): boolean =>
  classes.includes('h-entry') || classes.includes('hentry')
const isFeed = ({ classes }: PageElement): boolean => classes.includes('h-feed') || classes.includes('hfeed')
/** Another thing inside, whose properties are its own. */
const isItem = ({ classes }: PageElement): boolean =>
  classes.some(name => /^h-[a-z]+/.test(name) || name === 'hentry' || name === 'vcard')

const MOST_ENTRIES = 2000
/** Names, dates and tags are no longer than this, with their markup. */
const LONGEST_LINE = 8192

interface Page {
  readonly text: string
  readonly base: string | undefined
}

/** Reads a page as a feed; undefined when it marks up no entries. `url` is where it was fetched. Never throws. */
export function readHFeed(text: string, url?: string): Feed | undefined {
  if (!/\bh-?(?:entry|feed)\b/.test(text)) return undefined
  const root = pageTree(text)
  const base = baseOf(root, url)
  const page: Page = { text, base }
  const list = first(root, isFeed)
  const found = [...within(list ?? root, one => !isEntry(one))].filter(isEntry).slice(0, MOST_ENTRIES)
  const entries = found.map(one => entryOf(one, page)).filter(entry => entry !== undefined)
  if (entries.length === 0) return undefined
  const repairs = new Set<string>()
  return {
    ...headOf(root, list, page),
    entries: distinct(entries, repairs),
    repairs: [...repairs],
    cut: false,
  }
}

function first(top: PageElement, is: (element: PageElement) => boolean): PageElement | undefined {
  for (const one of within(top)) if (is(one)) return one
  return undefined
}

const baseOf = (root: PageElement, url: string | undefined): string | undefined =>
  absolute(first(root, ({ tag }) => tag === 'base')?.attributes.get('href') ?? '', url) ?? url

function headOf(
  root: PageElement,
  list: PageElement | undefined,
  page: Page,
): Omit<Feed, 'entries' | 'repairs' | 'cut'> {
  const named = list && property(list, NAMES.title)
  const title = named ?? first(root, ({ tag }) => tag === 'title')
  const language = first(root, ({ tag }) => tag === 'html')
    ?.attributes.get('lang')
    ?.trim()
  const author = list && property(list, NAMES.author)
  const person = author && personOf(author, page)
  const next = linked(root, 'next', page)
  return {
    kind: 'hfeed',
    version: list?.classes.includes('h-feed') ? '2' : '',
    title: title ? plainLine(textOf(title, page)) : '',
    description: '',
    ...(page.base !== undefined && { home: page.base }),
    hubs: [...new Set([...withRel(root, 'hub')].flatMap(one => addressOf(one, page) ?? []))].slice(0, 10),
    ...(language && { language }),
    authors: person ? [person] : [],
    tags: [],
    ...(next !== undefined && { next }),
    rhythm: {},
    extra: {},
  }
}

function entryOf(entry: PageElement, page: Page): Entry | undefined {
  const titled = property(entry, NAMES.title)
  const content = property(entry, NAMES.content)
  const url =
    addressIn(entry, NAMES.url, page) ?? linked(entry, 'bookmark', page) ?? headingLink(titled, page)
  const title = titled && titled !== content ? plainLine(textOf(titled, page)) : ''
  const html = content && htmlOf(content, page)
  const short = property(entry, NAMES.summary)
  const summary = short ? plainSummary(htmlOf(short, page)) : ''
  const image = addressIn(entry, NAMES.photo, page)
  const published = dateIn(entry, NAMES.published, page)
  const updated = dateIn(entry, NAMES.updated, page)
  const id = uidOf(entry, page)
  if (title === '' && !html && summary === '') return undefined
  return {
    ...(id !== undefined
      ? { id, idFrom: 'id' as const }
      : url !== undefined
        ? { id: url, idFrom: 'link' as const }
        : { id: hashOf(title, published?.toString(), html), idFrom: 'hash' as const }),
    ...(url !== undefined && { url }),
    title,
    ...(html && { html }),
    ...(html && page.base !== undefined && page.base !== url && { base: page.base }),
    ...(summary !== '' && { summary }),
    ...(image !== undefined && { image }),
    ...(published !== undefined && { published }),
    ...(updated !== undefined && { updated }),
    authors: all(entry, NAMES.author)
      .map(one => personOf(one, page))
      .filter(({ name }) => name !== undefined),
    tags: tagsOf(entry, page),
    ...(entry.attributes.get('lang') && { language: entry.attributes.get('lang')! }),
    enclosures: [...filesIn(entry, NAMES.sound, 'audio', page), ...filesIn(entry, NAMES.film, 'video', page)],
    extra: {},
  }
}

// ── Properties ───────────────────────────────────────────────────────────────────────────────────────────────────

const has = (element: PageElement, names: readonly string[]): boolean =>
  element.classes.some(name => names.includes(name))

/** The elements that are a property of a thing, and not of another thing inside of it. */
const all = (thing: PageElement, names: readonly string[]): PageElement[] =>
  [...within(thing, one => !isItem(one))].filter(one => has(one, names))

const property = (thing: PageElement, names: readonly string[]): PageElement | undefined =>
  all(thing, names)[0]

const htmlOf = ({ from, to }: PageElement, { text }: Page): string => text.slice(from, to).trim()

/** What an element says: an attribute where microformats say so, else its text. */
function textOf(element: PageElement, page: Page): string {
  const { tag, attributes } = element
  const said =
    tag === 'abbr' || tag === 'link'
      ? attributes.get('title')
      : tag === 'data' || tag === 'input'
        ? attributes.get('value')
        : tag === 'img' || tag === 'area'
          ? attributes.get('alt')
          : undefined
  return (
    said ?? plainSummary(page.text.slice(element.from, Math.min(element.to, element.from + LONGEST_LINE)))
  )
}

const ADDRESS: Readonly<Record<string, string>> = {
  a: 'href',
  area: 'href',
  link: 'href',
  img: 'src',
  audio: 'src',
  video: 'src',
  source: 'src',
  iframe: 'src',
  object: 'data',
}

function addressOf(element: PageElement, page: Page): string | undefined {
  const written = element.attributes.get(ADDRESS[element.tag] ?? '') ?? textOf(element, page)
  return absolute(written, page.base)
}

function addressIn(thing: PageElement, names: readonly string[], page: Page): string | undefined {
  const found = property(thing, names)
  return found && addressOf(found, page)
}

/** A u-uid, or what hAtom takes for one: the id of the element, if its page is known. */
function uidOf(entry: PageElement, page: Page): string | undefined {
  const uid = property(entry, NAMES.id)
  return uid ? addressOf(uid, page) || textOf(uid, page) || undefined : undefined
}

function dateIn(thing: PageElement, names: readonly string[], page: Page): number | undefined {
  const found = property(thing, names)
  if (!found) return undefined
  const values = all(found, ['value', 'value-title'])
  const parts = values.length > 0 ? values : [found]
  return readDate(parts.map(one => one.attributes.get('datetime') ?? textOf(one, page)).join(' '))
}

function personOf(element: PageElement, page: Page): Person {
  const named = all(element, ['p-name', 'fn'])[0]
  const photo = all(element, ['u-photo', 'photo'])[0]
  const link = all(element, ['u-url', 'url'])[0] ?? (element.tag === 'a' ? element : undefined)
  const inner = link ?? first(element, ({ tag }) => tag === 'a')
  const name = plainLine(textOf(named ?? element, page))
  const url = inner && addressOf(inner, page)
  const avatar = photo && addressOf(photo, page)
  return { ...(name !== '' && { name }), ...(url && { url }), ...(avatar && { avatar }) }
}

const tagsOf = (entry: PageElement, page: Page): string[] => [
  ...new Set(
    [...all(entry, NAMES.category), ...withRel(entry, 'tag')]
      .map(one => plainLine(textOf(one, page)))
      .filter(tag => tag !== ''),
  ),
]

function* withRel(top: PageElement, rel: string): Generator<PageElement> {
  for (const one of within(top))
    if ((one.attributes.get('rel') ?? '').toLowerCase().split(/\s+/).includes(rel)) yield one
}

function linked(top: PageElement, rel: string, page: Page): string | undefined {
  for (const one of withRel(top, rel)) return addressOf(one, page)
  return undefined
}

/** A heading that is, or is in, a link names the article's page. */
function headingLink(title: PageElement | undefined, page: Page): string | undefined {
  if (!title) return undefined
  const link =
    title.tag === 'a'
      ? title
      : (first(title, ({ tag }) => tag === 'a') ?? (title.parent?.tag === 'a' ? title.parent : undefined))
  return link && addressOf(link, page)
}

const filesIn = (entry: PageElement, names: readonly string[], medium: string, page: Page) =>
  all(entry, names).flatMap(one => {
    const url = addressOf(one, page)
    return url === undefined ? [] : [{ url, medium }]
  })
