// Item ids and stream names of the Google Reader API, in every spelling that clients use.
import type { MarkKind } from '../../model/mark.ts'
import type { SourceId } from '../../model/source.ts'
import type { Subscriptions } from '../subscriptions.ts'

const LONG = 'tag:google.com,2005:reader/item/'

/** The long form: the number as 16 hexadecimal digits. Clients that read these as signed integers meet none below zero. */
export const longId = (number: number): string => LONG + number.toString(16).padStart(16, '0')

/**
 * The number in an id: long, 16 hexadecimal digits alone, or decimal. Undefined for what cannot be one: numbers are
 * positive and below 2^53, so their 16 hexadecimal digits begin with a zero, and no decimal does.
 */
export function itemNumber(id: string): number | undefined {
  const text = id.trim()
  const hex = text.startsWith(LONG)
    ? text.slice(LONG.length)
    : /^0[0-9a-f]{15}$/i.test(text)
      ? text
      : undefined
  const number =
    hex === undefined
      ? /^\d{1,16}$/.test(text)
        ? Number(text)
        : Number.NaN
      : /^[0-9a-f]{1,16}$/i.test(hex)
        ? Number.parseInt(hex, 16)
        : Number.NaN
  return Number.isSafeInteger(number) && number > 0 ? number : undefined
}

export const STATE = 'user/-/state/com.google/'
export const LABEL = 'user/-/label/'

/** What a stream or a tag is of. */
export type Stream =
  | { readonly kind: 'all' }
  | { readonly kind: 'state'; readonly mark: 'read' | 'starred' }
  /** Not read. */
  | { readonly kind: 'unread' }
  /** A folder of sources, or the reader's own label, or both. */
  | { readonly kind: 'label'; readonly name: string }
  | { readonly kind: 'feed'; readonly name: string }

const STATES: Readonly<Record<string, Stream>> = {
  'reading-list': { kind: 'all' },
  read: { kind: 'state', mark: 'read' },
  starred: { kind: 'state', mark: 'starred' },
  'kept-unread': { kind: 'unread' },
  'tracking-kept-unread': { kind: 'unread' },
  unread: { kind: 'unread' },
}

/** `user/-/state/com.google/read`, `user/7/label/x`, `feed/1`, `feed/feed/1`, `feed/https://…`; undefined for others. */
export function streamNamed(name: string): Stream | undefined {
  const state = /^user\/[^/]+\/state\/com\.google\/([a-z-]+)$/.exec(name)
  if (state) return STATES[state[1]!]
  const label = /^user\/[^/]+\/label\/(.{1,200})$/su.exec(name)
  if (label) return { kind: 'label', name: label[1]! }
  const feed = /^(?:feed\/){1,2}(.+)$/s.exec(name)
  return feed ? { kind: 'feed', name: feed[1]! } : undefined
}

/** What a stream asks of the catalogue: marks to have, marks not to have, sources. */
export interface Selection {
  readonly with: readonly MarkKind[]
  readonly without: readonly MarkKind[]
  readonly sources?: readonly SourceId[]
}

/** Undefined when it is of nothing that is here: a feed nobody has. A label without a folder is the reader's own. */
export function selectionOf(stream: Stream, { named, folder }: Subscriptions): Selection | undefined {
  switch (stream.kind) {
    case 'all':
      return { with: [], without: [] }
    case 'state':
      return { with: [stream.mark], without: [] }
    case 'unread':
      return { with: [], without: ['read'] }
    case 'label': {
      const members = folder(stream.name)?.members
      return members
        ? { with: [], without: [], sources: members.map(({ id }) => id) }
        : { with: [`label:${stream.name}`], without: [] }
    }
    case 'feed': {
      const found = named(stream.name)
      return found && { with: [], without: [], sources: [found.id] }
    }
  }
}

/** A moment in seconds, milliseconds or microseconds, whichever it must be; undefined for none. */
export function moment(text: string): number | undefined {
  if (!/^\d{1,19}$/.test(text)) return undefined
  const value = Number(text)
  if (value === 0) return undefined
  return value >= 1e17 ? value / 1e6 : value >= 1e14 ? value / 1e3 : value >= 1e11 ? value : value * 1000
}
