// What the visible lines of a page say about its article: who wrote it and when, beside the title or at the end.
import { bylineIn, joinNames, personName, signatureIn, startsWithSurname } from './bylines.ts'
import { dateIn } from './dates.ts'
import { following, type Node } from './tree.ts'

/** Lines behind the title that may speak of the article. */
const NEAR = 60
const INLINE = /^(?:a|b|i|em|strong|span|font|time|small|u|cite)$/
const UNSEEN = /^(?:script|style|title|noscript|option|textarea)$/

/** The lines of text below a node, as its blocks part them, without empty ones. */
export function linesOf(root: Node): string[] {
  const lines: string[] = []
  let parts: string[] = []
  const end = (): void => {
    const text = parts.join(' ').replace(/\s+/g, ' ').trim()
    if (text !== '') lines.push(text)
    parts = []
  }
  for (let at = root.first; at; at = following(at, root)) {
    if (at.kind === 'element' && !INLINE.test(at.tag)) end()
    else if (at.kind === 'text' && !UNSEEN.test(at.parent?.tag ?? '')) parts.push(at.value)
  }
  end()
  return lines
}

/** What a page shows around its title. */
export interface Around {
  /** The lines from the title on; from the top of the page where it does not show its title. */
  readonly near: readonly string[]
  /** The few before it, the nearest first. */
  readonly before: readonly string[]
  readonly all: readonly string[]
}

/** Lines before the title that may speak of the article. */
const BEFORE = 8

export function linesAround(root: Node, title: string): Around {
  const all = linesOf(root)
  const wanted = plain(title).slice(0, 40)
  const found = wanted.length < 4 ? -1 : all.findIndex(line => plain(line).startsWith(wanted))
  const at = Math.max(0, found)
  return {
    near: all.slice(at, at + NEAR),
    before: all.slice(Math.max(0, at - BEFORE), at).reverse(),
    all,
  }
}

const plain = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '')

/** A line that says who the next one is. */
const LABEL = /^(?:(?:written|article|story|posted|words|reported) by|by|authors?|作者|撰文)\s?[:：]?$/i
const LONE =
  /^(?:\p{Lu}[\p{L}.'’-]*(?: (?:\p{Lu}[\p{L}.'’-]*|de|van|von|der|la|bin|al|el)){1,3}|\p{Script=Han}{2,4})$/u
const SIGNED = /^作者\s?[：:]\s?[\p{Script=Han}·\s、，]{2,30}$/u

/** A line that is a name and nothing else. */
const loneName = (line: string): string => (LONE.test(line) ? personName(line) : '')

/** A byline beside the title, in the first or the last lines of the body; '' when there is none. */
export function authorInLines({ near, all }: Around, body: readonly string[], title: string): string {
  const head = near.slice(0, 20)
  const ends = body.slice(-6).reverse()
  return (
    firstIn([...head.filter(one => one.length < 120), ...body.slice(0, 6), ...ends], bylineIn) ||
    firstIn(head, (line, at) => (LABEL.test(line) ? loneName(head[at + 1] ?? '') : '')) ||
    firstIn(ends, signatureIn) ||
    signedIn(all) ||
    namesUnder(title, body)
  )
}

function firstIn(lines: readonly string[], nameIn: (line: string, at: number) => string): string {
  for (const [at, line] of lines.entries()) {
    const name = nameIn(line, at)
    if (name !== '') return name
  }
  return ''
}

/** The name in the page's only line that is `作者：张三` and nothing else, wherever it stands. */
function signedIn(all: readonly string[]): string {
  const names = new Set(all.filter(line => SIGNED.test(line)).map(bylineIn))
  return names.size === 1 ? [...names][0]! : ''
}

/** The names alone on one of the first lines under a Chinese title, which may begin with the name: `茉莉：…`. */
function namesUnder(title: string, body: readonly string[]): string {
  for (const line of body.slice(0, 3)) {
    const names = line.split(/[\s、，]+/)
    const isName = (name: string): boolean => startsWithSurname(name) || title.startsWith(`${name}：`)
    if (names.length <= 4 && names.every(name => /^\p{Script=Han}{2,4}$/u.test(name) && isName(name)))
      return joinNames(names)
  }
  return ''
}

const DATE_WORD = /发布|發布|發佈|来源|來源|时间|時間|日期|发表|發表|更新|posted|published|date|updated/i

/** A word that goes with a date, right before one. */
const LABELLED =
  /(?:发布|發布|發佈|时间|時間|日期|发表(?:于|於)?|發表(?:于|於)?|更新|posted|published|updated|date)[^\d\p{Script=Han}]{0,16}(?=\S)/iu

/**
 * When a page shows that its article was published: beside a word that goes with a date, in a short line behind the
 * title or before it, or in the one line of the page that is nothing but a date. Undefined when it shows nothing.
 */
export function dateInLines({ near, before, all }: Around, zone: string): string | undefined {
  const short = near.filter(line => line.length < 160)
  const likely = [
    ...short.slice(0, 25).filter(line => DATE_WORD.test(line)),
    ...short.slice(0, 25).filter(line => line.length < 60),
    ...before.filter(line => line.length < 60),
    ...short,
    ...all.filter(line => line.length < 160 && LABELLED.test(line)),
    ...bareDates(all, zone),
  ]
  for (const line of likely) {
    const found = dateIn(line, zone)
    if (found !== undefined) return found
  }
  return undefined
}

/** More of them are a list of other articles. */
const MOST_BARE = 3
/** Characters of a line that holds a date and hardly anything else. */
const BARE = 32

function bareDates(lines: readonly string[], zone: string): string[] {
  const bare = lines.filter(line => line.length <= BARE && dateIn(line, zone) !== undefined)
  return bare.length <= MOST_BARE ? bare : []
}
