// OPML 1.0 and 2.0 as feed readers export it, and as people edit it.

import { absolute } from '../feed/address.ts'
import { plainLine } from '../feed/plain.ts'
import { contentOf } from '../xml/content.ts'
import type { XmlElement } from '../xml/element.ts'
import { scanXml } from '../xml/scan.ts'
import { vocabulary } from '../xml/vocabulary.ts'
import type { LeftOut, Outline, OutlineList } from './outline.ts'

const OPML = vocabulary('', {
  root: 'opml',
  list: 'body',
  item: '',
  text: 'title datecreated datemodified ownername owneremail ownerid docs expansionstate',
  part: '',
  markup: '',
  void: '',
  tree: 'head outline',
})

/**
 * The feeds an OPML text lists, each address once, in order, and what is no feed. An outline that stands in several
 * folders gets the categories of all. Never throws; '' and no outlines when it is no OPML.
 */
export function readOpml(text: string): OutlineList {
  const { top } = scanXml({ text }, OPML)
  const found = new Map<string, Outline>()
  const leftOut: LeftOut[] = []
  let title = ''
  // A stack of its own: folders may be nested as deep as the scanner lets them.
  const open: { readonly element: XmlElement; readonly folders: readonly string[] }[] = [
    { element: top, folders: [] },
  ]
  for (let next = open.pop(); next; next = open.pop()) {
    const { element, folders } = next
    if (element.name === 'title' && title === '') title = plainLine(contentOf(element))
    const written = element.name === 'outline' ? addressIn(element) : ''
    const url = absolute(written)
    const isFolder = element.name !== 'outline' || (written === '' && element.children.length > 0)
    const why = found.has(url ?? '') ? 'twice' : written === '' ? 'no-address' : 'not-http'
    if (!isFolder && (url === undefined || why === 'twice'))
      leftOut.push({ name: nameOf(element), address: written, why })
    if (url !== undefined) add(found, outlineOf(element, url, folders))
    // The children of a feed stand in its folder: its own end was lost.
    const inside = element.name === 'outline' && url === undefined ? [...folders, nameOf(element)] : folders
    for (const child of element.children.toReversed()) open.push({ element: child, folders: inside })
  }
  return { title, outlines: [...found.values()], leftOut }
}

const attribute = (element: XmlElement, ...names: readonly string[]): string => {
  for (const name of names) {
    const value = element.attributes.get(name)?.trim()
    if (value) return value
  }
  return ''
}

/** A feed's address as written, '' for none. Attribute names are lower case here, however they were written. */
function addressIn(element: XmlElement): string {
  const feed = attribute(element, 'xmlurl', 'feedurl')
  const isFeed = feed !== '' || /^(?:rss|atom|feed)/i.test(attribute(element, 'type'))
  return isFeed ? feed || attribute(element, 'url') : ''
}

const nameOf = (element: XmlElement): string => plainLine(attribute(element, 'title', 'text'))

/** Of a category attribute. */
const LONGEST = 1000

function outlineOf(element: XmlElement, url: string, folders: readonly string[]): Outline {
  const home = absolute(attribute(element, 'htmlurl', 'weburl', 'siteurl'))
  const type = attribute(element, 'type')
  const folder = folders.filter(name => name !== '').join('/')
  const written = attribute(element, 'category')
    .slice(0, LONGEST)
    .split(',')
    .map(one => plainLine(one).replace(/^\/+|\/+$/g, ''))
  return {
    url,
    title: nameOf(element),
    ...(home !== undefined && { home }),
    categories: [...new Set([folder, ...written])].filter(name => name !== ''),
    ...(type !== '' && { type }),
  }
}

function add(found: Map<string, Outline>, outline: Outline): void {
  const known = found.get(outline.url)
  const categories = [...new Set([...(known?.categories ?? []), ...outline.categories])]
  found.set(outline.url, { ...outline, ...known, title: known?.title || outline.title, categories })
}
