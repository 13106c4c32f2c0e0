// From the elements of a channel or an Atom feed to a Feed, entries included.
import type { Entry, Feed, FeedKind } from '../../model/entry.ts'
import { contentOf } from '../xml/content.ts'
import { child, inherited, type XmlElement } from '../xml/element.ts'
import type { XmlDocument } from '../xml/scan.ts'
import { absolute, baseOf } from './address.ts'
import { type DateHabits, readDate } from './date.ts'
import { type Draft, newDraft, type Rules, valueOfRole } from './draft.ts'
import { draftOf, entryOf, type Surroundings } from './entry.ts'
import { addExtra } from './extra.ts'
import { distinct } from './identity.ts'
import { withAddresses } from './person.ts'
import { plainSummary } from './plain.ts'
import { readRhythm } from './rhythm.ts'
import { everything, type SaidObject } from './whole.ts'

export interface FeedRules {
  readonly head: Rules
  readonly entry: Rules
  /** What the item's own attributes say. */
  readonly item?: (draft: Draft, item: XmlElement) => void
  /** And the list's. */
  readonly list?: (draft: Draft, list: XmlElement) => void
}

/** What is known of a document, and wanted of it. */
export interface ReadHint {
  /** Where it was fetched. */
  readonly url?: string
  /** `extra` shall have every element, not only those without a place in the model. */
  readonly whole?: boolean
  /** The Content-Language header, for a feed that names no language. */
  readonly contentLanguage?: string
}

/** More entries than any feed has; the rest is left and said. */
const MOST_ENTRIES = 100_000

/** Makes the feed of a scanned document. */
export function feedOf(
  kind: FeedKind,
  version: string,
  { list, root, top, items, cut, hasBase, repairs: broken }: XmlDocument,
  rules: FeedRules,
  { url, whole = false, contentLanguage }: ReadHint,
): Feed {
  const head = list ?? root ?? top
  const draft = headDraft(head, root, rules.head)
  rules.list?.(draft, head)
  const repairs = new Set(broken)
  const language = valueOfRole(draft, 'language') ?? (inherited(head, 'xml:lang') || contentLanguage)
  const headBase = hasBase ? (baseOf(head, url) ?? url) : url
  const place = placeOf(draft, headBase)
  const around: Surroundings = {
    base: url ?? place.self ?? place.home,
    hasBase,
    habits: { chinese: /^(?:zh|cn)\b/i.test(language ?? '') },
    whole,
  }
  if (items.length > MOST_ENTRIES) repairs.add('too many entries: the rest was not read')
  const entries = readEntries(items.slice(0, MOST_ENTRIES), rules, around)
  return {
    kind,
    version,
    title: valueOfRole(draft, 'title') ?? '',
    description: plainSummary(valueOfRole(draft, 'description') ?? ''),
    ...place,
    hubs: draft.hubs,
    ...(language !== undefined && language.trim() !== '' && { language: language.trim() }),
    authors: withAddresses(draft.authors, headBase ?? around.base),
    tags: draft.tags,
    ...more(draft, headBase ?? around.base, around.habits),
    rhythm: readRhythm(head),
    entries: distinct(entries, repairs),
    repairs: [...repairs].slice(0, 20),
    cut,
    extra: whole ? everythingOf(head, root, around.base) : Object.fromEntries(draft.extra),
  }
}

const LISTS: ReadonlySet<string> = new Set(['item', 'entry', 'items', 'channel', 'feed', 'rss', 'rdf:rdf'])

/** RDF has the channel's picture and search field beside it. */
function everythingOf(head: XmlElement, root: XmlElement | undefined, base: string | undefined): SaidObject {
  const parts = head.children.filter(one => LISTS.has(one.name))
  const own = everything(head, base, new Set(parts))
  if (!root || root === head) return own
  const beside = root.children.filter(one => one.name !== 'image' && one.name !== 'textinput')
  const found = everything(root, base, new Set(beside))
  return {
    ...found,
    ...own,
    ...(found.image && { image: found.image }),
    ...(found.textinput && { textinput: found.textinput }),
  }
}

const RHYTHM = new Set([
  'ttl',
  'skiphours',
  'skipdays',
  'sy:updateperiod',
  'sy:updatefrequency',
  'sy:updatebase',
])

/** RDF keeps the picture beside the channel, not in it; some keep everything there. */
function headDraft(head: XmlElement, root: XmlElement | undefined, rules: Rules): Draft {
  const draft = newDraft()
  for (const element of head.children) readInto(draft, element, rules)
  if (root && root !== head) {
    const beside = child(root, 'image')
    if (beside) readInto(draft, beside, rules)
  }
  return draft
}

function readInto(draft: Draft, element: XmlElement, rules: Rules): void {
  const rule = rules.get(element.name)
  if (rule) rule(draft, element)
  else if (
    !RHYTHM.has(element.name) &&
    element.name !== 'item' &&
    element.name !== 'entry' &&
    element.name !== 'items'
  )
    addExtra(draft, element)
}

function placeOf(
  draft: Draft,
  base: string | undefined,
): Pick<Feed, 'home' | 'self' | 'next' | 'prevArchive'> {
  const self = address(draft.best.self?.value, base)
  const from = base ?? self
  const home = address(draft.best.link?.value, from)
  const next = address(draft.best.next?.value, from)
  const prevArchive = address(draft.best.prevArchive?.value, from)
  return {
    ...(home !== undefined && { home }),
    ...(self !== undefined && { self }),
    ...(next !== undefined && { next }),
    ...(prevArchive !== undefined && { prevArchive }),
  }
}

const address = (written: string | undefined, base: string | undefined): string | undefined =>
  written === undefined ? undefined : absolute(written, base)

type More = 'image' | 'icon' | 'copyright' | 'generator' | 'published' | 'updated'

function more(draft: Draft, base: string | undefined, habits: DateHabits): Pick<Feed, More> {
  const found = {
    image: address(valueOfRole(draft, 'image'), base),
    icon: address(valueOfRole(draft, 'icon'), base),
    copyright: valueOfRole(draft, 'copyright'),
    generator: valueOfRole(draft, 'generator'),
    published: readDate(valueOfRole(draft, 'published') ?? '', habits),
    updated: readDate(valueOfRole(draft, 'updated') ?? '', habits),
  }
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined)) as Pick<
    Feed,
    More
  >
}

function readEntries(items: readonly XmlElement[], rules: FeedRules, around: Surroundings): Entry[] {
  const entries: Entry[] = []
  for (const item of items) {
    const draft = draftOf(item, rules.entry)
    rules.item?.(draft, item)
    const entry = entryOf(item, draft, around)
    if (entry) entries.push(entry)
  }
  return entries
}

/** The picture of a channel: `image` with a `url` in it, or with an address as its text. */
export function imageAddress(element: XmlElement): string {
  const url = child(element, 'url') ?? child(element, 'link')
  if (url) return contentOf(url).trim()
  const own =
    element.attributes.get('href') ?? element.attributes.get('url') ?? element.attributes.get('rdf:resource')
  return own?.trim() ?? (element.children.length === 0 ? contentOf(element).trim() : '')
}
