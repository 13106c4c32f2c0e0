// What a page says of its article in JSON-LD (schema.org), as far as it can be believed.
import { decodeHTML } from 'entities'
import { attr, elements, type Node, textOf } from './tree.ts'

export type Thing = Readonly<Record<string, unknown>>

const MAX_SCRIPT = 2_000_000
const MAX_THINGS = 400
const ARTICLE =
  /^(?:\w*Article|\w*NewsArticle|BlogPosting|LiveBlogPosting|Report|Review|SocialMediaPosting|DiscussionForumPosting|Recipe|HowTo|VideoObject)$/

/** All things of a page, nested ones too. */
export function thingsOf(root: Node): Thing[] {
  const found: Thing[] = []
  for (const script of elements(root, 'script')) {
    if (!/^application\/ld\+json/i.test(attr(script, 'type')?.trim() ?? '')) continue
    const value = parsed(textOf(script))
    if (value !== undefined) collect(value, found)
  }
  return found
}

/** JSON as pages write it: in comments, with raw line ends inside strings, with a semicolon after it. */
function parsed(text: string): unknown {
  if (text.length > MAX_SCRIPT) return undefined
  const plain = text
    .trim()
    .replace(/^(?:<!--|\/\*\s*<!\[CDATA\[\s*\*\/|<!\[CDATA\[|\/\/<!\[CDATA\[)/, '')
    .replace(/(?:-->|\/\*\s*\]\]>\s*\*\/|\/\/\]\]>|\]\]>|;)\s*$/, '')
  for (const attempt of [
    plain,
    plain.replace(/[\u0000-\u001f]+/g, ' '),
    plain.replace(/[\u0000-\u001f]+/g, ' ').replace(/,\s*([}\]])/g, '$1'),
  ])
    try {
      return JSON.parse(attempt)
    } catch {}
  return undefined
}

function collect(value: unknown, found: Thing[]): void {
  const rest: unknown[] = [value]
  for (let one = rest.pop(); one !== undefined && found.length < MAX_THINGS; one = rest.pop()) {
    if (typeof one !== 'object' || one === null) continue
    if (Array.isArray(one)) rest.push(...one.slice(0, MAX_THINGS).reverse())
    else {
      const thing = one as Record<string, unknown>
      if (thing['@type'] !== undefined) found.push(thing)
      for (const key of ['@graph', 'mainEntity', 'mainEntityOfPage', 'itemListElement', 'hasPart'])
        if (typeof thing[key] === 'object') rest.push(thing[key])
    }
  }
}

export const isA = (thing: Thing, type: RegExp): boolean =>
  [thing['@type']].flat().some(name => typeof name === 'string' && type.test(name.replace(/^.*[/:]/, '')))

/** The article of a page: the thing of that kind that says most of itself. */
export function articleThing(things: readonly Thing[]): Thing | undefined {
  let best: Thing | undefined
  let most = 0
  for (const thing of things) {
    if (!isA(thing, ARTICLE)) continue
    const score =
      ['headline', 'datePublished', 'author', 'articleBody', 'image', 'publisher', 'name'].filter(
        key => thing[key] !== undefined,
      ).length - (isA(thing, /^(?:VideoObject|Review|Recipe|HowTo)$/) ? 2 : 0)
    if (score > most) {
      best = thing
      most = score
    }
  }
  return best
}

/** A text field; '' when it is something else. */
export const text = (value: unknown): string =>
  unescaped(
    typeof value === 'string' ? value : Array.isArray(value) && typeof value[0] === 'string' ? value[0] : '',
  )

/** Many pages write the references of HTML into JSON, where they mean nothing. */
export const unescaped = (value: string): string => (value.includes('&') ? decodeHTML(value) : value)

/** Names of persons and organisations, one or many, given as texts or things. */
export function namesIn(value: unknown): string[] {
  return [value].flat(2).flatMap(one => {
    if (typeof one === 'string') return [unescaped(one)]
    if (typeof one !== 'object' || one === null) return []
    return namesIn((one as Thing).name)
  })
}

/** The address of a picture given as a text, a thing or a list. */
export function addressIn(value: unknown): string {
  for (const one of [value].flat(2)) {
    if (typeof one === 'string' && one !== '') return one
    if (typeof one !== 'object' || one === null) continue
    const inner = text((one as Thing).url) || text((one as Thing).contentUrl)
    if (inner !== '') return inner
  }
  return ''
}

/** The text that structured data gives of an article; undefined when it gives none. */
export function articleBody(thing: Thing): string | undefined {
  const body = text(thing.articleBody)
  return body === '' ? undefined : body
}
