// The first and last lines of a body: who, when, from where, share, sign up. They are judged one by one until the prose
// begins, and from its end backwards.
import { hasContent, isBlockElement, seenText } from './content.ts'
import { type Stats, statsOf } from './stats.ts'
import { elements, isBlank, type Node, remove, textOf } from './tree.ts'

interface Leaf {
  readonly at: Node
  readonly text: string
  readonly stats: Stats
}

/** Letters of prose with which the text itself has begun. */
const BEGUN = 240
/** Lines on either side that are looked at. */
const ZONE = 30
const SHORT_LINE = 140

const META_LINE =
  /^(?:by\b|posted\b|published|updated|last (?:updated|modified|reviewed)|written by|reviewed by|medically reviewed|fact.?checked|author|contributor|photos?\b|image|credits?\b|share|tweet|print|email|save|listen|comments?\b|no comments|\d+ ?(?:-|–)? ?mins?\b|\d+ (?:comments?|shares|views|likes|minutes?)\b|reading time|est\. reading|tags?\b|filed|category|categories|topics?\b|source|via\b|advertisement|sponsored|affiliate|disclosure|table of contents?$|contents$|in this (?:article|guide|post|section)|jump to|skip to|on this page|home\b|back to|download|get started|learn more|read more|view (?:all|more)|see (?:all|more)|sign up|subscribe|start (?:your|free|trial|now)|book a|request a|contact us|get (?:a|your|in touch)|try (?:it|for)|buy now|shop now|join |follow |click (?:here|to)|submit|来源|來源|作者|记者|記者|责任编辑|責任編輯|责编|責編|编辑[:：]|編輯[:：]|发布|發布|發佈|发稿|时间[:：]|時間[:：]|日期|发表|發表|更新|阅读|閱讀|浏览|瀏覽|点击|點擊|字号|字體|字体|我要评论|我来说|评论|分享|打印|关闭|關閉|返回|稿源|原标题|标签|標籤|分类|关键词|关键字|当前位置|您的位置|您现在|首页|展开全文|收藏|推荐给|上一[篇页]|下一[篇页]|本文(?:网址|链接|来源)|版权|声明[:：]|免责|文章来源|转载|【字|【打印|\[|（?责任?编辑|[(（]责|©|copyright|all rights)/i
const DATE_LINE =
  /(?:19|20)\d{2}\s?[-/.年]\s?\d{1,2}|\b\d{1,2}[\s,]+(?:19|20)\d{2}\b|\b(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2}\b|\d{1,2}:\d{2}/i
const plain = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '')

/** Changes the tree below `body`. */
export function dropEdges(body: Node, title: string, author: string): void {
  const leaves = leavesOf(body)
  const names = plain(author)
  const first = /^\p{L}+/u.exec(author)?.[0] ?? ''
  const head = leaves.slice(0, ZONE)
  let prose = 0
  for (const leaf of head) {
    prose += leaf.stats.prose
    if (prose >= BEGUN * 3) break
    if (plain(leaf.text) === plain(title) || isLabel(leaf, names, true)) drop(leaf.at)
  }
  for (const leaf of leaves.slice(-ZONE).reverse()) {
    if (isHeading(leaf.at) || isLabel(leaf, names, false) || isBiography(leaf, names, first)) drop(leaf.at)
    else if (leaf.stats.prose >= BEGUN / 4 || leaf.stats.marks > 0 || hasMedia(leaf.at)) break
  }
}

/** A label is taken out with the wrappers that held nothing else. */
function drop(at: Node): void {
  let from = at
  while (from.parent && from.parent.kind === 'element' && from.parent.tag !== 'td' && isAlone(from))
    from = from.parent
  if (from.parent) remove(from)
}

function isAlone(at: Node): boolean {
  for (let one = at.parent!.first; one; one = one.next) if (one !== at && hasContent(one)) return false
  return at.parent!.parent !== null
}

const isHeading = (at: Node): boolean => /^h[1-6]$/.test(at.tag)

function isLabel({ at, text, stats }: Leaf, names: string, first: boolean): boolean {
  if (hasMedia(at)) return false
  if (text.length < SHORT_LINE && META_LINE.test(text) && !(isHeading(at) && !first))
    return stats.marks < 4 || stats.linked > 0
  if (names !== '' && plain(text) === names) return true
  if (text.length < 70 && DATE_LINE.test(text) && (first || stats.marks < 3))
    return first || /^\W*(?:\p{L}+ )?\d/u.test(text)
  if (stats.links > 0 && stats.linked > stats.text * 0.85 && text.length < SHORT_LINE) return !isHeading(at)
  return first && text.length < 60 && names !== '' && plain(text).includes(names) && stats.marks < 3
}

/** `Jane Doe is a freelance writer…` behind an article by Jane Doe, or `Jane writes about…`. */
function isBiography({ text }: Leaf, names: string, first: string): boolean {
  if (names.length <= 5 || text.length >= 900) return false
  if (plain(text.slice(0, names.length * 2 + 12)).startsWith(names)) return true
  return first.length > 2 && new RegExp(`^${first}\\b`, 'iu').test(text) && OCCUPATION.test(text)
}

const OCCUPATION =
  /\b(?:writer|reporter|journalist|editor|author|columnist|correspondent|blogger|founder|ceo|freelance|covers|writes|has written|joined|based in|lives in|follow (?:him|her|them))\b/i

const hasMedia = (at: Node): boolean => elements(at, 'img', 'video', 'audio', 'iframe', 'picture').length > 0

/** Blocks that hold no blocks, with text, in order; parts of tables of numbers are left alone. */
function leavesOf(body: Node): Leaf[] {
  const stats = statsOf(body)
  const leaves: Leaf[] = []
  const holds = new Set<Node>()
  const blocks = elements(body).filter(isBlockElement)
  for (const one of blocks) for (let at = one.parent; at && !holds.has(at); at = at.parent) holds.add(at)
  for (const at of blocks) {
    if (holds.has(at) || /^(?:pre|th|hr|figcaption)$/.test(at.tag) || isBlank(textOf(at))) continue
    leaves.push({ at, text: seenText(at), stats: stats.get(at)! })
  }
  return leaves
}
