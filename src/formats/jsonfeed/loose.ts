// A JSON Feed whose brackets and quotes no longer match: each item is looked for by itself, so that damage stays in one.
import { type Json, parseJson } from './json.ts'

type JsonObject = { [name: string]: Json }

/** What an item begins with: names that authors and attachments do not have. */
const ITEM_START =
  /\{\s*"(?:id|title|content_html|content_text|date_published|date_modified|external_url|summary|_[a-z]+)"\s*:/g
/** Fields that name an item, for when its own brackets cannot be followed. */
const NAMING = ['id', 'url', 'title', 'content_html', 'content_text', 'date_published'] as const
const HEAD = ['version', 'title', 'home_page_url', 'feed_url', 'description', 'language', 'icon'] as const
const LONGEST_HEAD = 65_536

/**
 * The head and the items that can be made out; undefined where nothing speaks for a JSON Feed. An item that the text
 * ends in is left out. Linear in the text.
 */
export function readLoosely(text: string): { value: JsonObject; cut: boolean } | undefined {
  if (!/jsonfeed\.org\/version|"items"\s*:/i.test(text.slice(0, LONGEST_HEAD))) return undefined
  const starts = startsOf(text)
  if (starts.length === 0) return undefined
  const items = starts.map((from, i) => itemIn(text.slice(from, starts[i + 1])))
  const cut = !/\}\s*,?\s*\][^[{]*$/.test(text.slice(-1000))
  const whole = cut ? items.slice(0, -1) : items
  const value: JsonObject = { ...fieldsIn(text.slice(0, starts[0]), HEAD), items: whole }
  return { value, cut }
}

/** Where items begin; the first may be the feed itself, whose braces hold all the others. */
function startsOf(text: string): number[] {
  const list = /"items"\s*:\s*\[?/.exec(text)
  const from = list ? list.index + list[0].length : text.indexOf('{') + 1
  ITEM_START.lastIndex = from
  const starts: number[] = []
  for (let match = ITEM_START.exec(text); match; match = ITEM_START.exec(text)) starts.push(match.index)
  return starts
}

function itemIn(chunk: string): JsonObject {
  const { value } = parseJson(chunk.replace(/[\s,\]]+$/, ''))
  const read = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
  return { ...fieldsIn(chunk, NAMING), ...read }
}

/** Strings by their names, wherever they stand: the first of each. */
function fieldsIn(text: string, names: readonly string[]): JsonObject {
  const found: JsonObject = {}
  for (const name of names) {
    const match = new RegExp(`"${name}"\\s{0,9}:\\s{0,9}("(?:[^"\\\\\\n]|\\\\.)*")`).exec(text)
    const value = match && parseJson(match[1]!).value
    if (typeof value === 'string') found[name] = value
  }
  return found
}
