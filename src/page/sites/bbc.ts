// The BBC's foreign services put an article into their pages as data, block by block; the text in the page is made of it.
import { attr, element, elements, insert, type Node, setAttr, textNode, textOf } from '../tree.ts'
import type { StateArticle } from './site.ts'

interface Block {
  readonly type?: string
  readonly model?: Readonly<Record<string, unknown>> & { readonly blocks?: readonly Block[] }
}

/** The state in `__NEXT_DATA__`; undefined when it has no blocks. */
export function bbcState(root: Node): StateArticle | undefined {
  const script = elements(root, 'script').find(one => attr(one, 'id') === '__NEXT_DATA__')
  const data = script && parsed(textOf(script))
  const page = pathIn(data, 'props', 'pageProps', 'pageData')
  const blocks = pathIn(page, 'content', 'model', 'blocks')
  if (!Array.isArray(blocks)) return undefined
  const body = element('div')
  for (const block of blocks as Block[]) addBlock(block, body)
  if (!body.first) return undefined
  const seo = pathIn(page, 'promo', 'headlines', 'seoHeadline')
  const published = pathIn(page, 'metadata', 'firstPublished')
  const title = (blocks as Block[]).find(({ type }) => type === 'headline')
  const headline = title ? plain(title) : typeof seo === 'string' ? seo : ''
  const names = (blocks as Block[]).filter(({ type }) => type === 'byline').flatMap(namesIn)
  return {
    body,
    ...(headline !== '' && { title: headline }),
    ...(names.length > 0 && { author: names.join(', ') }),
    ...(typeof published === 'number' && { published: new Date(published).toISOString() }),
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function pathIn(value: unknown, ...keys: readonly string[]): unknown {
  let at = value
  for (const key of keys) {
    if (at === null || typeof at !== 'object') return undefined
    at = (at as Record<string, unknown>)[key]
  }
  return at
}

const inside = ({ model }: Block): readonly Block[] => (Array.isArray(model?.blocks) ? model.blocks : [])
const textIn = ({ model }: Block): string => (typeof model?.text === 'string' ? model.text : '')

/** All words below a block. Blocks are JSON, so their depth is bounded by what was parsed; deeper than this is no text. */
function plain(block: Block, depth = 0): string {
  if (depth > 30) return ''
  const below = inside(block)
  return below.length > 0 ? below.map(one => plain(one, depth + 1)).join('') : textIn(block)
}

const namesIn = (byline: Block): string[] =>
  flat(byline)
    .filter(({ type }) => type === 'name')
    .map(one => plain(one).trim())
    .filter(name => name !== '')

function flat(block: Block, depth = 0): Block[] {
  return depth > 30 ? [] : [block, ...inside(block).flatMap(one => flat(one, depth + 1))]
}

function addBlock(block: Block, to: Node): void {
  switch (block.type) {
    case 'text':
      for (const one of inside(block)) addText(one, to)
      return
    case 'subheadline':
      addWords('h2', block, to)
      return
    case 'image':
      addPicture(block, to)
  }
}

function addText(block: Block, to: Node): void {
  if (block.type === 'paragraph') addInline(block, insertNew('p', to))
  else if (block.type === 'unorderedList' || block.type === 'orderedList') {
    const list = insertNew(block.type === 'orderedList' ? 'ol' : 'ul', to)
    for (const item of inside(block)) addInline(item, insertNew('li', list))
  } else if (block.type === 'introduction') for (const one of inside(block)) addText(one, to)
}

function addInline(block: Block, to: Node, depth = 0): void {
  if (depth > 30) return
  for (const one of inside(block)) {
    if (one.type === 'urlLink') {
      const link = insertNew('a', to)
      setAttr(link, 'href', typeof one.model?.locator === 'string' ? one.model.locator : '')
      addInline(one, link, depth + 1)
    } else if (one.type === 'fragment') addFragment(one, to)
    else addInline(one, to, depth + 1)
  }
}

function addFragment(block: Block, to: Node): void {
  const attributes = Array.isArray(block.model?.attributes) ? block.model.attributes : []
  const tag = attributes.includes('bold') ? 'b' : attributes.includes('italic') ? 'i' : undefined
  insert(tag === undefined ? to : insertNew(tag, to), textNode(textIn(block)))
}

function insertNew(tag: string, to: Node): Node {
  const made = element(tag)
  insert(to, made)
  return made
}

function addWords(tag: string, block: Block, to: Node): void {
  const words = plain(block).trim()
  if (words !== '') insert(insertNew(tag, to), textNode(words))
}

function addPicture(block: Block, to: Node): void {
  const all = flat(block)
  const raw = all.find(({ type }) => type === 'rawImage')?.model
  if (typeof raw?.locator !== 'string') return
  const host =
    raw.originCode === 'cpsprodpb' || raw.originCode === undefined ? 'cpsprodpb' : String(raw.originCode)
  const src = /^https?:/.test(raw.locator)
    ? raw.locator
    : `https://ichef.bbci.co.uk/ace/ws/800/${host}/${raw.locator}`
  const figure = insertNew('figure', to)
  const img = element('img', { src })
  insert(figure, img)
  const words = (type: string): string => {
    const found = all.find(one => one.type === type)
    return found ? plain(found).trim() : ''
  }
  if (words('altText') !== '') setAttr(img, 'alt', words('altText'))
  const holder = typeof raw.copyrightHolder === 'string' ? raw.copyrightHolder : ''
  const caption = [words('caption'), holder].filter(text => text !== '').join(' ')
  if (caption !== '') insert(insertNew('figcaption', figure), textNode(caption))
}
