// What a page puts around an article, by what it calls it: navigation, sharing, related stories, comments, forms.
// Names are evidence, not proof: what holds most of the page's prose stays, whatever it is called.
import type { Stats } from './stats.ts'
import { after, attr, following, isTag, type Node, remove } from './tree.ts'

/** Names that a class or id begins or ends with: `share-bar` and `post_share`, never `shareholder`. */
const NAMES =
  'ads?|advert\\w*|adsense|adbox|adwrap|banner|breadcrumbs?|crumbs?|cookies?|gdpr|consent|' +
  'footer|masthead|navbar|navigation|nav|submenu|topbar|toolbar|' +
  'modal|popup|overlay|lightbox|newsletters?|subscribe|subscription|signup|' +
  'pagination|pager|paging|promo|promoted|sponsor\\w*|outbrain|taboola|recommend\\w*|recommendations?|related|readmore|' +
  'trending|popular|hotlist|share|sharing|sharebar|sharedaddy|addthis\\w*|social|bshare|jiathis\\w*|' +
  'sidebar|searchform|tagcloud|byline|copyright|disclaimer|printfriendly|ratings?|feedback|' +
  'btn|buttons?|cta|ez-toc\\w*|lwptoc|rank-math-toc|' +
  'erweima|ewm|dashang|pinglun|xiangguan|tuijian|fenxiang|daohang|guanggao'
/** Names that say it only as a whole. */
const WHOLE =
  'foot|menu|rail|right-?rail|right-?col(?:umn)?|side|bio|tags?|tag-?list|post-?tags|entry-?tags|article-?tags|toc|table-?of-?contents|' +
  'site-?header|site-?footer|page-?header|widgets|widget-?area|login|register|search|search-?box|meta|legal|print|tools|vote|likes?|' +
  'post-?nav\\w*|page-?nav\\w*|nav-?links|more-?stories|more-?news|read-?next|most-?read|latest-?news|hot-?news|follow-?us|' +
  'skip-?links?|screen-?reader-?text|sr-only|visually-?hidden|author-?(?:bio|box|info|card|profile)|about-?(?:the-?)?author|' +
  'post-?meta|entry-?meta|article-?meta|meta-?info|post-?info|article-?info|article-?tools|font-?size|qr-?code|reward|app-?download|download-?app'
const COMMENTS =
  /^(?:comments?(?:-?(?:list|area|section|thread|wrap\w*|body))?|respond|disqus\w*|commentlist)$/i
const UNWANTED = new RegExp(`^(?:${NAMES})(?:$|[_-])|[_-](?:${NAMES})$|^(?:${WHOLE})$`, 'i')
/** Names of the body itself: what bears one as well is judged by what it holds. */
const WANTED =
  /(?:^|[\s_-])(?:article-?(?:body|content|text)|entry-?content|post-?(?:content|body)|story-?(?:body|content)|main-?content|articlebody|body-?text|news-?(?:content|text)|content-?(?:body|main)|rich-?text)(?:$|[\s_-])/i
const ROLES = new Set(
  'button navigation banner contentinfo complementary search dialog alertdialog menu menubar toolbar tablist'.split(
    ' ',
  ),
)
const TAGS = new Set('nav footer button select menu dialog'.split(' '))
/** The footer of a page, not of an article in it. */
const PAGE_FOOTER = 0.85
const NEVER = new Set('body html main article table tbody tr'.split(' '))
const HIDDEN = /display\s*:\s*none|visibility\s*:\s*hidden/i

/** Class and id as one text in which words stand apart: `relatedPosts` becomes `related-Posts`. */
export const namesOf = (at: Node): string =>
  `${attr(at, 'class') ?? ''} ${attr(at, 'id') ?? ''} ${attr(at, 'data-component') ?? ''}`
    .slice(0, 400)
    .replace(/([a-z])([A-Z])/g, '$1-$2')

const CONSENT = /(?:^|[\s_-])(?:cookies?|gdpr|ccpa|consent|cmp)(?:$|[\s_-])/i
const ABOUT_CONSENT = /cookie|privacy|隐私|隱私/i
/** Of a notice, characters and nodes. */
const CONSENT_SIZE = { letters: 1500, nodes: 400 }

/** A notice about cookies, by its name and by what it says: on a page without an article it is all there is to read. */
function isConsent(at: Node, names: string): boolean {
  if (!CONSENT.test(names)) return false
  let text = ''
  let nodes = 0
  for (let one = at.first; one; one = following(one, at)) {
    if (one.kind === 'text') text += one.value
    if (isTag(one, 'h1') || isTag(one, 'article')) return false
    if (++nodes > CONSENT_SIZE.nodes || text.length > CONSENT_SIZE.letters) return false
  }
  return ABOUT_CONSENT.test(text)
}

/** How much of the page's prose an element may hold and still go; 0 when nothing speaks against it. */
function limitFor(at: Node): number {
  if (isHidden(at)) return 0.5
  const names = namesOf(at)
  if (isConsent(at, names)) return 1
  if (isTag(at, 'footer') && at.parent?.tag === 'body') return PAGE_FOOTER
  if (TAGS.has(at.tag) || ROLES.has(attr(at, 'role') ?? '')) return 0.3
  if (at.tag === 'form') return 0.2
  if (at.tag === 'aside') return 0.25
  if (names.trim() === '' || WANTED.test(names)) return 0
  const tokens = names.split(/\s+/)
  if (tokens.some(token => COMMENTS.test(token))) return 0.97
  return tokens.some(token => UNWANTED.test(token)) ? 0.25 : 0
}

const isHidden = (at: Node): boolean =>
  attr(at, 'hidden') !== undefined ||
  HIDDEN.test(attr(at, 'style') ?? '') ||
  (attr(at, 'aria-hidden') === 'true' && !isTag(at, 'img'))

/** An inline element goes if it is a label, a button, a mark; not if it is the wrapper of a text. */
function isShort(at: Node): boolean {
  let letters = 0
  let nodes = 0
  for (let one = at.first; one; one = following(one, at)) {
    letters += one.value.length
    if (++nodes > 600 || letters > 2500) return false
  }
  return true
}

/** When names would take more than this of a page's prose, they mean something else here. */
const TOO_MUCH = 0.5

/** Takes out what is evidently not the article. `stats` are those of the tree before; they are not kept up to date. */
export function dropUnwanted(root: Node, stats: ReadonlyMap<Node, Stats>): void {
  const total = stats.get(root)?.prose ?? 0
  const found: { at: Node; prose: number; sure: boolean }[] = []
  for (let at = root.first; at; ) {
    const limit = at.kind === 'element' && !NEVER.has(at.tag) ? limitFor(at) : 0
    const prose = stats.get(at)?.prose ?? 0
    const gone = limit > 0 && (stats.has(at) ? prose <= total * limit : isShort(at))
    if (gone) found.push({ at, prose, sure: limit >= 0.3 || isTag(at, 'form') || isTag(at, 'aside') })
    at = gone ? after(at, root) : following(at, root)
  }
  const byName = found.filter(({ sure }) => !sure).reduce((sum, { prose }) => sum + prose, 0)
  for (const { at, prose, sure } of found)
    if (byName <= total * TOO_MUCH || sure || prose < total * 0.02) remove(at)
}
