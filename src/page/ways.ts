// Where a page's links lead that belong to the same article: its next part, all of it on one page, its other versions.
import { resolve } from '../model/url.ts'
import type { SiteRule } from './rules/read.ts'
import { attr, elements, type Node, textOf } from './tree.ts'
import { select, type XPath } from './xpath/select.ts'

export interface Ways {
  /** The next part of an article that goes on. */
  readonly next?: string
  /** The whole article on one page, as the site's rule says. */
  readonly single?: string
  /** For phones and for paper: worth a look when the page itself gives little. */
  readonly others: readonly string[]
}

/** Reads the links of a page's whole tree. Addresses are absolute and on the page's own host. */
export function waysOf(root: Node, address: string | undefined, rule: SiteRule | undefined): Ways {
  if (address === undefined) return { others: [] }
  const next = nextOf(root, address, rule)
  const single = rule?.singlePage.flatMap(({ link, when }) =>
    when === undefined || select(root, when).length > 0 ? linkAt(root, link, address) : [],
  )[0]
  return {
    ...(next !== undefined && { next }),
    ...(single !== undefined && single !== address && { single }),
    others: othersOf(root, address),
  }
}

function linkAt(root: Node, path: XPath, base: string): string[] {
  const item = select(root, path)[0]
  if (!item) return []
  const value = item.kind === 'element' ? (attr(item, 'href') ?? '') : item.kind === 'root' ? '' : item.value
  const url = value === '' ? undefined : resolve(value, base)
  return url === undefined ? [] : [url]
}

const NEXT_WORDS =
  /^(?:next(?: page)?|continue(?: reading)?|下一[页頁]|后一页|後一頁|下[页頁]|继续阅读|第\s?\d+\s?[页頁]|\d{1,2}|[›»>]+|next\s*[›»>→]+|下一[页頁]\s*[›»>→]+)$/i

function nextOf(root: Node, address: string, rule: SiteRule | undefined): string | undefined {
  for (const path of rule?.nextPage ?? []) {
    const [url] = linkAt(root, path, address)
    if (url !== undefined && sameHost(url, address)) return bare(url)
  }
  for (const link of elements(root, 'link', 'a')) {
    const href = attr(link, 'href')
    if (href === undefined || href === '') continue
    const isNext = /(?:^|\s)next(?:\s|$)/i.test(attr(link, 'rel') ?? '')
    if (!isNext && (link.tag === 'link' || !NEXT_WORDS.test(textOf(link).replace(/\s+/g, ' ').trim())))
      continue
    const url = resolve(href, address)
    if (url !== undefined && isNextPart(url, address)) return bare(url)
  }
  return undefined
}

const bare = (url: string): string => url.replace(/#.*$/, '')
const sameHost = (a: string, b: string): boolean => URL.parse(a)?.host === URL.parse(b)?.host

interface Part {
  /** The address with its part's number taken out. */
  readonly stem: string
  readonly number: number
}

const PARTS: readonly RegExp[] = [
  /^(.*?)[_-](\d{1,2})(\.\w{3,5})$/,
  /^(.*?)\/(?:page|p)\/?[-_]?(\d{1,2})\/?()$/i,
  /^(.*?)\/(\d{1,2})\/?()$/,
]
const QUERY = /^(?:page|p|pn|pg|pageno|page_no|currentpage|cpage|paged)$/i

/** How an address may name its part; the first part's often has no number. */
function partsOf(address: string): Part[] {
  const url = URL.parse(address)
  if (!url) return []
  const found: Part[] = []
  for (const [name, value] of url.searchParams) {
    if (!QUERY.test(name) || !/^\d{1,2}$/.test(value)) continue
    const rest = new URL(url)
    rest.searchParams.delete(name)
    found.push({ stem: stemOf(rest.pathname, rest.search), number: Number(value) })
  }
  for (const pattern of PARTS) {
    const match = pattern.exec(url.pathname)
    if (match) found.push({ stem: stemOf(`${match[1]}${match[3]}`, url.search), number: Number(match[2]) })
  }
  return found
}

const stemOf = (path: string, search: string): string => `${path.replace(/\/$/, '')}${search}`

/**
 * The same address but for the number of the part, which is the next one. A link that only says `next` leads to another
 * article on most sites.
 */
export function isNextPart(to: string, from: string): boolean {
  const url = URL.parse(from)
  if (!url || !sameHost(to, from)) return false
  const here = [...partsOf(from), { stem: stemOf(url.pathname, url.search), number: 1 }]
  const there = partsOf(to)
  return there.some(({ stem, number }) =>
    here.some(one => one.stem === stem && (number === one.number + 1 || (one.number === 0 && number === 1))),
  )
}

function othersOf(root: Node, address: string): string[] {
  const found = new Set<string>()
  for (const link of elements(root, 'link', 'a')) {
    const rel = attr(link, 'rel') ?? ''
    const href = attr(link, 'href') ?? ''
    const isAmp = /(?:^|\s)amphtml(?:\s|$)/i.test(rel)
    const isPrint =
      (link.tag === 'link' && /alternate/i.test(rel) && /print/i.test(attr(link, 'media') ?? '')) ||
      (link.tag === 'a' && /[?&/](?:print|printable|printview)(?:[=/.&]|$)/i.test(href))
    const url = isAmp || isPrint ? resolve(href, address) : undefined
    if (url !== undefined && bare(url) !== bare(address)) found.add(bare(url))
  }
  return [...found].slice(0, 2)
}
