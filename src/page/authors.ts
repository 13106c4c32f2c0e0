// The author as a page marks it up: JSON-LD, meta tags, rel=author, elements called byline.
import { oneLine } from '../model/text.ts'
import { bylineIn, joinNames, personName } from './bylines.ts'
import { namesIn, type Thing } from './json-ld.ts'
import { attr, elements, following, type Node } from './tree.ts'
import { namesOf } from './unwanted.ts'

const AUTHOR_METAS = [
  'author',
  'article:author',
  'parsely-author',
  'dc.creator',
  'dcterms.creator',
  'sailthru.author',
  'byl',
  'citation_author',
  'article:author_name',
  'weibo: article:create_by',
]
const BYLINE =
  /(?:^|[\s_-])(?:byline|author|authors|writer|post-?author|article-?author|entry-?author|author-?name|contributor|zuozhe)(?:$|[\s_-])/i

/** The author that structured data names; '' when it names none but the site. */
export const authorOfThing = (thing: Thing | undefined, site: string): string =>
  joinNames(namesIn(thing?.author).filter(name => !isSame(name, site)))

const isSame = (name: string, site: string): boolean =>
  site !== '' && name.toLowerCase() === site.toLowerCase()

/** The author that meta tags or a marked element name; '' when none does. Programs that run sites fill in their own. */
export function markedAuthor(
  root: Node,
  metas: ReadonlyMap<string, readonly string[]>,
  site: string,
): string {
  const isSite = (name: string): boolean => isSame(name, site)
  for (const name of AUTHOR_METAS) {
    const found = joinNames((metas.get(name) ?? []).filter(one => !isSite(one)))
    if (found !== '') return found
  }
  return authorInText(root, isSite)
}

/** Inside comments, forms, lists of other stories: the names there are of others. */
function isAround(at: Node): boolean {
  for (let one: Node | null = at; one; one = one.parent)
    if (
      one.tag === 'form' ||
      one.tag === 'label' ||
      /comment|respond|related|sidebar|footer|recommend|popular/i.test(namesOf(one))
    )
      return one.tag !== 'body' && one.tag !== 'html' && one.tag !== 'article'
  return false
}

function authorInText(root: Node, isSite: (name: string) => boolean): string {
  const marked = elements(root).filter(
    one =>
      /\bauthor\b/i.test(`${attr(one, 'rel') ?? ''} ${attr(one, 'itemprop') ?? ''}`) && one.tag !== 'meta',
  )
  for (const one of marked) {
    const name = personName(spaced(one))
    if (name !== '' && !isSite(name) && name.length < 60) return name
  }
  for (const one of elements(root, 'a', 'span', 'p', 'div', 'address', 'td', 'em', 'li')) {
    if (!BYLINE.test(namesOf(one)) || isAround(one)) continue
    const line = spaced(one)
    if (line.length === 0 || line.length > 80) continue
    const name = bylineIn(line) || (line.length < 40 ? personName(line) : '')
    if (name !== '' && !isSite(name)) return name
  }
  return ''
}

/** The text of an element whose parts stand apart: a name and a date in two elements are two words. */
function spaced(at: Node): string {
  let out = ''
  for (let one: Node | null = at; one; one = following(one, at))
    if (one.kind === 'text') out += ` ${one.value}`
  return oneLine(out)
}
