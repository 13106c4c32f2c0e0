// Where exchanges are kept verbatim: one WARC file a run, named by its moment, each record findable by its place.
import { wholeLength } from '../formats/warc/read.ts'
import { type Packed, packExchange, packInfo, packResource } from '../formats/warc/write.ts'
import type { Article } from '../model/article.ts'
import type { Store } from '../model/catalogue.ts'
import type { Archive, Exchange } from '../model/ports.ts'
import { type Instant, iso, month } from '../model/time.ts'

export interface Captures {
  /** Keeps an exchange; returns its place, `captures/….warc.gz#offset+length`. Durable when it resolves. */
  exchange(exchange: Exchange, at: Instant): Promise<string>
  /** Keeps bytes that came without an exchange. */
  resource(uri: string, type: string, bytes: Uint8Array, at: Instant): Promise<string>
  /** The file written to, if there is one. */
  readonly path: string | undefined
  /** Call when the run is over: the file is whole. */
  close(): Promise<void>
}

/** The note that names a file being written, so that a killed run's last record can be cut off. */
const NOTE = 'capturing'

interface Waiting {
  readonly packed: Packed
  readonly done: (place: string) => void
  readonly failed: (error: unknown) => void
}

/** Opens no file until something is kept. What is ready at one time is appended with one flush. */
export function openCaptures(
  archive: Archive,
  notes: Pick<Store, 'setNote'>,
  software: string,
  startedAt: Instant,
): Captures {
  let path: string | undefined
  const waiting: Waiting[] = []
  let writing: Promise<void> | undefined

  async function begin(): Promise<string> {
    const stem = `captures/${month(startedAt).replace('-', '/')}/${iso(startedAt).replace(/[-:]|\.\d+/g, '')}`
    const { bytes } = await packInfo(software, startedAt)
    for (let n = 1; ; n++) {
      const name = `${stem}${n === 1 ? '' : `-${n}`}.warc.gz`
      if ((await archive.size(name)) !== undefined) continue
      await notes.setNote(NOTE, name)
      // Another that began at the same moment may have been quicker.
      if (!(await archive.create([{ path: name, bytes }])).has(name)) return name
    }
  }

  async function write(): Promise<void> {
    while (waiting.length > 0) {
      const ready = waiting.splice(0)
      try {
        path ??= await begin()
        let offset = await archive.append(path, Buffer.concat(ready.map(({ packed }) => packed.bytes)))
        for (const { packed, done } of ready) {
          done(`${path}#${offset}+${packed.first}`)
          offset += packed.bytes.length
        }
      } catch (error) {
        for (const { failed } of ready) failed(error)
      }
    }
    writing = undefined
  }

  async function keep(packing: Promise<Packed>): Promise<string> {
    const packed = await packing
    return new Promise((done, failed) => {
      waiting.push({ packed, done, failed })
      writing ??= new Promise(resolve => setImmediate(resolve)).then(write)
    })
  }

  return {
    exchange: (exchange, at) => keep(packExchange(exchange, at)),
    resource: (uri, type, bytes, at) => keep(packResource(uri, type, bytes, at)),
    get path() {
      return path
    },
    async close() {
      await writing
      if (path !== undefined) await notes.setNote(NOTE, undefined)
    },
  }
}

/** Cuts what a killed run left of its last record. Returns the file's path when there was one. */
export async function mendCaptures(archive: Archive, store: Store): Promise<string | undefined> {
  const path = await store.note(NOTE)
  if (path === undefined) return undefined
  await mendCapture(archive, path)
  await store.setNote(NOTE, undefined)
  return path
}

/** Cuts off the record with which a capture file ends too soon. */
export async function mendCapture(archive: Archive, path: string): Promise<void> {
  const bytes = await archive.read(path)
  if (!bytes) return
  const whole = wholeLength(bytes)
  if (whole === 0) await archive.remove([path])
  else if (whole < bytes.length) await archive.truncate(path, whole)
}

/** A capture's place in its parts; undefined for anything else. */
export function placeOf(capture: string): { path: string; offset: number; length: number } | undefined {
  const match = /^(captures\/[^#]+)#(\d+)\+(\d+)$/.exec(capture)
  return match ? { path: match[1]!, offset: Number(match[2]), length: Number(match[3]) } : undefined
}

/** The capture files that an article's disappearances and returns rest on. */
export function evidenceOf({ tombstone, lifted = [] }: Pick<Article, 'tombstone' | 'lifted'>): string[] {
  const looks = [...lifted, ...(tombstone ? [tombstone] : [])].flatMap(({ seen = [] }) => seen)
  const captures = [
    ...looks.flatMap(({ way = [] }) => way),
    ...[...looks, ...lifted].map(({ capture }) => capture ?? ''),
  ]
  return [...new Set(captures.flatMap(capture => placeOf(capture)?.path ?? []))]
}
