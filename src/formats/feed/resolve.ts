// Relative addresses in HTML made absolute, everything else left as the publisher wrote it.
import { decodeReferences } from '../xml/entities.ts'
import { isNameStart } from '../xml/tag.ts'

const ADDRESSES: ReadonlySet<string> = new Set(
  'href src poster cite longdesc background action data usemap codebase classid profile dynsrc lowsrc srcset'.split(
    ' ',
  ),
)
/** An attribute with its value, or what else stands in a tag: values are passed over, not searched. */
const PART = /([^\s=>"'/]+)(\s*=\s*)("[^"]*"|'[^']*'|[^\s>"']+)|[^\s=>"'/]+|"[^"]*"|'[^']*'/g
const HAS_SCHEME = /^[a-z][a-z0-9+.-]*:/i
/** Longer tags hold data, and are left alone. */
const LONGEST_TAG = 32_768

/** The same HTML with the addresses in its tags absolute; those that cannot be resolved stay. Linear in the text. */
export function absoluteHtml(html: string, base: string | undefined): string {
  if (base === undefined || !html.includes('<') || !URL.canParse(base)) return html
  let out = ''
  let from = 0
  for (let lt = html.indexOf('<'); lt >= 0; lt = html.indexOf('<', lt + 1)) {
    if (!isNameStart(html.charCodeAt(lt + 1))) continue
    const end = tagEnd(html, lt + 1)
    if (end < 0) {
      lt = -end - 1
      continue
    }
    const tag = html.slice(lt, end)
    if (tag.includes('=')) {
      out += html.slice(from, lt) + absoluteTag(tag, base)
      from = end
    }
    lt = end - 1
  }
  return from === 0 ? html : out + html.slice(from)
}

/** Past the tag's `>`; where there is none, minus the place at which looking for it ended, so that none is passed twice. */
function tagEnd(html: string, from: number): number {
  let quote = 0
  const most = Math.min(html.length, from + LONGEST_TAG)
  for (let i = from; i < most; i++) {
    const code = html.charCodeAt(i)
    if (quote !== 0) quote = code === quote ? 0 : quote
    else if (code === 62) return i + 1
    else if (code === 60) return -i
    else if (code === 34 || code === 39) quote = code
  }
  return -most
}

function absoluteTag(tag: string, base: string): string {
  return tag.replace(PART, (all, name?: string, equals?: string, value?: string) => {
    if (name === undefined || !ADDRESSES.has(name.toLowerCase())) return all
    const written = value!.replace(/^["']|["']$/g, '')
    const address = name.toLowerCase() === 'srcset' ? sources(written, base) : resolved(written, base)
    return address === written ? all : `${name}${equals}"${address}"`
  })
}

function resolved(written: string, base: string): string {
  const address = decodeReferences(written).trim()
  if (address === '' || HAS_SCHEME.test(address)) return written
  return URL.parse(address, base)?.href.replaceAll('&', '&amp;') ?? written
}

const sources = (written: string, base: string): string =>
  written
    .split(/,(?=\s)/)
    .map(one => one.replace(/^(\s*)(\S+)/, (_, space: string, url: string) => space + resolved(url, base)))
    .join(',')
