// An article's cleaned HTML made ready for a page of the site: pictures without asking anyone else, what scrolls sideways within reach of keys.
import { hostName } from '../model/url.ts'
import { escaped } from './html.ts'
import { NO_SHOTS, pictureHtml, type Shots, type Variant } from './pictures.ts'
import type { SiteConfig } from './site.ts'
import { attribute } from './tags.ts'
import type { Texts } from './texts.ts'

// Cleaned HTML has no `>` inside a tag, so this is linear and finds whole tags.
const TAGS =
  /<\/?h[1-6]\b[^>]*>|<(?:img|video|audio)\b[^>]*>|<\/(?:video|audio)>|<a\b[^>]*>|<\/a>|<pre\b|<table\b[^>]*>|<\/table>/g

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
  return html.replace(TAGS, tag => {
    if (/^<\/?h[1-6]/.test(tag)) return level(tag)
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

/**
 * Gives headings, tag by tag, levels that follow one another: what the source made large is not what lies within what.
 * The page's first heading is the article's title, so these begin with the second.
 */
function levels(): (tag: string) => string {
  const above: number[] = []
  return tag => {
    const [, slash, given = '', rest] = /^<(\/?)h([1-6])(.*)$/s.exec(tag)!
    if (!slash) {
      while (above.length > 0 && above.at(-1)! >= Number(given)) above.pop()
      above.push(Number(given))
    }
    return `<${slash}h${Math.min(6, above.length + 1)}${rest}`
  }
}

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
