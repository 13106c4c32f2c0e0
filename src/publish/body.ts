// An article's cleaned HTML made ready for a page of the site: pictures without asking anyone else, what scrolls sideways within reach of keys.
import { hostName } from '../model/url.ts'
import { escaped } from './html.ts'
import { NO_SHOTS, pictureHtml, type Shots, type Variant } from './pictures.ts'
import type { SiteConfig } from './site.ts'
import { attribute } from './tags.ts'
import type { Texts } from './texts.ts'

// Cleaned HTML has no `>` inside a tag, so this is linear and finds whole tags.
const TAGS =
  /<\/?h[1-6]\b[^>]*>|<t[dh]\b[^>]*>|<(?:img|video|audio)\b[^>]*>|<\/(?:video|audio)>|<a\b[^>]*>|<\/a>|<pre\b|<table\b[^>]*>|<\/table>/g

/** The kept pictures of a text, and where the site has their copies. */
export interface Pictures {
  readonly shots: Shots
  readonly href: (variant: Variant) => string
}

const NONE: Pictures = { shots: NO_SHOTS, href: () => '' }

/**
 * `html` as a page shows it. Kept pictures are shown from the site's own copies, all but the first when they are near.
 * With `pictures: 'kept'` a picture, sound or film that the archive does not hold becomes a
 * link to where the outlet had it; with 'linked' it is loaded from there, late and without saying who asks.
 */
export function bodyHtml(
  html: string,
  { pictures }: Pick<SiteConfig, 'pictures'>,
  texts: Texts,
  { shots, href }: Pictures = NONE,
): string {
  let inLink = false
  let isFirst = true
  const level = levels()
  return html.replace(TAGS, (tag, at: number) => {
    if (HEADING.test(tag))
      return tag.replace(HEADING, (_, open: string, rank: string) => open + level(open, Number(rank)))
    if (CELL.test(tag)) return saysMuch(html, at + tag.length) ? tag.replace(CELL, '$& class="said"') : tag
    if (tag.startsWith('<a')) {
      if (tag.startsWith('<audio')) return medium(tag)
      inLink = true
      return tag
    }
    if (tag === '</a>') {
      inLink = false
      return tag
    }
    if (tag === '<pre') return '<pre tabindex="0"'
    if (tag.startsWith('<table')) return `<div class="wide" tabindex="0">${tag}`
    if (tag === '</table>') return `${tag}</div>`
    if (tag.startsWith('<img')) return image(tag)
    return medium(tag)
  })

  function image(tag: string): string {
    const shot = shots.get(attribute(tag, 'src'))
    if (shot) {
      const shown = pictureHtml(tag, shot, href, isFirst)
      isFirst = false
      return shown
    }
    if (pictures === 'linked')
      return tag.replace('<img', '<img loading="lazy" decoding="async" referrerpolicy="no-referrer"')
    return elsewhere(tag, texts.picture, inLink)
  }

  function medium(tag: string): string {
    if (pictures === 'linked') return tag
    return tag.startsWith('</') ? '' : elsewhere(tag, texts.film, inLink)
  }
}

const HEADING = /^(<\/?h)([1-6])/
const CELL = /^<t[dh]/

/**
 * The ranks of headings on a page whose first heading is the article's title: a text's highest come next, and none is
 * more than one below the heading above it, whatever ranks the source gave them for their looks.
 */
function levels(): (open: string, rank: number) => number {
  const above: number[] = []
  const shown: number[] = []
  return (open, rank) => {
    if (open === '</h') return shown.pop() ?? 2
    while (above.length > 0 && above.at(-1)! >= rank) above.pop()
    above.push(rank)
    shown.push(Math.min(1 + above.length, 6))
    return shown.at(-1)!
  }
}

/** Characters of a text that a cell's column shall hold in a line. */
const FEW = 6

/** Whether a cell begins with more than a few characters of text that may break anywhere. */
const saysMuch = (html: string, from: number): boolean =>
  (html
    .slice(from, from + 200)
    .split(/<\/t[dhr]>|<t[dr]/, 1)[0]!
    .replace(/<[^>]*>?/g, '')
    .match(HAN)?.length ?? 0) > FEW

const HAN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu

/** Says what is to be seen at another place, and leads there. Inside a link it only says so. */
function elsewhere(tag: string, kind: string, inLink: boolean): string {
  const src = attribute(tag, 'src')
  if (src === '') return ''
  const said = attribute(tag, 'alt') || attribute(tag, 'title')
  const shown = `${escaped(said ? `${kind}: ${said}` : kind)} <small>${escaped(hostName(src))}</small>`
  return inLink
    ? `<span class="elsewhere">${shown}</span>`
    : `<a class="elsewhere" href="${escaped(src)}" rel="noopener noreferrer nofollow external">${shown}</a>`
}
