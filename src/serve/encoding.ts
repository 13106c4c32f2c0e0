// Compression as the reader accepts it (RFC 9110 12.5.3): Brotli, Zstandard (RFC 8878) or gzip.
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip, zstdCompress } from 'node:zlib'

const brotli = promisify(brotliCompress)
const gzipped = promisify(gzip)
const zstd = promisify(zstdCompress)

/** In the order of preference where a reader has none. */
const ENCODINGS = ['br', 'zstd', 'gzip'] as const
export type Encoding = (typeof ENCODINGS)[number]

/** Below this a compressed body saves no packet. */
const WORTH_COMPRESSING = 1200
const COMPRESSIBLE = /^(?:text\/|application\/(?:json|xml|x-ndjson|[\w.-]+\+(?:json|xml))|image\/svg)/

export const isCompressible = (type: string): boolean => COMPRESSIBLE.test(type)

/** The encoding to answer in; undefined for none. Of those accepted the one with the highest weight. */
export function encodingFor(accept: string | null, type: string, size: number): Encoding | undefined {
  if (accept === null || size < WORTH_COMPRESSING || !isCompressible(type)) return undefined
  const weights = weightsOf(accept)
  let best: Encoding | undefined
  for (const encoding of ENCODINGS) {
    const weight = weights.get(encoding) ?? weights.get('*') ?? 0
    if (weight > 0 && weight > (best === undefined ? 0 : (weights.get(best) ?? weights.get('*') ?? 0)))
      best = encoding
  }
  return best
}

function weightsOf(accept: string): Map<string, number> {
  const weights = new Map<string, number>()
  for (const part of accept.toLowerCase().split(',')) {
    const [name = '', ...parameters] = part.split(';').map(piece => piece.trim())
    const q = parameters.map(parameter => /^q=([01](?:\.\d{0,3})?)$/.exec(parameter)?.[1]).find(Boolean)
    weights.set(name === 'x-gzip' ? 'gzip' : name, q === undefined ? 1 : Number(q))
  }
  return weights
}

export async function encoded(bytes: Uint8Array, encoding: Encoding): Promise<Uint8Array<ArrayBuffer>> {
  switch (encoding) {
    case 'br':
      return Buffer.from(await brotli(bytes, { params: brotliParameters(bytes.length) }))
    case 'zstd':
      return Buffer.from(await zstd(bytes, { params: { [constants.ZSTD_c_compressionLevel]: 3 } }))
    case 'gzip':
      return Buffer.from(await gzipped(bytes, { level: 6 }))
  }
}

/** Quality 4 is as fast as gzip and smaller; a window no larger than the page keeps memory small. */
const brotliParameters = (size: number): Record<number, number> => ({
  [constants.BROTLI_PARAM_QUALITY]: 4,
  [constants.BROTLI_PARAM_LGWIN]: 18,
  [constants.BROTLI_PARAM_SIZE_HINT]: size,
})
