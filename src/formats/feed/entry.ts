// From a draft to an Entry: identity, addresses, dates, text; one bad field never spoils the rest.
import type { Enclosure, Entry } from '../../model/entry.ts'
import { inherited, type XmlElement } from '../xml/element.ts'
import { absolute, baseOf } from './address.ts'
import { type DateHabits, readDate } from './date.ts'
import { type Claim, claimsOf, type Draft, newDraft, type Role, type Rules, valueOfRole } from './draft.ts'
import { addExtra } from './extra.ts'
import { hashOf } from './identity.ts'
import { withDuration } from './media.ts'
import { withAddresses } from './person.ts'
import { plainSummary } from './plain.ts'
import { everything } from './whole.ts'

/** What an entry inherits from its feed. */
export interface Surroundings {
  /** The feed's address (or its site's): relative addresses are relative to it. */
  readonly base: string | undefined
  /** False when the document has no xml:base, which spares looking for it. */
  readonly hasBase: boolean
  readonly habits: DateHabits
  /** The entry's `extra` shall have every element but its text. */
  readonly whole: boolean
}

/** Reads an item's elements by the rules for their names; the others are kept as extra. */
export function draftOf(item: XmlElement, rules: Rules): Draft {
  const draft = newDraft()
  for (const element of item.children) {
    const rule = rules.get(element.name)
    if (rule) rule(draft, element)
    else addExtra(draft, element)
  }
  return draft
}

/** The entry that a draft describes; undefined for an item with nothing in it. */
export function entryOf(item: XmlElement, draft: Draft, around: Surroundings): Entry | undefined {
  const address = (claim: Claim | undefined, base = around.base): string | undefined =>
    claim && absolute(claim.value, around.hasBase ? baseOf(claim.element, base) : base)
  const link = address(draft.best.link) ?? address(draft.best.permalink)
  const inItem = link ?? around.base
  const text = textOf(draft)
  const title = valueOfRole(draft, 'title') ?? ''
  if (title === '' && text.html === undefined && link === undefined && draft.enclosures.length === 0)
    return undefined
  const external = address(draft.best.external, inItem)
  const comments = address(draft.best.comments, inItem)
  const enclosures = withDuration(draft, enclosuresOf(draft, inItem, around.hasBase))
  const image = address(draft.best.image, inItem) ?? enclosures.find(isPicture)?.url
  return {
    ...identity(draft, link, title, text.html),
    ...(link !== undefined && { url: link }),
    ...(external !== undefined && { externalUrl: external }),
    title,
    ...text,
    ...(around.hasBase && baseOfText(draft, link, around.base)),
    ...(image !== undefined && { image }),
    ...dates(draft, around.habits),
    authors: withAddresses(draft.authors, around.hasBase ? baseOf(item, around.base) : around.base),
    tags: draft.tags,
    ...languageOf(item, draft),
    enclosures,
    ...(comments !== undefined && { comments }),
    ...(draft.origin && { origin: draft.origin }),
    extra: around.whole
      ? everything(item, inItem, new Set(fullest(draft)?.element && [fullest(draft)!.element]))
      : Object.fromEntries(draft.extra),
  }
}

const isPicture = (enclosure: Enclosure): boolean =>
  enclosure.medium === 'image' || (enclosure.type ?? '').startsWith('image/')

function identity(
  draft: Draft,
  link: string | undefined,
  title: string,
  html: string | undefined,
): Pick<Entry, 'id' | 'idFrom'> {
  const own = valueOfRole(draft, 'id')
  if (own !== undefined) return { id: own, idFrom: 'id' }
  const address = link ?? valueOfRole(draft, 'link')
  if (address !== undefined) return { id: address, idFrom: 'link' }
  return { id: hashOf(title, valueOfRole(draft, 'published'), html), idFrom: 'hash' }
}

const fullest = ({ best }: Draft): Claim | undefined => best.content ?? best.description ?? best.summary

/** The fullest text is the text; a shorter one beside it is the summary. */
function textOf(draft: Draft): Pick<Entry, 'html' | 'text' | 'summary'> {
  const content = valueOfRole(draft, 'content')
  const description = valueOfRole(draft, 'description')
  const html = fullest(draft)?.value
  const text = fullest(draft)?.text
  const shorter =
    content === undefined ? valueOfRole(draft, 'summary') : (description ?? valueOfRole(draft, 'summary'))
  const summary = shorter === undefined || shorter === html ? '' : plainSummary(shorter)
  return {
    ...(html !== undefined && { html }),
    ...(text !== undefined && { text }),
    ...(summary !== '' && { summary }),
  }
}

/** Where the text's own relative addresses lead, if xml:base says another place than the article's. */
function baseOfText(
  { best }: Draft,
  link: string | undefined,
  base: string | undefined,
): Pick<Entry, 'base'> {
  const claim = best.content ?? best.description ?? best.summary
  const own =
    claim && inherited(claim.element, 'xml:base') !== undefined ? baseOf(claim.element, base) : undefined
  return own === undefined || own === link ? {} : { base: own }
}

function dates(draft: Draft, habits: DateHabits): Pick<Entry, 'published' | 'updated'> {
  const read = (role: Role): number | undefined => {
    for (const { value } of claimsOf(draft, role)) {
      const at = readDate(value, habits)
      if (at !== undefined) return at
    }
    return undefined
  }
  const published = read('published')
  const updated = read('updated')
  return { ...(published !== undefined && { published }), ...(updated !== undefined && { updated }) }
}

function languageOf(item: XmlElement, draft: Draft): Pick<Entry, 'language'> {
  const { content, description, summary, title } = draft.best
  const own = [content, description, summary, title]
    .map(claim => claim?.element.attributes.get('xml:lang'))
    .concat(item.attributes.get('xml:lang'))
    .reduce((known, next) => known ?? next, valueOfRole(draft, 'language'))
  return own === undefined || own.trim() === '' ? {} : { language: own.trim() }
}

function enclosuresOf(draft: Draft, base: string | undefined, hasBase: boolean): readonly Enclosure[] {
  const out: Enclosure[] = []
  for (const { enclosure, element } of draft.enclosures) {
    const from = hasBase ? baseOf(element, base) : base
    const url = absolute(enclosure.url, from)
    const thumbnail = enclosure.thumbnail === undefined ? undefined : absolute(enclosure.thumbnail, from)
    if (url === undefined || out.some(one => one.url === url)) continue
    const { thumbnail: _, ...rest } = enclosure
    out.push({ ...rest, url, ...(thumbnail !== undefined && { thumbnail }) })
  }
  return out
}
