// Reading the predecessor's posts: front matter that is often not YAML, bodies of one line, dates that are none.
// Lenient by design: whatever can be saved is saved, and what is odd is said.
import { type Instant, instant } from '../../model/time.ts'
import { plainLine } from '../feed/plain.ts'

export interface PredecessorPost {
  /** Plain text, as are author, tags and categories: the predecessor wrote them down as feeds escaped them. */
  readonly title: string
  /** Absent when neither front matter, comment nor file name has a date that can be. */
  readonly date?: Instant
  readonly author: string
  /** '' when it has none. */
  readonly url: string
  readonly tags: readonly string[]
  readonly categories: readonly string[]
  /** Raw HTML. */
  readonly html: string
  /** What had to be guessed or repaired, in words. */
  readonly repairs: readonly string[]
}

const KEYS =
  /^(layout|title|date|author|from|link|url|tags|categories|category|comments|lang)\s*:[ \t]?([^\n]*)$/i

/**
 * Reads one post. `name` is its file name, the last resort for date and title. Undefined with a reason when there is
 * neither a title nor a text in it.
 */
export function readPredecessorPost(
  name: string,
  text: string,
): PredecessorPost | { readonly reason: string } {
  const repairs: string[] = []
  const { fields, body } = split(text.replace(/^\ufeff/, '').replaceAll('\r\n', '\n'), repairs)
  const fromName = nameParts(name)
  const title = unquote(fields.get('title') ?? '') || fromName.title
  if (!fields.has('title')) repairs.push('title taken from the file name')
  const { html, comment, link } = splitBody(body)
  const date = firstDate(
    [
      ['', fields.get('date')],
      ['date taken from the comment', comment],
      ['date taken from the file name', fromName.date],
    ],
    repairs,
  )
  if (html.trim() === '' && !fields.has('title'))
    return { reason: 'there is neither a title nor a text in it' }
  const url = unquote(fields.get('from') ?? fields.get('link') ?? fields.get('url') ?? '') || link || ''
  return {
    title: plainLine(title),
    ...(date !== undefined && { date }),
    author: plainLine(unquote(fields.get('author') ?? '')),
    url,
    tags: list(fields.get('tags') ?? ''),
    categories: list(fields.get('categories') ?? fields.get('category') ?? ''),
    html,
    repairs,
  }
}

/** Front matter by lines: a value is the rest of its line, whatever quotes and colons are in it. */
function split(text: string, repairs: string[]): { fields: Map<string, string>; body: string } {
  const fields = new Map<string, string>()
  const open = /^\s*---[ \t]*\n/.exec(text)
  if (!open) {
    repairs.push('there is no front matter')
    return { fields, body: text }
  }
  let at = open[0].length
  let key = ''
  while (at < text.length) {
    const end = text.indexOf('\n', at)
    const line = text.slice(at, end < 0 ? text.length : end)
    if (/^---[ \t]*$/.test(line)) return { fields, body: end < 0 ? '' : text.slice(end + 1) }
    const match = KEYS.exec(line)
    // A body that begins before the fence was closed: the front matter was cut.
    if (!match && /^(<!--\d|<div|<p>|\[.*\]\(http)/.test(line)) break
    at = end < 0 ? text.length : end + 1
    if (match) {
      key = match[1]!.toLowerCase()
      if (!fields.has(key)) fields.set(key, match[2]!.trim())
    } else if (key !== '' && line.trim() !== '') {
      // A title with a line break in it, or a YAML list.
      fields.set(
        key,
        /^\s*- /.test(line)
          ? `${fields.get(key)}, ${line.replace(/^\s*- /, '')}`
          : `${fields.get(key)} ${line.trim()}`,
      )
      repairs.push(`${key} runs over several lines`)
    }
  }
  repairs.push('the front matter is not closed')
  return { fields, body: text.slice(at) }
}

function splitBody(body: string): { html: string; comment: string | undefined; link: string | undefined } {
  let rest = body.replace(/^\s+/, '')
  const comment = /^<!--\s*([^\s>]*?)\s*-->/.exec(rest)
  if (comment) rest = rest.slice(comment[0].length).replace(/^\s+/, '')
  const heading = /^\[([^\n]*)\]\((\S*)\)[ \t]*\n-{3,}[ \t]*(?:\n|$)/.exec(rest)
  if (heading) rest = rest.slice(heading[0].length).replace(/^\s+/, '')
  return { html: withoutWrapper(rest.trimEnd()), comment: comment?.[1], link: heading?.[2] }
}

/** The `<div>` around everything, when it is the one that the predecessor put there: alone on its line. */
const withoutWrapper = (html: string): string =>
  /^<div>\n/.test(html) && /\n?<\/div>$/.test(html)
    ? html.replace(/^<div>\n/, '').replace(/\n?<\/div>$/, '')
    : html

function firstDate(
  candidates: readonly (readonly [string, string | undefined])[],
  repairs: string[],
): Instant | undefined {
  for (const [repair, text] of candidates) {
    if (text === undefined || text === '') continue
    const plain = unquote(text)
    const at = /^-?\d{9,14}$/.test(plain)
      ? instant(new Date(Number(plain)).toISOString())
      : instant(zoned(plain))
    if (at === undefined) continue
    if (repair !== '') repairs.push(repair)
    return at
  }
  repairs.push('there is no date')
  return undefined
}

/** `2019-03-27 10:52:00 +0800` as JavaScript reads it; a time without a zone is UTC. */
function zoned(text: string): string {
  const match = /^(\d{4}-\d\d-\d\d)(?:[T ]+(\d\d:\d\d(?::\d\d(?:\.\d+)?)?)\s*(Z|UTC|[+-]\d\d:?\d\d)?)?$/.exec(
    text.trim(),
  )
  if (!match) return text
  const [, day, time = '00:00', zone = 'Z'] = match
  return `${day}T${time}${zone === 'UTC' ? 'Z' : zone.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2')}`
}

function nameParts(path: string): { date: string | undefined; title: string } {
  const name = path
    .split('/')
    .at(-1)!
    .replace(/\.(md|markdown|html)$/i, '')
  const match = /^(\d{4}-\d\d-\d\d)-(.*)$/s.exec(name)
  return { date: match?.[1], title: (match?.[2] ?? name).trim() }
}

/** Quotes around a value go; those inside stay, escaped or not. */
function unquote(value: string): string {
  const text = value.trim()
  const quoted = /^"([\s\S]*)"$|^'([\s\S]*)'$/.exec(text)
  if (!quoted) return text
  if (quoted[2] !== undefined) return quoted[2].replaceAll("''", "'")
  return quoted[1]!.replace(/\\(["\\/])/g, '$1')
}

const list = (value: string): string[] => [
  ...new Set(
    value
      .replace(/^\s*\[|\]\s*$/g, '')
      .split(',')
      .map(item => plainLine(unquote(item)))
      .filter(item => item !== ''),
  ),
]
