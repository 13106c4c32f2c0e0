// Content codings (RFC 9110, 8.4.1): undone within bounds, and never taken for whole when they were cut.
import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate, inflateRaw, zstdDecompress } from 'node:zlib'

export type BodyFault = { readonly reason: 'too-large' | 'truncated' | 'encoding'; readonly message: string }

/** A body that cannot be taken as it is. */
export class BodyError extends Error {
  readonly reason: BodyFault['reason']
  constructor({ reason, message }: BodyFault, cause?: unknown) {
    super(message, { cause })
    this.reason = reason
  }
}

export const tooLarge = (max: number): BodyError =>
  new BodyError({ reason: 'too-large', message: `the answer is larger than ${max} bytes` })

const UNPACK: Record<
  string,
  (bytes: Uint8Array, options: { maxOutputLength: number }) => Promise<Uint8Array>
> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  br: promisify(brotliDecompress),
  zstd: promisify(zstdDecompress),
  deflate: async (bytes, options) => {
    // RFC 9110 means zlib; some servers send the bare stream.
    try {
      return await promisify(inflate)(bytes, options)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'Z_DATA_ERROR')
        return promisify(inflateRaw)(bytes, options)
      throw error
    }
  },
}

/** Packed once more than was said: by a program and again by its server. */
const PACKED_AGAIN = 2

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8

/**
 * Undoes Content-Encoding, outermost last, at most `max` bytes and three layers, and gzip that nobody spoke of. Throws
 * BodyError.
 */
export async function decodeContent(
  wire: Uint8Array,
  encoding: string | undefined,
  max: number,
): Promise<Uint8Array> {
  const layers = (encoding ?? '')
    .split(',')
    .map(name => name.trim().toLowerCase())
    .filter(name => name !== '' && name !== 'identity')
  if (layers.length > 3)
    throw new BodyError({ reason: 'encoding', message: `${layers.length} layers of content encoding` })
  let bytes: Uint8Array = wire
  for (const layer of layers.reverse()) {
    const unpack = UNPACK[layer]
    if (!unpack)
      throw new BodyError({ reason: 'encoding', message: `content encoding "${layer}" is not known` })
    // Some servers label plain bytes as gzip.
    if (/gzip/.test(layer) && !isGzip(bytes)) continue
    if (bytes.length > 0) bytes = await unpacked(unpack, bytes, layer, max)
  }
  for (let again = 0; again < PACKED_AGAIN && isGzip(bytes); again++)
    bytes = await unpacked(UNPACK.gzip!, bytes, 'gzip', max)
  return bytes
}

async function unpacked(
  unpack: (typeof UNPACK)[string],
  bytes: Uint8Array,
  layer: string,
  max: number,
): Promise<Uint8Array> {
  try {
    return await unpack(bytes, { maxOutputLength: max })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(max)
    if (code === 'Z_BUF_ERROR' || /unexpected end/.test(String(error)))
      throw new BodyError({ reason: 'truncated', message: `the ${layer} stream ends before its end` }, error)
    throw new BodyError({ reason: 'encoding', message: `the ${layer} stream is damaged` }, error)
  }
}
