// Which pictures an article shows, and where each may be had: in its text as it is kept, and inside the proxies that
// others have put around it.
import type { Post } from '../model/article.ts'
import type { PictureUse } from '../model/picture.ts'
import { resolve } from '../model/url.ts'
import { withoutProxy } from '../page/proxies.ts'

// Cleaned HTML has no `>` inside a tag and quotes every value, so this finds whole tags.
const PARTS =
  /<figure\b[^>]*>|<\/figure>|<img\b[^>]*>|<video\b[^>]*>|<figcaption\b[^>]*>(.*?)<\/figcaption>/gs
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: '\u00a0' }

const decoded = (text: string): string =>
  text.replace(/&(?:(amp|lt|gt|quot|nbsp)|#(\d{1,7}));/g, (_, name, code) =>
    name ? ENTITIES[name]! : String.fromCodePoint(Math.min(Number(code), 0x10ffff)),
  )

function attribute(tag: string, name: string): string {
  const found = new RegExp(` ${name}="([^"]*)"`).exec(tag)
  return found ? decoded(found[1]!) : ''
}

/** The pictures of an article, its lead first, each address once. Only the web's addresses. */
export function picturesOf({ lead, html }: Pick<Post, 'lead' | 'html'>): PictureUse[] {
  const found = new Map<string, PictureUse>()
  const add = (url: string | undefined, alt: string, caption: string): void => {
    if (url === undefined) return
    const known = found.get(url)
    if (known && (known.caption || !caption)) return
    found.set(url, { url, ...(alt && { alt }), ...(caption && { caption }) })
  }
  if (lead) add(webAddress(lead.url), lead.alt ?? '', lead.caption ?? '')
  let inFigure: { url: string | undefined; alt: string }[] | undefined
  for (const [part, caption] of html.matchAll(PARTS)) {
    if (part.startsWith('<figure') && !part.startsWith('<figcaption')) inFigure = []
    else if (part.startsWith('</figure')) inFigure = undefined
    else if (caption !== undefined) {
      const text = decoded(caption.replace(/<[^>]*>/g, ''))
        .replace(/\s+/g, ' ')
        .trim()
      for (const { url, alt } of inFigure ?? []) add(url, alt, text)
    } else {
      const url = webAddress(attribute(part, part.startsWith('<video') ? 'poster' : 'src'))
      const alt = attribute(part, 'alt')
      inFigure?.push({ url, alt })
      add(url, alt, '')
    }
  }
  return [...found.values()]
}

/** As it stands, when it is one that can be asked; comparing and joining is by this very text. */
const webAddress = (address: string): string | undefined =>
  address !== '' && resolve(address) !== undefined ? address : undefined

/** What services write behind an address to have a picture made smaller or marked. */
const PROCESSING =
  /\?(?:imageView2?|imageMogr2|watermark|x-oss-process=image|x-image-process=image|imageslim)\b.*$/i

/** Where to ask for a picture, best first: what is inside of proxies outlives them. */
export function waysTo(url: string): string[] {
  const inner = withoutProxy(url)
  return [...new Set([inner.replace(PROCESSING, ''), inner, url])]
}
