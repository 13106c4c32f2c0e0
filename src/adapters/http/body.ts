// Reading an answer's body as it comes: bounded, and never taken for whole when the connection ended early.
import { BodyError, tooLarge } from '../../model/coding.ts'

/** All bytes as they came, at most `max`. Throws BodyError; a stream that breaks off throws its own error. */
export async function collect(
  stream: AsyncIterable<Uint8Array>,
  max: number,
  declared: number | undefined,
): Promise<Buffer> {
  if (declared !== undefined && declared > max) throw tooLarge(max)
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of stream) {
    size += part.length
    if (size > max) throw tooLarge(max)
    parts.push(part)
  }
  if (declared !== undefined && size < declared)
    throw new BodyError({
      reason: 'truncated',
      message: `the answer ended after ${size} of ${declared} bytes`,
    })
  return parts.length === 1 ? Buffer.from(parts[0]!) : Buffer.concat(parts)
}
