// The address of a request, read: whose picture, drawn how, and whether it is signed.
import { digest } from '../../model/digest.ts'
import { type Drawing, drawingKey } from '../../model/drawing.ts'
import { sourceAddress } from './address.ts'
import { drawingOf } from './drawing.ts'
import { type ImageQuery, imageQuery } from './query.ts'
import { isSigned } from './sign.ts'

/** What a request asks for, and one name for all requests that ask for the same. */
export interface Asked {
  readonly query: ImageQuery
  readonly source: string | undefined
  readonly drawing: Drawing
  readonly key: string
  /** True when it carries its own signature. */
  readonly signs: boolean
}

/** Requests lately read: the same address is asked for again and again. */
const READ = 1000
/** Longer addresses are not remembered. */
const SHORT = 2000

/**
 * Raised when pictures in the proxy's cache are no longer what their drawings give, though those of pages still are: these
 * use neither filters nor trimming nor JSON.
 */
const READING = 2

/** Reads the addresses of requests; `version` is that of what draws, `secret` the archive's. */
export function reader(version: string, secret: string): (url: string) => Asked {
  const known = new Map<string, Asked>()
  return url => {
    const found = known.get(url)
    if (found) return found
    const query = imageQuery(queryOf(url))
    const source = sourceAddress(query.outer.get('url') ?? '')
    const drawing = drawingOf(query.drawing)
    const key = digest(`${source} ${drawingKey(drawing)} ${version} ${READING}`)
    const asked = { query, source, drawing, key, signs: isSigned(query, secret) }
    if (url.length <= SHORT) known.set(url, asked)
    if (known.size > READ) known.delete(known.keys().next().value!)
    return asked
  }
}

const queryOf = (url: string): string => {
  const at = url.indexOf('?')
  return at < 0 ? '' : url.slice(at + 1).replace(/#.*$/s, '')
}
