// What a page puts around an article, by what it calls it: navigation, sharing, related stories, comments, forms.
// Names are evidence, not proof: what holds most of the page's prose stays, whatever it is called.
import { type Stats, statsOf } from './stats.ts'
import { after, attr, following, isTag, type Node, remove } from './tree.ts'

const NAMES =
  'ads?|advert\\w*|adsense|adbox|adwrap|banner|breadcrumbs?|crumbs?|comments?|commentlist|respond|disqus\\w*|cookies?|gdpr|consent|' +
  'footer|foot|site-?footer|global-?footer|masthead|site-?header|navbar|navigation|nav|menu|submenu|topbar|toolbar|' +
  'modal|popup|overlay|lightbox|newsletters?|subscribe|subscription|signup|sign-up|paywall-?promo|' +
  'pagination|pager|paging|page-?nav\\w*|post-?nav\\w*|nav-?links|' +
  'promo|promoted|sponsor\\w*|outbrain|taboola|recommend\\w*|recommendations?|related\\w*|readmore|read-?next|more-?stories|more-?news|' +
  'trending|popular|hot-?news|hotlist|most-?read|latest-?news|you-?may\\w*|see-?also-?box|' +
  'share|sharing|sharebar|share-?\\w+|sharedaddy|addthis\\w*|social|social-?\\w+|bshare|jiathis\\w*|follow-?us|' +
  'sidebar|side-?bar|sidebar-?\\w+|widget|widgets|widget-?area|rail|right-?rail|right-?col\\w*|skip-?links?|screen-?reader-?text|sr-only|visually-?hidden|' +
  'search|searchform|login|register|tags|tag-?list|tagcloud|post-?tags|entry-?tags|article-?tags|toc|table-?of-?contents|' +
  'author-?(?:bio|box|info|card|profile)|about-?(?:the-?)?author|bio|byline|post-?meta|entry-?meta|article-?meta|meta-?info|post-?info|article-?info|' +
  'copyright|disclaimer|legal|print|printfriendly|font-?size|tools|article-?tools|rating|ratings|vote|like|likes|feedback|' +
  'qr-?code|erweima|ewm|reward|dashang|app-?download|download-?app|editor|pinglun|xiangguan|tuijian|fenxiang|daohang|guanggao'
/** Whole names between separators: `share-bar` and `post_share`, never `shareholder`. */
const UNWANTED = new RegExp(`(?:^|[\\s_-])(?:${NAMES})(?:$|[\\s_-])`, 'i')
/** Names of the body itself: what bears one as well is judged by what it holds. */
const WANTED =
  /(?:^|[\s_-])(?:article-?(?:body|content|text)|entry-?content|post-?(?:content|body)|story-?(?:body|content)|main-?content|articlebody|body-?text|news-?(?:content|text)|content-?(?:body|main)|rich-?text)(?:$|[\s_-])/i
const ROLES = new Set(
  'navigation banner contentinfo complementary search dialog alertdialog menu menubar toolbar tablist'.split(
    ' ',
  ),
)
const TAGS = new Set('nav footer button select menu dialog'.split(' '))
const NEVER = new Set('body html main article table tbody tr'.split(' '))
const HIDDEN = /display\s*:\s*none|visibility\s*:\s*hidden/i

/** Class and id as one text in which words stand apart: `relatedPosts` becomes `related-Posts`. */
export const namesOf = (at: Node): string =>
  `${attr(at, 'class') ?? ''} ${attr(at, 'id') ?? ''} ${attr(at, 'data-component') ?? ''}`
    .slice(0, 400)
    .replace(/([a-z])([A-Z])/g, '$1-$2')

/** How much of the page's prose an element may hold and still go. */
function limitFor(at: Node): number {
  if (isHidden(at)) return 0.5
  if (TAGS.has(at.tag) || ROLES.has(attr(at, 'role') ?? '')) return 0.3
  if (at.tag === 'form') return 0.2
  if (at.tag === 'aside') return 0.25
  const names = namesOf(at)
  return UNWANTED.test(names) && !WANTED.test(names) ? 0.3 : 0
}

const isHidden = (at: Node): boolean =>
  attr(at, 'hidden') !== undefined ||
  HIDDEN.test(attr(at, 'style') ?? '') ||
  (attr(at, 'aria-hidden') === 'true' && !isTag(at, 'img'))

/** Takes out what is evidently not the article. `stats` are those of the tree before; they are not kept up to date. */
export function dropUnwanted(root: Node, stats: ReadonlyMap<Node, Stats>): void {
  const total = stats.get(root)?.prose ?? 0
  for (let at = root.first; at; ) {
    const gone = at.kind === 'element' && !NEVER.has(at.tag) && isUnwanted(at, stats, total)
    const next: Node | null = gone ? after(at, root) : following(at, root)
    if (gone) remove(at)
    at = next
  }
}

function isUnwanted(at: Node, stats: ReadonlyMap<Node, Stats>, total: number): boolean {
  const limit = limitFor(at)
  if (limit === 0) return false
  const own = stats.get(at) ?? statsOf(at).get(at)!
  return own.prose <= total * limit
}
