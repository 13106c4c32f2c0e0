// Names for new users: one spelling each, and nothing in them that cannot be seen.
import { isReaderName } from './mark.ts'

/** A name as it is kept, or in words why there can be none such. */
export type NameGiven =
  | { readonly kind: 'good'; readonly name: string }
  | { readonly kind: 'bad'; readonly why: string }

/** Longer ones are never normalised: NFKC can make eighteen characters of one. */
const LONGEST = 60

/** Full-width letters, ligatures and the like as plain ones (NFKC), which is how names are kept and looked for. */
export const plainName = (given: string): string => (given.length > LONGEST ? given : given.normalize('NFKC'))

/** What takes no room and shows nothing: joiners, fillers, variation selectors. */
const UNSEEN = /\p{Default_Ignorable_Code_Point}/u
const OTHER = /[^\p{L}\p{N}\p{M}._@-]/u
/** More marks on one letter than any language writes. */
const HEAPED = /\p{M}{5}/u

/** The name that somebody new gets. */
export function newName(given: string): NameGiven {
  const name = plainName(given)
  const bad = (why: string): NameGiven => ({ kind: 'bad', why })
  const unseen = UNSEEN.exec(given)?.[0] ?? UNSEEN.exec(name)?.[0]
  if (unseen !== undefined) return bad(`${codePoint(unseen)} in it cannot be seen`)
  const other = OTHER.exec(name)?.[0]
  if (other !== undefined)
    return bad(`${codePoint(other)} in it is neither letter nor digit nor one of . _ @ -`)
  if (HEAPED.test(name)) return bad('it heaps marks upon one letter')
  if (!isReaderName(name))
    return bad('expected 1 to 60 letters and digits of any script, . _ @ and -, the first a letter or digit')
  return { kind: 'good', name }
}

const codePoint = (character: string): string =>
  `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`

/** True for names that differ at most in case and width: they would share a file on some disks. */
export const isSameName = (a: string, b: string): boolean =>
  plainName(a).toLowerCase() === plainName(b).toLowerCase()
