// Who wrote it: a name, an e-mail address, or both in one of the usual mixtures.
import type { Person } from '../../model/entry.ts'
import { contentOf } from '../xml/content.ts'
import { child, type XmlElement } from '../xml/element.ts'
import { addAuthor, type Rule } from './draft.ts'
import { plainLine } from './plain.ts'

const EMAIL = /^[^\s@()<>,]+@[^\s@()<>,]+$/

/** `a@b.org (Name)`, `Name <a@b.org>`, `a@b.org`, `Name`. */
export function readPerson(text: string): Person {
  const line = plainLine(text.replace(/<([^\s<>@]+@[^\s<>@]+)>/, '($1)'))
  const open = line.indexOf('(')
  if (open >= 0 && line.endsWith(')')) {
    const outside = line.slice(0, open).trim()
    const inside = line.slice(open + 1, -1).trim()
    if (EMAIL.test(outside)) return withName(inside, outside)
    if (EMAIL.test(inside)) return withName(outside, inside)
  }
  return EMAIL.test(line) ? { email: line } : line === '' ? {} : { name: line }
}

const withName = (name: string, email: string): Person => (name === '' ? { email } : { name, email })

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
