// An archive without a disk, for tests: the same promises, kept by a map.
import type { Archive, ArchiveFile, Output } from '../../model/ports.ts'

const encoder = new TextEncoder()
const bytesOf = (file: ArchiveFile): Uint8Array =>
  typeof file.bytes === 'string' ? encoder.encode(file.bytes) : file.bytes.slice()

export interface MemoryArchive extends Archive {
  /** What is in it, by path. */
  readonly files: Map<string, Uint8Array>
}

export function memoryArchive(files = new Map<string, Uint8Array>()): MemoryArchive {
  return {
    files,
    async read(path) {
      return files.get(path)?.slice()
    },
    async readRange(path, offset, length) {
      return files.get(path)?.slice(offset, offset + length)
    },
    async size(path) {
      return files.get(path)?.length
    },
    async write(given) {
      for (const file of given) files.set(file.path, bytesOf(file))
    },
    async create(given) {
      const there = new Set<string>()
      for (const file of given) {
        if (files.has(file.path)) there.add(file.path)
        else files.set(file.path, bytesOf(file))
      }
      return there
    },
    async append(path, bytes) {
      const before = files.get(path) ?? new Uint8Array()
      const added = typeof bytes === 'string' ? encoder.encode(bytes) : bytes
      const whole = new Uint8Array(before.length + added.length)
      whole.set(before)
      whole.set(added, before.length)
      files.set(path, whole)
      return before.length
    },
    async truncate(path, size) {
      const file = files.get(path)
      if (file && file.length > size) files.set(path, file.slice(0, size))
    },
    async remove(paths) {
      for (const path of paths) files.delete(path)
    },
    async *list(folder) {
      const prefix = folder === '' ? '' : `${folder}/`
      for (const path of [...files.keys()].sort()) if (path.startsWith(prefix)) yield path
    },
    async sweep() {
      return 0
    },
  }
}

/** A built site in a map. */
export function memoryOutput(
  files = new Map<string, Uint8Array>(),
): Output & { readonly files: Map<string, Uint8Array> } {
  // Its clock ticks with every question, and what it holds has no times: other bytes are another moment's.
  let ticks = 0
  const known = new Map<string, { bytes: Uint8Array; at: number }>()
  return {
    files,
    async write(given) {
      for (const file of given) files.set(file.path, bytesOf(file))
    },
    async remove(paths) {
      for (const path of paths) files.delete(path)
    },
    async read(path) {
      return files.get(path)
    },
    async has(path) {
      return files.has(path)
    },
    moment() {
      for (const [path, bytes] of files)
        if (known.get(path)?.bytes !== bytes) known.set(path, { bytes, at: ticks })
      return ticks++
    },
    touched: (paths, since) =>
      paths.filter(path => {
        const bytes = files.get(path)
        const last = known.get(path)
        return bytes === undefined || last?.bytes !== bytes || last.at > since
      }),
    async list() {
      return [...files.keys()].sort()
    },
  }
}
