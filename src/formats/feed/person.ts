// Who wrote it: a name, an e-mail address, or both in one of the usual mixtures.
import type { Person } from '../../model/entry.ts'
import { contentOf } from '../xml/content.ts'
import { child, type XmlElement } from '../xml/element.ts'
import { absolute } from './address.ts'
import { addAuthor, type Rule } from './draft.ts'
import { plainLine } from './plain.ts'

const EMAIL = /^[^\s@()<>,]+@[^\s@()<>,]+$/

const LONGEST_NAME = 320
const NAME_AND_EMAIL = /^(?:(.*?\S)[\s,;:]+)?([^\s@()<>,]+@[^\s@()<>,]+\.[^\s@()<>,]+)$/
/** RDF wraps a name in elements of its own. */
const OTHER_TAGS = /<\/?[a-z]+:[^<>]*>/gi

/** `a@b.org (Name)`, `Name <a@b.org>`, `a@b.org`, `Name`. */
export function readPerson(text: string): Person {
  const line = plainLine(
    text.replace(/<(?:mailto:)?([^\s<>@]+@[^\s<>@]+)>/, '($1)').replace(OTHER_TAGS, ' '),
  ).replace(/^mailto:/i, '')
  const open = line.indexOf('(')
  if (open >= 0 && line.endsWith(')')) {
    const outside = line.slice(0, open).trim()
    const inside = line.slice(open + 1, -1).trim()
    if (EMAIL.test(outside)) return withName(inside, outside)
    if (EMAIL.test(inside)) return withName(outside, inside)
  }
  const both = line.length < LONGEST_NAME ? NAME_AND_EMAIL.exec(line) : null
  if (both) return withName(both[1]!, both[2]!)
  return line === '' ? {} : { name: line }
}

const withName = (name: string | undefined, email: string): Person => (!name ? { email } : { name, email })

/** Atom's person construct, or RSS's line of text. */
export const author: Rule = (draft, element) => {
  const person = element.children.length > 0 ? ofParts(element) : {}
  addAuthor(draft, Object.keys(person).length > 0 ? person : readPerson(contentOf(element)))
}

function ofParts(element: XmlElement): Person {
  const part = (...names: readonly string[]): string => {
    for (const name of names) {
      const found = child(element, name)
      const text = found ? plainLine(contentOf(found)) : ''
      if (text !== '') return text
    }
    return ''
  }
  const name = part('name', 'atom:name', 'itunes:name')
  const url = part('uri', 'atom:uri', 'url', 'homepage')
  const email = part('email', 'atom:email', 'itunes:email')
  return { ...(name !== '' && { name }), ...(url !== '' && { url }), ...(email !== '' && { email }) }
}

/** The same people with the addresses of their pages absolute, where they can be. */
export const withAddresses = (people: readonly Person[], base: string | undefined): readonly Person[] =>
  people.some(({ url }) => url !== undefined)
    ? people.map(one => (one.url === undefined ? one : { ...one, url: absolute(one.url, base) ?? one.url }))
    : people
