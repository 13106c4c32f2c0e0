// Pictures, sounds and films: RSS enclosures, Media RSS, and what podcasts add.
import type { Enclosure } from '../../model/entry.ts'
import { escapeHtml } from '../../model/text.ts'
import { contentOf } from '../xml/content.ts'
import { child, type XmlElement } from '../xml/element.ts'
import {
  addEnclosure,
  addTag,
  claim,
  type Draft,
  line,
  type Rule,
  type Rules,
  raw,
  tagList,
} from './draft.ts'
import { addExtra } from './extra.ts'
import { plainLine } from './plain.ts'

const numberOf = (text: string | undefined): number | undefined => {
  const number =
    text === undefined || text.trim() === '' ? Number.NaN : Number(text.trim().replace(/px$/, ''))
  return Number.isFinite(number) && number >= 0 ? number : undefined
}

/** Seconds of `3723`, `62:03` or `1:02:03`. */
export function readDuration(text: string | undefined): number | undefined {
  const parts = text?.trim().split(':') ?? []
  if (parts.length > 3 || parts.some(part => !/^\d{1,9}(?:\.\d+)?$/.test(part))) return undefined
  return parts.length === 0 ? undefined : parts.reduce((sum, part) => sum * 60 + Number(part), 0)
}

/** An object without its undefined members. */
const present = <T extends object>(object: { readonly [K in keyof T]: T[K] | undefined }): T =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T

const text = (element: XmlElement, name: string): string | undefined => {
  const value = element.attributes.get(name)?.trim()
  return value === '' ? undefined : value
}

/** RSS `enclosure` and Atom's `rel="enclosure"`. */
function enclosureOf(element: XmlElement): Enclosure {
  return present<Enclosure>({
    url: text(element, 'url') ?? text(element, 'href') ?? '',
    type: text(element, 'type'),
    length: numberOf(text(element, 'length')),
    title: text(element, 'title'),
  })
}

export const enclosure: Rule = (draft, element) => addEnclosure(draft, enclosureOf(element), element)

const mediaContent: Rule = (draft, element) => {
  const inner = (name: string): XmlElement | undefined => child(element, name)
  const title = inner('media:title')
  const thumbnail = inner('media:thumbnail')
  addEnclosure(
    draft,
    present<Enclosure>({
      url: text(element, 'url') ?? inner('media:player')?.attributes.get('url')?.trim() ?? '',
      type: text(element, 'type'),
      length: numberOf(text(element, 'filesize')),
      duration: readDuration(text(element, 'duration')),
      title: title ? plainLine(contentOf(title)) || undefined : undefined,
      width: numberOf(text(element, 'width')),
      height: numberOf(text(element, 'height')),
      medium: text(element, 'medium'),
      thumbnail: thumbnail?.attributes.get('url')?.trim() || undefined,
    }),
    element,
  )
  if (isImage(element)) claim(draft, 'image', 2 - nearness(element), text(element, 'url') ?? '', element)
  inside(draft, element)
}

const isImage = (element: XmlElement): boolean =>
  element.attributes.get('medium') === 'image' || /^image\//.test(element.attributes.get('type') ?? '')

/** Of several pictures of one kind the widest is taken. */
const nearness = (element: XmlElement): number =>
  Math.min(numberOf(text(element, 'width')) ?? 0, 99_999) / 100_000

const inside: Rule = (draft, element) => {
  for (const one of element.children) (MEDIA.get(one.name) ?? addExtra)(draft, one)
}

const thumbnail: Rule = (draft, element) =>
  claim(draft, 'image', 3 - nearness(element), text(element, 'url') ?? contentOf(element), element)

/** Plain unless it says otherwise (Media RSS 1.5). */
const mediaDescription: Rule = (draft, element) => {
  const content = contentOf(element)
  const html = element.attributes.get('type') === 'html' || /<[a-z][^<>]*>/i.test(content)
  claim(draft, 'description', 6, html ? content : escapeHtml(content).replace(/\n/g, '<br>\n'), element)
}

const MEDIA: Rules = new Map<string, Rule>([
  ['media:content', mediaContent],
  ['media:group', inside],
  ['media:thumbnail', thumbnail],
  ['media:title', line('title', 4)],
  ['media:description', mediaDescription],
  ['media:keywords', tagList],
  [
    'media:category',
    (draft, element) => addTag(draft, element.attributes.get('label') ?? plainLine(contentOf(element))),
  ],
])

const role =
  (medium: string): Rule =>
  (draft, element) => {
    const language = text(element, 'language')
    addEnclosure(
      draft,
      { ...enclosureOf(element), medium, ...(language !== undefined && { language }) },
      element,
    )
  }

/** A picture's address: an attribute to podcasts, to some who copied them a text. */
export const picture =
  (rank: number): Rule =>
  (draft, element) =>
    claim(
      draft,
      'image',
      rank,
      text(element, 'href') ?? text(element, 'url') ?? contentOf(element).trim(),
      element,
    )

const alternateEnclosure: Rule = (draft, element) => {
  for (const one of element.children) {
    if (one.name !== 'podcast:source') continue
    const { url: _, ...rest } = enclosureOf(element)
    addEnclosure(draft, { url: one.attributes.get('uri')?.trim() ?? '', ...rest }, one)
  }
}

/** Rules for an item's elements, by name. */
export const mediaRules: Rules = new Map<string, Rule>([
  ...MEDIA,
  ['enclosure', enclosure],
  ['podcast:chapters', role('chapters')],
  ['podcast:transcript', role('transcript')],
  ['podcast:alternateenclosure', alternateEnclosure],
  ['itunes:image', picture(1)],
  ['googleplay:image', picture(2)],
  ['itunes:duration', raw('duration')],
  ['itunes:title', line('title', 2)],
  ['itunes:summary', raw('description', 4)],
  ['itunes:subtitle', raw('summary', 3)],
  ['itunes:keywords', tagList],
  ['googleplay:description', raw('description', 5)],
  ['thumb', thumbnail],
  ['thumbnail', thumbnail],
])

/** `itunes:duration` is that of the sound the entry carries. */
export function withDuration(draft: Draft, enclosures: readonly Enclosure[]): readonly Enclosure[] {
  const duration = readDuration(draft.best.duration?.value)
  const at = enclosures.findIndex(one => !one.medium || one.medium === 'audio' || one.medium === 'video')
  const first = enclosures[at]
  if (duration === undefined || !first || first.duration !== undefined) return enclosures
  return enclosures.with(at, { ...first, duration })
}
