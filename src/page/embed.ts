// Frames and players from elsewhere become links: nothing of another site runs inside an article.
import { oneLine } from '../model/text.ts'
import { linkAddress, mediaAddress } from './address.ts'
import { attr, elements, type Node } from './tree.ts'

export interface EmbedLink {
  readonly href: string
  readonly label: string
}

/** Addresses of players, and the page on which a person would watch the same. */
const WATCH: readonly (readonly [pattern: RegExp, page: string])[] = [
  [
    /^https?:\/\/(?:www\.)?youtube(?:-nocookie)?\.com\/(?:embed|v|e)\/([\w-]{11})/,
    'https://www.youtube.com/watch?v=$1',
  ],
  [/^https?:\/\/youtu\.be\/([\w-]{11})/, 'https://www.youtube.com/watch?v=$1'],
  [/^https?:\/\/player\.vimeo\.com\/video\/(\d+)/, 'https://vimeo.com/$1'],
  [/^https?:\/\/(?:www\.)?dailymotion\.com\/embed\/video\/(\w+)/, 'https://www.dailymotion.com/video/$1'],
  [
    /^https?:\/\/player\.bilibili\.com\/player\.html\?(?:.{0,200}&)?bvid=(\w+)/,
    'https://www.bilibili.com/video/$1',
  ],
  [
    /^https?:\/\/player\.bilibili\.com\/player\.html\?(?:.{0,200}&)?aid=(\d+)/,
    'https://www.bilibili.com/video/av$1',
  ],
  [/^https?:\/\/player\.youku\.com\/embed\/([\w=]+)/, 'https://v.youku.com/v_show/id_$1.html'],
  [
    /^https?:\/\/v\.qq\.com\/(?:txp\/)?iframe\/player\.html\?(?:.{0,200}&)?vid=(\w+)/,
    'https://v.qq.com/x/page/$1.html',
  ],
  [/^https?:\/\/open\.spotify\.com\/embed(?:-podcast)?\/(\w+\/\w+)/, 'https://open.spotify.com/$1'],
  [
    /^https?:\/\/(?:platform|syndication)\.twitter\.com\/embed\/.{0,200}[?&]id=(\d+)/,
    'https://twitter.com/i/status/$1',
  ],
  [/^https?:\/\/embed\.ted\.com\/(talks\/\w+)/, 'https://www.ted.com/$1'],
]
// Frames that show nothing a reader came for.
const NOISE =
  /(?:^|\.)(?:doubleclick\.net|googlesyndication\.com|googletagmanager\.com|google-analytics\.com|amazon-adsystem\.com|adnxs\.com|taboola\.com|outbrain\.com|recaptcha\.net|addthis\.com|sharethis\.com|disqus\.com)$/i
const BUTTONS =
  /^https?:\/\/(?:www\.)?facebook\.com\/(?:v[\d.]+\/)?plugins\/(?:like|share|page|follow)|^https?:\/\/platform\.twitter\.com\/widgets\/(?:tweet|follow)_button/i

/** The link that stands for an iframe, embed or object; undefined when it shows nothing worth one. */
export function embedLink(at: Node, base?: string): EmbedLink | undefined {
  const href = embedAddress(at, base)
  if (href === undefined || isHidden(at) || BUTTONS.test(href)) return undefined
  if (NOISE.test(URL.parse(href)?.hostname ?? '')) return undefined
  const page = watchPage(href)
  const title = oneLine(attr(at, 'title') ?? '')
  return { href: page, label: title !== '' && title.length <= 200 && !isBoilerplate(title) ? title : page }
}

/** True for a frame that plays a film of a known host. */
export function isPlayer(at: Node): boolean {
  const href = embedAddress(at)
  return href !== undefined && WATCH.some(([pattern]) => pattern.test(href))
}

function watchPage(href: string): string {
  for (const [pattern, page] of WATCH) {
    const found = pattern.exec(href)
    if (found) return page.replace('$1', found[1]!)
  }
  return href
}

function embedAddress(at: Node, base?: string): string | undefined {
  const video = at.tag === 'iframe' ? attr(at, 'data-videoid') : undefined
  if (video !== undefined && /^[\w-]{11}$/.test(video)) return `https://www.youtube.com/embed/${video}`
  for (const name of ['src', 'data-src', 'data-lazy-src', 'data-litespeed-src', 'data-url', 'data']) {
    const url = mediaAddress(attr(at, name) ?? '', base)
    if (url !== undefined) return url
  }
  for (const param of elements(at, 'param', 'embed')) {
    const name = attr(param, 'name')?.toLowerCase()
    const value =
      param.tag === 'embed'
        ? attr(param, 'src')
        : name === 'movie' || name === 'src'
          ? attr(param, 'value')
          : ''
    const url = linkAddress(value ?? '', base)
    if (url?.startsWith('http')) return url
  }
  return undefined
}

const isHidden = (at: Node): boolean =>
  /^[012](?:px)?$/.test(attr(at, 'width')?.trim() ?? '') ||
  /^[012](?:px)?$/.test(attr(at, 'height')?.trim() ?? '') ||
  /display\s*:\s*none|visibility\s*:\s*hidden/i.test(attr(at, 'style') ?? '')

const isBoilerplate = (title: string): boolean =>
  /^(?:youtube|vimeo) (?:video )?player$|^iframe$|^embed/i.test(title)
