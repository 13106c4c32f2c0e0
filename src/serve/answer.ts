// A document as an HTTP answer: validators, compression, and the headers that keep a page to itself.
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { digest } from '../model/digest.ts'
import { contentPolicy } from '../publish/policy.ts'
import type { Document, SiteConfig } from '../publish/site.ts'

const brotli = promisify(brotliCompress)
const gzipped = promisify(gzip)

type Encoding = 'br' | 'gzip'

/** Below this a compressed body saves no packet. */
const WORTH_COMPRESSING = 1200
const COMPRESSIBLE = /^(?:text\/|application\/(?:json|xml|[\w.-]+\+(?:json|xml))|image\/svg)/

/** Headers of every answer. Nothing is loaded from elsewhere, nothing is framed, nobody learns what was read. */
export const securityHeaders = (config: Pick<SiteConfig, 'pictures'>): Readonly<Record<string, string>> => ({
  'Content-Security-Policy': `${contentPolicy(config)}; frame-ancestors 'none'`,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), browsing-topics=()',
})

/** The answer to a GET or HEAD: 304 when the reader has it already. */
export async function answer(request: Request, document: Document): Promise<Response> {
  const tag = digest(document.body).slice(0, 32)
  const encoding = encodingFor(request, document)
  const headers: Record<string, string> = {
    ETag: `"${tag}${encoding ? `-${encoding}` : ''}"`,
    'Cache-Control': document.lasts ? FOREVER : cacheControl(request, tag),
    ...(COMPRESSIBLE.test(document.type) && { Vary: 'Accept-Encoding' }),
  }
  if (document.status === 200 && matches(request.headers.get('if-none-match'), tag))
    return new Response(null, { status: 304, headers })
  const body = await encoded(document.body, encoding)
  headers['Content-Type'] = document.type
  headers['Content-Length'] = String(body.byteLength)
  if (encoding) headers['Content-Encoding'] = encoding
  return new Response(request.method === 'HEAD' ? null : body, { status: document.status, headers })
}

const FOREVER = 'public, max-age=31536000, immutable'

/** Readers ask again each time and mostly get a 304; what is asked for by its version never changes. */
function cacheControl(request: Request, tag: string): string {
  const version = new URL(request.url).searchParams.get('v')
  return version && tag.startsWith(version) ? FOREVER : 'public, no-cache'
}

/** RFC 9110 13.1.2, weakly, whatever the encoding the reader has it in. */
function matches(header: string | null, tag: string): boolean {
  if (header === null) return false
  return header.split(',').some(part => {
    const given = part.trim().replace(/^W\//, '')
    return given === '*' || given.replace(/(?:-br|-gzip)?"$/, '"') === `"${tag}"`
  })
}

function encodingFor(request: Request, { body, type }: Document): Encoding | undefined {
  const size = typeof body === 'string' ? body.length : body.byteLength
  if (size < WORTH_COMPRESSING || !COMPRESSIBLE.test(type)) return undefined
  const accepted = new Set<string>()
  for (const part of (request.headers.get('accept-encoding') ?? '').toLowerCase().split(',')) {
    const [name = '', ...parameters] = part.split(';').map(piece => piece.trim())
    if (!parameters.some(parameter => /^q=0(?:\.0*)?$/.test(parameter))) accepted.add(name)
  }
  return (['br', 'gzip'] as const).find(encoding => accepted.has(encoding))
}

async function encoded(
  body: string | Uint8Array,
  encoding: Encoding | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = typeof body === 'string' ? Buffer.from(body) : Buffer.from(body)
  if (encoding === 'gzip') return Buffer.from(await gzipped(bytes, { level: 6 }))
  if (encoding === 'br') return Buffer.from(await brotli(bytes, { params: brotliParameters(bytes.length) }))
  return bytes
}

/** Quality 4 is as fast as gzip and smaller; a window no larger than the page keeps memory small. */
const brotliParameters = (size: number): Record<number, number> => ({
  [constants.BROTLI_PARAM_QUALITY]: 4,
  [constants.BROTLI_PARAM_LGWIN]: 18,
  [constants.BROTLI_PARAM_SIZE_HINT]: size,
})
