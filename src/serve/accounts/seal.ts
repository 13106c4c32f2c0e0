// Values that leave the house and come back: signed, so that nobody else can make or change one.
import { createHmac, timingSafeEqual } from 'node:crypto'

/** What a sealed value is for: one made for a cookie does not open an API. */
export type Purpose = 'session' | 'form' | 'api' | 'edit' | 'feed' | 'websub'

const mac = (secret: Uint8Array, purpose: Purpose, body: string): Buffer =>
  createHmac('sha256', secret).update(`stet ${purpose}\n${body}`).digest()

/** `body.mac`, fit for a cookie and an address. */
export const seal = (secret: Uint8Array, purpose: Purpose, value: unknown): string => {
  const body = Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${body}.${mac(secret, purpose, body).toString('base64url')}`
}

/** What was sealed; undefined when it was not sealed here, for this. */
export function unseal(secret: Uint8Array, purpose: Purpose, sealed: string): unknown {
  const [body, signature, ...rest] = sealed.split('.')
  if (!body || !signature || rest.length > 0) return undefined
  const given = Buffer.from(signature, 'base64url')
  const wanted = mac(secret, purpose, body)
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return undefined
  return JSON.parse(Buffer.from(body, 'base64url').toString())
}

/** A short proof that somebody was here before, for forms and tokens: 32 hexadecimal digits. */
export const proof = (secret: Uint8Array, purpose: Purpose, text: string): string =>
  mac(secret, purpose, text).toString('hex').slice(0, 32)
