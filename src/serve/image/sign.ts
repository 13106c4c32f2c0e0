// Signed requests: who knows the archive's secret may have any picture drawn.
import { createHmac, timingSafeEqual } from 'node:crypto'
import { drawingKey } from '../../model/drawing.ts'
import { sourceAddress } from './address.ts'
import { drawingOf } from './drawing.ts'
import { type ImageQuery, imageQuery } from './query.ts'

/**
 * The signature of a query: HMAC-SHA-256 over what it asks for, in base64url. Order, spelling and percent-encoding of
 * the query do not count. Undefined when it names no address.
 */
export function signature({ outer, drawing }: ImageQuery, secret: string): string | undefined {
  const source = sourceAddress(outer.get('url') ?? '')
  if (source === undefined) return undefined
  const asked = ['default', 'errorredirect', 'filename', 'encoding', 'maxage'] as const
  const said = [source, drawingKey(drawingOf(drawing)), ...asked.map(key => outer.get(key) ?? null)]
  return createHmac('sha256', secret).update(JSON.stringify(said)).digest('base64url')
}

/** True when a query carries its own signature. Without a secret nothing is signed. */
export function isSigned(query: ImageQuery, secret: string): boolean {
  const given = query.outer.get('sig')
  const own = given === undefined || secret === '' ? undefined : signature(query, secret)
  if (given === undefined || own === undefined) return false
  const [a, b] = [Buffer.from(given), Buffer.from(own)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/** A query text with its signature behind it; undefined when it names no address. */
export function signed(text: string, secret: string): string | undefined {
  const bare = text
    .split('&')
    .filter(part => !/^sig=/i.test(part))
    .join('&')
  const own = signature(imageQuery(bare), secret)
  return own === undefined ? undefined : `${bare}&sig=${own}`
}
