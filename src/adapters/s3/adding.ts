// Adding to files: each addition is an object of its own. A file of many is put together now and then, so that reading it
// stays a matter of few requests.
import { cut, fetchParts, fetchRange, partsOf, pieceOf, piecesOf, upload, type Writing } from './objects.ts'

/** A file of more parts is put together. */
const PARTS = 32
/** Parts put together at once, in bytes. */
const JOINED = 8 << 20

/** `append` and `truncate` of an archive (model/ports.ts). */
export function addingTo({ bucket, map, run, commit }: Writing) {
  /** A file of many parts is read by many requests: the last ones become one. */
  async function join(path: string): Promise<void> {
    const before = map.parts(path) ?? []
    let from = before.length
    for (let size = 0; from > 0 && size + before[from - 1]!.size <= JOINED; from--)
      size += before[from - 1]!.size
    if (before.length - from < PARTS / 2) return
    const bytes = await fetchParts(bucket, before.slice(from))
    if (!bytes) return
    const pieces = piecesOf({ path, bytes })
    await upload(bucket, map, run, pieces)
    await commit(() => {
      // Added to meanwhile: what came after the joined ones stays as it is.
      const after = map.parts(path) ?? []
      const isStill = before.every(({ key }, i) => after[i]?.key === key)
      return isStill
        ? [
            {
              op: 'set',
              path,
              parts: [...before.slice(0, from), ...partsOf(pieces), ...after.slice(before.length)],
            },
          ]
        : []
    })
  }

  async function append(path: string, content: Uint8Array | string): Promise<number> {
    if (content.length === 0) {
      if (map.size(path) === undefined) await commit(() => [{ op: 'set', path, parts: [] }])
      return map.size(path) ?? 0
    }
    const piece = pieceOf(path, content)
    await upload(bucket, map, run, [piece])
    let offset = 0
    await commit(() => {
      offset = map.size(path) ?? 0
      return [{ op: 'add', path, part: piece.part }]
    })
    if ((map.parts(path)?.length ?? 0) > PARTS) await join(path)
    return offset
  }

  async function truncate(path: string, size: number): Promise<void> {
    const before = map.parts(path)
    if (!before || (map.size(path) ?? 0) <= size) return
    const { whole, rest } = cut(before, size)
    const bytes = rest && (await fetchRange(bucket, [rest.part], 0, rest.length))
    const pieces = bytes ? piecesOf({ path, bytes }) : []
    await upload(bucket, map, run, pieces)
    await commit(() => [{ op: 'set', path, parts: [...whole, ...partsOf(pieces)] }])
  }

  return { append, truncate }
}
