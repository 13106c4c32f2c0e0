// A document as an HTTP answer: validators, compression, and the headers that keep a page to itself.
import { digest } from '../model/digest.ts'
import { contentPolicy } from '../publish/policy.ts'
import type { Document, Memento, SiteConfig } from '../publish/site.ts'
import { type Encoding, encoded, encodingFor, isCompressible } from './encoding.ts'

/** Headers of every answer. Nothing is loaded from elsewhere, nothing is framed, nobody learns what was read. */
export const securityHeaders = (config: Pick<SiteConfig, 'pictures'>): Readonly<Record<string, string>> => ({
  'Content-Security-Policy': `${contentPolicy(config)}; frame-ancestors 'none'`,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), browsing-topics=()',
})

/** GET or HEAD: nothing is changed by it. */
export const isRead = ({ method }: Pick<Request, 'method'>): boolean => method === 'GET' || method === 'HEAD'

/** A document with what answers are made of: its tag, and its forms so far. */
export interface Prepared {
  readonly status: number
  readonly type: string
  readonly tag: string
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly forms: Map<Encoding, Uint8Array<ArrayBuffer>>
  /** What stands at its address never changes. */
  readonly lasts?: boolean
  readonly memento?: Memento
}

/** Reads a document's bytes once. */
export function prepared({ body, type, status, lasts, memento }: Omit<Document, 'path'>): Prepared {
  const bytes = typeof body === 'string' ? Buffer.from(body) : (body as Uint8Array<ArrayBuffer>)
  return {
    status,
    type,
    tag: digest(body).slice(0, 32),
    bytes,
    forms: new Map(),
    ...(lasts && { lasts }),
    ...(memento && { memento }),
  }
}

/** Who may keep an answer: anybody who asks again each time, or only the one who asked. */
export type Audience = 'public' | 'private'

/** The answer to a GET or HEAD: 304 when the reader has it already. */
export async function answer(
  request: Request,
  document: Omit<Document, 'path'> | Prepared,
  audience: Audience = 'public',
): Promise<Response> {
  const ready = 'tag' in document ? document : prepared(document)
  const { tag, type, status } = ready
  const encoding = encodingFor(request.headers.get('accept-encoding'), type, ready.bytes.length)
  const headers: Record<string, string> = {
    ETag: `"${tag}${encoding ? `-${encoding}` : ''}"`,
    'Cache-Control': ready.lasts ? `${audience}, ${FOREVER}` : cacheControl(request, tag, audience),
  }
  if (ready.memento) {
    headers.Link = ready.memento.link
    headers['Memento-Datetime'] = new Date(ready.memento.taken).toUTCString()
  }
  const varies = [
    ...(isCompressible(type) ? ['Accept-Encoding'] : []),
    ...(audience === 'private' ? ['Cookie'] : []),
  ]
  if (varies.length > 0) headers.Vary = varies.join(', ')
  if (status === 200 && matches(request.headers.get('if-none-match'), tag))
    return new Response(null, { status: 304, headers })
  const body = encoding === undefined ? ready.bytes : await formOf(ready, encoding)
  headers['Content-Type'] = type
  headers['Content-Length'] = String(body.byteLength)
  if (encoding) headers['Content-Encoding'] = encoding
  return new Response(request.method === 'HEAD' ? null : body, { status, headers })
}

async function formOf({ bytes, forms }: Prepared, encoding: Encoding): Promise<Uint8Array<ArrayBuffer>> {
  const found = forms.get(encoding) ?? (await encoded(bytes, encoding))
  forms.set(encoding, found)
  return found
}

const FOREVER = 'max-age=31536000, immutable'

/** Readers ask again each time and mostly get a 304; what is asked for by its version never changes. */
function cacheControl(request: Request, tag: string, audience: Audience): string {
  const at = request.url.indexOf('?')
  const version = at < 0 ? null : new URLSearchParams(request.url.slice(at)).get('v')
  return version && tag.startsWith(version)
    ? `${audience}, max-age=31536000, immutable`
    : `${audience}, no-cache`
}

/** RFC 9110 13.1.2, weakly, whatever the encoding the reader has it in. */
function matches(header: string | null, tag: string): boolean {
  if (header === null) return false
  return header.split(',').some(part => {
    const given = part.trim().replace(/^W\//, '')
    return given === '*' || given.replace(/(?:-br|-zstd|-gzip)?"$/, '"') === `"${tag}"`
  })
}
