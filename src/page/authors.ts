// The author as a page marks it up: JSON-LD, meta tags, rel=author, elements called byline.
import { oneLine } from '../model/text.ts'
import { bylineIn, joinNames, personName, severalNames } from './bylines.ts'
import { isA, namesIn, type Thing } from './json-ld.ts'
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

/** The authors that structured data names; '' when it names none but the site. */
export const authorOfThing = (thing: Thing | undefined, site: string): string =>
  joinNames(
    namesIn(thing?.author)
      .filter(name => !isLogin(name))
      .flatMap(severalNames)
      .filter(name => !isSame(name, site)),
  )

/** Somebody whose site has their own name, and who is said to be the author; '' when it is not so. */
export const namesake = (thing: Thing | undefined, site: string): string =>
  joinNames(
    [thing?.author]
      .flat(2)
      .filter(one => typeof one === 'object' && one !== null && isA(one as Thing, /^Person$/))
      .flatMap(namesIn)
      .filter(name => isSame(name, site)),
  )

/** What somebody types to come in, which programs fill in for a name: `andrew.keaveney`, `mdelatorre6vk`. */
const isLogin = (name: string): boolean => /^(?=.*[a-z])[a-z0-9]+(?:[._-][a-z0-9]+)*$/.test(name)

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
    const given = (metas.get(name) ?? []).filter(one => !isLogin(one))
    const names = name === 'citation_author' ? given.map(inOrder) : given.flatMap(severalNames)
    const found = joinNames(names.filter(one => !isSite(one)))
    if (found !== '') return found
  }
  return authorInText(root, isSite)
}

/** `Roy, Aniruddha`, as libraries write it, in the order of speech. */
const inOrder = (name: string): string => name.replace(/^([^,]+), ([^,]+)$/, '$2 $1')

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
  const linked = linkedName(root)
  if (linked !== '' && !isSite(linked)) return linked
  for (const one of elements(root, 'a', 'span', 'p', 'div', 'address', 'td', 'em', 'li')) {
    if (!BYLINE.test(namesOf(one)) || isAround(one)) continue
    const line = spaced(one)
    if (line.length === 0 || line.length > 80) continue
    const name = bylineIn(line) || (line.length < 40 ? personName(line) : '')
    if (name !== '' && !isSite(name)) return name
  }
  return ''
}

/** Where sites have a page for each of their authors. */
const AUTHOR_PAGE =
  /\/(?:authors?|writers?|contributors?|columnists?|reporters?|journalists?)\/[^/?#]+\/?$|[?&](?:author|authorid|lookuserid)=[^&]+$/i
/** A page that links to more of them than this is a list of people, or of their articles. */
const MOST_LINKED = 4

/** The name on the first link to an author's page behind the title; '' when there is none. */
function linkedName(root: Node): string {
  const [heading] = elements(root, 'h1')
  const links = (heading ? after(heading, root) : elements(root, 'a')).filter(
    one => one.tag === 'a' && AUTHOR_PAGE.test(attr(one, 'href') ?? '') && !isAround(one),
  )
  const names = links.map(one => personName(spaced(one))).filter(name => /\p{L}{2}/u.test(name))
  const several = new Set(names)
  const [first] = names
  return first !== undefined && several.size <= MOST_LINKED && first.length < 40 ? first : ''
}

/** The elements behind one, in the order of the page. */
function after(start: Node, root: Node): Node[] {
  const found: Node[] = []
  for (let one = following(start, root); one; one = following(one, root))
    if (one.kind === 'element') found.push(one)
  return found
}

/** The text of an element whose parts stand apart: a name and a date in two elements are two words. */
function spaced(at: Node): string {
  let out = ''
  for (let one: Node | null = at; one; one = following(one, at))
    if (one.kind === 'text') out += ` ${one.value}`
  return oneLine(out)
}
