// The allow-list at work: one walk over a tree, from which only what is named in allow.ts is written.

import type { Picture } from '../model/picture.ts'
import { oneLine, plainText } from '../model/text.ts'
import { fragmentOf, idOf, linkAddress, mediaAddress } from './address.ts'
import { attributesOf, DROPPED, RENAMED, ROLES, VALUES } from './allow.ts'
import { embedLink } from './embed.ts'
import { writeMath } from './math.ts'
import { settlePictures } from './pictures.ts'
import { isTracker, mediaSource, pictureAddress, pixels } from './source.ts'
import { attr, elements, firstBelow, isBlank, isHtml, isTag, MATHML, type Node, textOf } from './tree.ts'
import { type Attributes, attribute, escapeText, type Writer, writer } from './write.ts'

export interface Cleaned {
  /** Safe inside a `<div>` of any page; each block on a line of its own, no blank lines. */
  readonly html: string
  /** In the order they stand in the text, each address once. */
  readonly pictures: readonly Picture[]
  /** http and https addresses that the text links to, each once. */
  readonly links: readonly string[]
  /** The same without markup; blocks and line breaks are line ends. */
  readonly text: string
}

export interface CleanOptions {
  /** Where the HTML stood: relative addresses are resolved against it. */
  readonly base?: string
}

/** What of a tree may be shown, as `clean` promises it. The tree is changed by it. */
export function cleanTree(root: Node, { base }: CleanOptions = {}): Cleaned {
  settlePictures(root, base)
  const pass = newPass(root, base)
  walk(root, pass)
  const html = pass.out.finish()
  let text: string | undefined
  return {
    html,
    pictures: [...pass.pictures.values()],
    links: [...pass.links],
    // Not everybody wants it.
    get text() {
      text ??= plainText(html)
      return text
    },
  }
}

interface Pass {
  readonly base: string | undefined
  readonly out: Writer
  /** Ids that links of this text lead to, prefixed; those written already are taken out. */
  readonly targets: Set<string>
  /** Of those, the ones that some element has. */
  readonly present: ReadonlySet<string>
  readonly pictures: Map<string, Picture>
  readonly links: Set<string>
  readonly captions: Map<Node, string>
}

function newPass(root: Node, base: string | undefined): Pass {
  const targets = new Set<string>()
  const names = new Set<string>()
  for (const one of elements(root)) {
    if (one.attrs.length === 0) continue
    const href = one.tag === 'a' ? fragmentOf(attr(one, 'href') ?? '', base) : undefined
    const target = href === undefined ? undefined : idOf(href)
    if (target !== undefined) targets.add(target)
    const name = nameOf(one)
    if (name === undefined) continue
    names.add(name)
    // It was led to when the text was first cleaned; the link may have been empty.
    if (attr(one, 'id') === name) targets.add(name)
  }
  return {
    base,
    out: writer(),
    targets,
    present: targets.intersection(names),
    pictures: new Map(),
    links: new Set(),
    captions: new Map(),
  }
}

function nameOf(at: Node): string | undefined {
  const name = attr(at, 'id') ?? (at.tag === 'a' ? attr(at, 'name') : undefined)
  return name === undefined ? undefined : idOf(name)
}

/** What to do when an element has been read to its end. */
type Leave = 'close' | 'space' | 'nothing'

interface Entered {
  readonly descend: boolean
  readonly leave: Leave
  readonly tag: string
}

const SKIP: Entered = { descend: false, leave: 'nothing', tag: '' }
const PASS: Entered = { descend: true, leave: 'nothing', tag: '' }

function walk(root: Node, pass: Pass): void {
  const open: Entered[] = []
  for (let at: Node | null = root.first; at; ) {
    const entered = enter(at, pass)
    if (entered.descend && at.first) {
      open.push(entered)
      at = at.first
      continue
    }
    leave(entered, pass)
    while (at && !at.next) {
      at = at.parent === root ? null : at.parent
      if (at) leave(open.pop()!, pass)
    }
    at = at?.next ?? null
  }
}

function leave({ leave, tag }: Entered, pass: Pass): void {
  if (leave === 'close') pass.out.close(tag)
  else if (leave === 'space') pass.out.text(' ')
}

function enter(at: Node, pass: Pass): Entered {
  if (at.kind === 'text') pass.out.text(at.value)
  if (at.kind !== 'element') return SKIP
  if (at.space === MATHML && at.tag === 'math') return atom(writeMath(at), pass)
  if (!isHtml(at) || DROPPED.has(at.tag)) return SKIP
  const tag = RENAMED[at.tag] ?? at.tag
  const special = SPECIAL[tag]
  if (special) return special(at, pass)
  const role = ROLES[tag]
  if (role === undefined) return PASS
  const attributes = attributesFor(at, tag, pass)
  if (tag === 'span' && attributes.rest === '') return place(attributes.id, pass)
  return opened(tag, attributes, pass)
}

/** An element that does not fit where it stands becomes a `<div>` if it was a block; where none fits, a space. */
function opened(tag: string, attributes: Attributes, pass: Pass): Entered {
  if (pass.out.open(tag, attributes)) return { descend: true, leave: 'close', tag }
  if (ROLES[tag] === 'inline') return PASS
  const plain: Attributes = attributes.id === undefined ? { rest: '' } : { id: attributes.id, rest: '' }
  if (ROLES[tag] === 'container' && pass.out.open('div', plain))
    return { descend: true, leave: 'close', tag: 'div' }
  pass.out.text(' ')
  return { descend: true, leave: 'space', tag: '' }
}

/** A place that links lead to, and nothing else: written where it begins, holding nothing. */
function place(id: string | undefined, pass: Pass): Entered {
  if (id !== undefined && pass.out.open('span', { id, rest: '' })) pass.out.close('span')
  return PASS
}

function atom(html: string, pass: Pass): Entered {
  if (html !== '') pass.out.inline(html)
  return SKIP
}

const SPECIAL: Readonly<Record<string, (at: Node, pass: Pass) => Entered>> = {
  br: (_, { out }) => {
    out.lineBreak()
    return SKIP
  },
  wbr: (_, pass) => atom('<wbr>', pass),
  hr: (_, { out }) => {
    out.rule()
    return SKIP
  },
  col: (at, { out }) => {
    const span = VALUES.span!(attr(at, 'span') ?? '')
    out.column(`<col${span === undefined ? '' : attribute('span', span)}>`)
    return SKIP
  },
  button: (_, { out }) => {
    out.text(' ')
    return { descend: true, leave: 'space', tag: '' }
  },
  a: anchor,
  img: picture,
  video: media,
  audio: media,
  iframe: embed,
  embed,
  // What a page shows to readers without the plug-in is the better link.
  object: (at, pass) => (isBlank(textOf(at)) && elements(at, 'img').length === 0 ? embed(at, pass) : PASS),
}

const NO_ATTRIBUTES: Attributes = { rest: '' }

function attributesFor(at: Node, tag: string, pass: Pass): Attributes {
  if (at.attrs.length === 0) return NO_ATTRIBUTES
  let rest = ''
  for (const name of attributesOf(tag)) {
    const given = attr(at, name)
    if (given === undefined) continue
    const value = VALUES[name] ? VALUES[name](given) : oneLine(given)
    if (value !== undefined && (value !== '' || name === 'open' || name === 'reversed'))
      rest += value === '' ? ` ${name}` : attribute(name, value)
  }
  if (tag === 'blockquote' || tag === 'q') {
    const cite = mediaAddress(attr(at, 'cite') ?? '', pass.base)
    if (cite !== undefined) rest += attribute('cite', cite)
  }
  const id = takeId(at, pass)
  return id === undefined ? { rest } : { id, rest }
}

/** Only names that a link leads to are written, and each once. */
function takeId(at: Node, pass: Pass): string | undefined {
  const name = nameOf(at)
  return name !== undefined && pass.targets.delete(name) ? name : undefined
}

function anchor(at: Node, pass: Pass): Entered {
  const href = hrefOf(at, pass)
  const { id, rest } = attributesFor(at, 'a', pass)
  if (href === undefined) return place(id, pass)
  if (/^https?:/.test(href)) pass.links.add(href)
  const attributes = attribute('href', href) + rest
  return opened('a', id === undefined ? { rest: attributes } : { id, rest: attributes }, pass)
}

function hrefOf(at: Node, { base, present }: Pass): string | undefined {
  const given = attr(at, 'href')
  if (given === undefined) return undefined
  const fragment = fragmentOf(given, base)
  const target = fragment === undefined ? undefined : idOf(fragment)
  if (target !== undefined && (present.has(target) || base === undefined || target === fragment)) {
    if (given.trim().startsWith('#') || present.has(target)) return `#${target.replace(/%/g, '%25')}`
  }
  return linkAddress(given, base)
}

// Pictures that are characters: the character is the better text.
const EMOJI = /^\p{RGI_Emoji}$/v

function picture(at: Node, pass: Pass): Entered {
  const url = pictureAddress(at, pass.base)
  const alt = oneLine(attr(at, 'alt') ?? '')
  if (/(?:^|\s)(?:wp-smiley|emoji)(?:\s|$)/.test(attr(at, 'class') ?? '') && EMOJI.test(alt)) {
    pass.out.text(alt)
    return SKIP
  }
  if (url === undefined || isTracker(at, url)) return SKIP
  const width = pixels(attr(at, 'width'))
  const height = pixels(attr(at, 'height'))
  const caption = captionOf(at, pass)
  if (!pass.pictures.has(url))
    pass.pictures.set(url, {
      url,
      ...(alt !== '' && { alt }),
      ...(caption !== '' && { caption }),
      ...(width !== undefined && { width }),
      ...(height !== undefined && { height }),
    })
  const title = oneLine(attr(at, 'title') ?? '')
  return atom(
    `<img${attribute('src', url)}${attribute('alt', alt)}${title === '' ? '' : attribute('title', title)}${sizes(width, height)}>`,
    pass,
  )
}

const sizes = (width: number | undefined, height: number | undefined): string =>
  (width === undefined ? '' : attribute('width', String(width))) +
  (height === undefined ? '' : attribute('height', String(height)))

/** The text of the caption of the figure that a picture stands in. */
function captionOf(at: Node, { captions }: Pass): string {
  let figure: Node | null = at.parent
  while (figure && !isTag(figure, 'figure')) figure = figure.parent
  if (!figure) return ''
  const known = captions.get(figure)
  if (known !== undefined) return known
  const caption = firstBelow(figure, 'figcaption')
  const text = caption ? oneLine(textOf(caption)) : ''
  captions.set(figure, text)
  return text
}

function media(at: Node, pass: Pass): Entered {
  const tag = RENAMED[at.tag] ?? at.tag
  const src = mediaSource(at, pass.base)
  const poster = tag === 'video' ? mediaAddress(attr(at, 'poster') ?? '', pass.base) : undefined
  // Without a file there is only what the page would show to a reader without a player.
  if (src === undefined)
    return poster === undefined ? PASS : atom(`<img${attribute('src', poster)} alt="">`, pass)
  const size = tag === 'video' ? sizes(pixels(attr(at, 'width')), pixels(attr(at, 'height'))) : ''
  return atom(
    `<${tag} controls preload="none"${attribute('src', src)}${poster === undefined ? '' : attribute('poster', poster)}${size}></${tag}>`,
    pass,
  )
}

function embed(at: Node, pass: Pass): Entered {
  const link = embedLink(at, pass.base)
  if (link) {
    pass.links.add(link.href)
    const html = escapeText(link.label)
    atom(pass.out.within('a') ? html : `<a${attribute('href', link.href)}>${html}</a>`, pass)
  }
  return SKIP
}
