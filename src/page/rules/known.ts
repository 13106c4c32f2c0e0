// What a site's rule or data says of a page, put before what is found without them.
import { bylineIn, joinNames, personName } from '../bylines.ts'
import { dateIn } from '../dates.ts'
import type { FoundLead } from '../lead.ts'
import type { Metadata } from '../metadata.ts'
import type { Site, StateArticle } from '../sites/site.ts'
import { measure } from '../stats.ts'
import { type Node, textOf } from '../tree.ts'
import { applyRule, bodyFrom, type Ruled } from './apply.ts'

export interface KnownBody {
  readonly body: Node
  /** 0 to 1. */
  readonly confidence: number
  readonly dated?: string
}

export interface Known {
  /** Title and author as the site has them; a date where the page itself declares none. */
  meta(found: Metadata, zone: string): Metadata
  /** With the caption that stands apart from the picture. */
  lead(found: FoundLead | undefined): FoundLead | undefined
  /** The body, taken out of the page; undefined when neither rule nor data has one. */
  body(): KnownBody | undefined
  /** False when the body is to be taken as it is. */
  readonly prune: boolean
}

/** How sure a body is that somebody who knows the site has pointed out. */
const KNOWN_CONFIDENCE = 0.95

const NOTHING: Known = { meta: found => found, lead: found => found, body: () => undefined, prune: true }
/** Letters; with less a rule has found the frame and not the text. */
const LEAST = 60

/** Applies what is known of a site to the whole tree of a page, before anything else is taken from it. */
export function knownOf(root: Node, site: Site | undefined, base: string | undefined): Known {
  if (!site) return NOTHING
  const state = site.state?.(root)
  const ruled = site.rule && applyRule(root, site.rule, base)
  return {
    meta: (found, zone) => withKnown(found, state, ruled, zone),
    lead: found => {
      if (state?.lead) return state.lead
      const caption = ruled?.caption
      return found?.caption === '' && caption !== undefined ? { ...found, caption } : found
    },
    body() {
      const body = bodyBy(state, ruled)
      if (body) return { body, confidence: KNOWN_CONFIDENCE }
      return site.rule?.autodetect === false ? { body: bodyFrom([]), confidence: 0 } : undefined
    },
    prune: ruled?.prune ?? true,
  }
}

function bodyBy(state: StateArticle | undefined, ruled: Ruled | undefined): Node | undefined {
  const isText = (body: Node): boolean => measure(textOf(body)).letters >= LEAST
  if (state && isText(state.body)) return state.body
  const body = ruled?.body && bodyFrom(ruled.body)
  return body && isText(body) ? body : undefined
}

function withKnown(
  found: Metadata,
  state: StateArticle | undefined,
  ruled: Ruled | undefined,
  zone: string,
): Metadata {
  const title = state?.title ?? ruled?.title
  const author = authorOf(state?.author ?? ruled?.author)
  const published = found.published ?? dateIn(state?.published ?? ruled?.date ?? '', zone)
  return {
    ...found,
    ...(title && { title }),
    ...(author !== '' && { author }),
    ...(published !== undefined && { published }),
    ...(ruled?.lead !== undefined && { image: ruled.lead }),
  }
}

function authorOf(given: string | undefined): string {
  if (given === undefined) return ''
  return bylineIn(given) || joinNames(given.split(/[,、]/).map(personName))
}

/** A page's source with a rule's replacements done. */
export const replaced = (html: string, site: Site | undefined): string =>
  (site?.rule?.replace ?? []).reduce((text, { find, by }) => text.replaceAll(find, by), html)
