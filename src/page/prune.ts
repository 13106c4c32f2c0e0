// Takes out of a chosen body what is not the article: its own title again, lines of date and source, lists of links,
// and what follows the end under a heading of its own.
import { isBlockElement, seenText } from './content.ts'
import { dropEdges } from './edges.ts'
import { isPlayer } from './embed.ts'
import { type Stats, statsOf } from './stats.ts'
import { after, elements, following, isBlank, isTag, type Node, remove } from './tree.ts'

const NO_STATS: Stats = { text: 0, linked: 0, marks: 0, prose: 0, links: 0 }

/** Changes the tree below `body`. `title` and `author` are the article's, as far as they are known. */
export function prune(body: Node, title: string, author: string): void {
  dropTitle(body, title)
  dropFrames(body)
  dropRepeats(body)
  dropLinkLists(body)
  dropPointers(body)
  dropTail(body)
  dropEdges(body, title, author)
}

/** Frames of an article are its films; all else in frames is the page's. */
function dropFrames(body: Node): void {
  for (const frame of elements(body, 'iframe', 'embed', 'object', 'amp-iframe'))
    if (!isPlayer(frame)) remove(frame)
}

const plain = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '')

function dropTitle(body: Node, title: string): void {
  const wanted = plain(title)
  if (wanted === '') return
  for (const heading of elements(body, 'h1', 'h2', 'h3')) {
    const text = plain(seenText(heading))
    if (
      text === wanted ||
      (heading.tag === 'h1' && text !== '' && (wanted.includes(text) || text.includes(wanted)))
    ) {
      remove(heading)
      return
    }
  }
}

/** A sentence or more that stands twice, for narrow and for wide screens: the first stays. */
function dropRepeats(body: Node): void {
  const seen = new Set<string>()
  for (const one of elements(body, 'p', 'li', 'blockquote', 'h2', 'h3', 'h4', 'div', 'pre')) {
    if (!isLeafBlock(one)) continue
    const text = plain(seenText(one))
    if (text.length < LONG) continue
    if (seen.has(text)) remove(one)
    else seen.add(text)
  }
}

/** Letters; shorter ones may be refrains. */
const LONG = 80

const LISTS = new Set('ul ol dl div section table nav aside p h2 h3 h4 h5 h6'.split(' '))

/** Blocks that are mostly links, and say little else. A paragraph that is one link may be the author's. */
function dropLinkLists(body: Node): void {
  const stats = statsOf(body)
  const all = stats.get(body) ?? NO_STATS
  // A page of links is what it is.
  if (all.text === 0 || (all.linked > all.text * 0.6 && all.prose < all.text * 0.1)) return
  for (let at = body.first; at; ) {
    const own = LISTS.has(at.tag) ? (stats.get(at) ?? NO_STATS) : NO_STATS
    const isList =
      (isMostlyLinks(own, all) || isThread(at, own, all)) && !isTableOfText(at) && !isAnnounced(at)
    const next: Node | null = isList ? after(at, body) : following(at, body)
    if (isList) remove(at)
    at = next
  }
}

const isMostlyLinks = (own: Stats, all: Stats): boolean =>
  own.links >= 3 && own.linked > own.text * 0.65 && own.text < all.text * 0.4 && own.prose < all.prose * 0.1

/** Many links with a name and an hour beside each: the thread of a forum. */
const isThread = (at: Node, own: Stats, all: Stats): boolean =>
  own.links >= 12 &&
  own.text / own.links < 110 &&
  own.linked > own.text * 0.3 &&
  own.prose < all.prose * 0.45 &&
  (seenText(at).match(/\d{1,2}[-/:]\d{1,2}/g)?.length ?? 0) > own.links * 0.3

const POINTER =
  /^[\s\W]*(?:related(?: (?:stor(?:y|ies)|articles?|reading|coverage|content|posts?))?|(?:also|further|recommended|must|suggested) read(?:ing)?|read(?: (?:more|also|next|this|on))?|see also|more(?: (?:on this|from|stories|news|like this))?|don['’]t miss|you (?:may|might) (?:also )?(?:like|enjoy)|watch(?: (?:more|now|also))?|listen(?: (?:more|now|also))?|相关(?:阅读|报道|新闻|文章|链接)|相關(?:閱讀|報導|新聞|文章)|延伸(?:阅读|閱讀)|更多(?:阅读|新闻|报道)|推荐(?:阅读)?|推薦(?:閱讀)?|阅读更多|閱讀更多|另请参阅|参考阅读)\s*(?:[:：|>»→–—-]|$)/i

/** A line in the midst of a text that sends its reader elsewhere: a label and a link. */
function dropPointers(body: Node): void {
  const stats = statsOf(body)
  for (const one of elements(body, 'p', 'div', 'li', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote', 'aside')) {
    const own = stats.get(one)
    if (!one.parent || !own || own.links === 0 || own.text > 420 || own.linked < own.text * 0.4) continue
    if (POINTER.test(seenText(one).slice(0, 60))) remove(one)
  }
}

/** What a sentence ending in a colon announces is a part of the text. */
function isAnnounced(at: Node): boolean {
  let before = at.previous
  while (before && isBlank(seenText(before))) before = before.previous
  return before !== null && /[:：]$/.test(seenText(before))
}

const isTableOfText = (at: Node): boolean => isTag(at, 'table') && elements(at, 'th').length > 0

const TAIL =
  /^(?:related\b|read more|read next|more (?:from|on|stories|articles|news)|you (?:may|might) (?:also )?(?:like|enjoy|be interested)|recommended|recent posts|latest (?:posts|news|articles|stories)|popular|trending|comments?\b|\d+ (?:comments|responses|thoughts)|leave a (?:reply|comment)|post a comment|add a comment|about the authors?|share (?:this|on|article)|subscribe|sign up|join (?:our|the)|newsletter|follow us|tags?\s*:|filed under|categories|further reading|see also|references$|sources$|what to read next|don'?t miss|up next|next article|previous (?:post|article)|相关(?:新闻|文章|阅读|链接|报道|推荐|专题)|相關|延伸阅读|延伸閱讀|推荐阅读|推薦閱讀|更多(?:文章|新闻|精彩|阅读)|热门|熱門|猜你喜欢|最新(?:评论|文章|消息)|网友评论|發表評論|发表评论|评论|留言|版权(?:声明|所有)|免责声明|上一篇|下一篇|编辑推荐|精彩推荐|关注我们|订阅)/i

/** What is said of rights and duties behind the article, however much it is. */
const LEGAL =
  /^(?:[\p{Script=Han}]{0,8}(?:著作权|版权|侵权|免责|法律)(?:声明|公告|说明)|[\p{Script=Han}]{0,8}(?:著作權|版權|侵權|免責)(?:聲明|公告)|disclaimer\b|copyright\b|legal notice|important (?:disclosures?|information)|republish(?: (?:this|our))?\b)/iu

const COMMENTS =
  /^(?:comments?\b|\d+ (?:comments|responses)|leave a (?:reply|comment)|related\b|相关|相關|评论|留言|发表评论|网友|網友)/i

function startsTail(at: Node): boolean {
  if (!/^(?:h[2-6]|p|div|td|th)$/.test(at.tag)) return false
  const text = seenText(at)
  return (
    text.length < 60 &&
    (TAIL.test(text) || LEGAL.test(text)) &&
    !/^(?:references|sources|further reading)/i.test(text)
  )
}

/** How much of the prose may stand behind a heading of this kind. */
function mostBehind(heading: string): number {
  if (LEGAL.test(heading)) return 0.45
  return COMMENTS.test(heading) ? 0.3 : 0.1
}

/** A heading of the kind that comes after the end, with all that follows it, if that is not much of the prose. */
function dropTail(body: Node): void {
  const stats = statsOf(body)
  const total = stats.get(body)?.prose ?? 0
  let rest = total
  for (let at = body.first; at; at = following(at, body)) {
    if (rest < total * 0.45 && startsTail(at) && rest < total * mostBehind(seenText(at))) {
      cutFrom(at, body)
      return
    }
    if (isLeafBlock(at)) rest -= stats.get(at)?.prose ?? 0
  }
}

const isLeafBlock = (at: Node): boolean =>
  at.kind === 'element' && isBlockElement(at) && !elements(at).some(isBlockElement)

/** Takes out a node and everything after it. */
function cutFrom(at: Node, body: Node): void {
  for (let one: Node | null = at; one && one !== body; ) {
    const parent: Node | null = one.parent
    while (one.next) remove(one.next)
    if (one === at) remove(one)
    one = parent
  }
}
