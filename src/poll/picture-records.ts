// Pictures as files: the bytes under their digest, and beside them a record of what they are and where they came from.
import { type KeptPicture, type PictureAddress, picturePath, recordPath } from '../model/picture.ts'
import type { PictureStore } from '../model/picture-store.ts'
import type { Archive } from '../model/ports.ts'
import { hostOf } from '../model/url.ts'
import { readJournal } from './journal.ts'

/** A picture that came, its bytes, and how an article spoke of it. */
export interface NewPicture {
  readonly picture: KeptPicture
  readonly bytes: Uint8Array
}

/** A record's file. */
export const asText = (picture: KeptPicture): string => `${JSON.stringify(picture, null, 1)}\n`

/** The record in a file; undefined for one that is damaged. */
export function readRecord(bytes: Uint8Array | undefined): KeptPicture | undefined {
  try {
    const read = JSON.parse(new TextDecoder().decode(bytes)) as KeptPicture
    return /^[0-9a-f]{64}$/.test(read.digest) && Array.isArray(read.addresses) ? read : undefined
  } catch {
    return undefined
  }
}

/**
 * Writes pictures and records, durably, and gives the records as they now are: one that was there already has learnt
 * another address. Bytes are never replaced.
 */
export async function writePictures(
  came: readonly NewPicture[],
  archive: Archive,
  store: PictureStore,
): Promise<{ pictures: KeptPicture[]; paths: string[] }> {
  const merged = new Map<string, KeptPicture>()
  const known = new Map(
    (await store.kept(came.map(({ picture }) => picture.digest))).map(one => [one.digest, one]),
  )
  for (const { picture } of came) {
    const before =
      merged.get(picture.digest) ??
      known.get(picture.digest) ??
      readRecord(await archive.read(recordPath(picture.digest)))
    merged.set(picture.digest, before ? together(before, picture) : picture)
  }
  const files = new Map(came.map(({ picture, bytes }) => [picturePath(picture), bytes]))
  await archive.create([...files].map(([path, bytes]) => ({ path, bytes })))
  const pictures = [...merged.values()]
  await archive.write(pictures.map(one => ({ path: recordPath(one.digest), bytes: asText(one) })))
  return { pictures, paths: [...files.keys(), ...pictures.map(({ digest }) => recordPath(digest))] }
}

/** What was known, with what is new of it. */
function together(before: KeptPicture, now: KeptPicture): KeptPicture {
  const urls = new Set(before.addresses.map(({ url }) => url))
  return {
    ...now,
    ...before,
    addresses: [...before.addresses, ...now.addresses.filter(({ url }) => !urls.has(url))],
  }
}

const BATCH = 500

/** Rows from files: every record, and of the addresses without one what the journal last said. */
export async function rebuildPictures(archive: Archive, store: PictureStore): Promise<number> {
  let count = 0
  let batch: KeptPicture[] = []
  const flush = async (): Promise<void> => {
    await store.put({ pictures: batch, addresses: batch.flatMap(addressesOf) })
    batch = []
  }
  await store.put({ addresses: await lastMissing(archive) })
  for await (const path of archive.list('pictures')) {
    if (!path.endsWith('.json')) continue
    const record = readRecord(await archive.read(path))
    if (!record) continue
    count++
    batch.push(record)
    if (batch.length === BATCH) await flush()
  }
  await flush()
  return count
}

const addressesOf = ({ digest, addresses }: KeptPicture): PictureAddress[] =>
  addresses.map(({ url }) => ({ url, host: hostOf(url), state: 'kept', digest, tries: 1 }))

async function lastMissing(archive: Archive): Promise<PictureAddress[]> {
  const last = new Map<string, PictureAddress>()
  for await (const path of archive.list('log'))
    for (const event of await readJournal(archive, path))
      if (event.op === 'missing') {
        const { op: _, at: __, ...address } = event as typeof event & { at?: string }
        last.set(address.url, { ...address, host: hostOf(address.url), state: 'missing' })
      }
  return [...last.values()]
}
