// An entry (or a feed's head) while its elements are read: for each role the best claim so far.
import type { Enclosure, Person } from '../../model/entry.ts'
import { contentOf } from '../xml/content.ts'
import type { XmlElement } from '../xml/element.ts'
import { plainLine } from './plain.ts'

export type Role =
  | 'id'
  | 'link'
  | 'permalink'
  | 'external'
  | 'title'
  | 'content'
  | 'description'
  | 'summary'
  | 'published'
  | 'updated'
  | 'image'
  | 'icon'
  | 'comments'
  | 'language'
  | 'copyright'
  | 'generator'
  | 'duration'
  | 'self'
  | 'next'
  | 'prevArchive'

export interface Claim {
  /** The lower, the better founded. */
  readonly rank: number
  readonly value: string
  readonly element: XmlElement
  /** The value as plain text, where it was that. */
  readonly text?: string
}

export interface Draft {
  readonly best: Partial<Record<Role, Claim>>
  /** Dates that another was better founded than, for when that cannot be read. */
  readonly spare: { readonly role: Role; readonly claim: Claim }[]
  readonly authors: Person[]
  readonly tags: string[]
  /** Addresses as written, with the element they stand in. */
  readonly enclosures: { readonly enclosure: Enclosure; readonly element: XmlElement }[]
  readonly hubs: string[]
  readonly extra: Map<string, unknown>
  origin: { title?: string; url?: string } | undefined
}

/** Reads one element into a draft. */
export type Rule = (draft: Draft, element: XmlElement) => void
export type Rules = ReadonlyMap<string, Rule>

export const newDraft = (): Draft => ({
  best: {},
  spare: [],
  authors: [],
  tags: [],
  enclosures: [],
  hubs: [],
  extra: new Map(),
  origin: undefined,
})

/** Keeps a claim if there is none as well founded; an empty one is none. */
export function claim(
  draft: Draft,
  role: Role,
  rank: number,
  value: string,
  element: XmlElement,
  text?: string,
): void {
  if (value === '') return
  const known = draft.best[role]
  if (known === undefined || rank < known.rank)
    draft.best[role] = { rank, value, element, ...(text !== undefined && { text }) }
}

const MOST_SPARE = 10

/** A date: of several the best founded that can be read counts. */
export const moment =
  (role: Role, rank = 0): Rule =>
  (draft, element) => {
    const value = contentOf(element)
    const known = draft.best[role]
    if (known !== undefined && draft.spare.length < MOST_SPARE)
      draft.spare.push({ role, claim: rank < known.rank ? known : { rank, value, element } })
    claim(draft, role, rank, value, element)
  }

/** A role's claims, the best founded first. */
export const claimsOf = ({ best, spare }: Draft, role: Role): readonly Claim[] =>
  best[role] === undefined
    ? []
    : [
        best[role],
        ...spare
          .filter(one => one.role === role)
          .map(one => one.claim)
          .sort((a, b) => a.rank - b.rank),
      ]

export const valueOfRole = (draft: Draft, role: Role): string | undefined => draft.best[role]?.value

/** The element's content, as it is. */
export const raw =
  (role: Role, rank = 0): Rule =>
  (draft, element) =>
    claim(draft, role, rank, contentOf(element), element)

/** The element's content as a line of plain text. */
export const line =
  (role: Role, rank = 0): Rule =>
  (draft, element) =>
    claim(draft, role, rank, plainLine(contentOf(element)), element)

/** The value of an attribute. */
export const fromAttribute =
  (role: Role, name: string, rank = 0): Rule =>
  (draft, element) =>
    claim(draft, role, rank, element.attributes.get(name)?.trim() ?? '', element)

/** Feeds list hundreds of tags by mistake; these many are kept, of each entry. */
const MOST_TAGS = 200
const MOST_AUTHORS = 50
const MOST_ENCLOSURES = 200

export function addTag(draft: Draft, tag: string): void {
  if (tag !== '' && draft.tags.length < MOST_TAGS && !draft.tags.includes(tag)) draft.tags.push(tag)
}

/** Each content a tag. */
export const tag: Rule = (draft, element) => addTag(draft, plainLine(contentOf(element)))

/** Tags with commas between them. */
export const tagList: Rule = (draft, element) => {
  for (const one of plainLine(contentOf(element)).split(/[,，、;]/)) addTag(draft, one.trim())
}

export function addAuthor(draft: Draft, person: Person): void {
  const known = draft.authors.some(one =>
    person.name !== undefined
      ? one.name === person.name
      : one.email === person.email && one.url === person.url,
  )
  const empty = person.name === undefined && person.email === undefined && person.url === undefined
  if (!known && !empty && draft.authors.length < MOST_AUTHORS) draft.authors.push(person)
}

/** Adds an enclosure, or what is new of one whose address is there already. */
export function addEnclosure(draft: Draft, enclosure: Enclosure, element: XmlElement): void {
  if (enclosure.url === '') return
  const at = draft.enclosures.findIndex(one => one.enclosure.url === enclosure.url)
  const known = draft.enclosures[at]
  if (known) draft.enclosures[at] = { ...known, enclosure: { ...enclosure, ...known.enclosure } }
  else if (draft.enclosures.length < MOST_ENCLOSURES) draft.enclosures.push({ enclosure, element })
}
