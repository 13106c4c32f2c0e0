// A bundle as a zip file: the same files give the same bytes, in whatever order they come.
import { once } from 'node:events'
import { createWriteStream, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { folderOutput } from '../adapters/fs/output.ts'
import { messageOf, StetError } from '../model/error.ts'
import type { Output } from '../model/ports.ts'

/** Where files of a bundle go. */
export interface Package extends Pick<Output, 'write'> {
  /** Puts it in its place, whole. */
  end(): Promise<void>
  /** Removes what is not wanted any more, whether it has ended or not. */
  close(): void
}

/** Media that are packed already. */
const PACKED = /\.(?:jpe?g|png|webp|avif|gif|mp[34]|gz|zip|woff2)$/
/** The earliest date that zip knows: the same bundle is the same bytes on any day. */
const NO_DATE = new Date(1980, 0, 1)
/**
 * "Made on Unix" (APPNOTE 4.4.2): what says it was made on DOS, Info-ZIP's unzip on Debian and its kin reads in a DOS
 * charset, whatever its UTF-8 flag says, and no folder with a Chinese name is found again.
 */
const UNIX = 3
/** A plain file that all may read, as Unix has it in the upper half (APPNOTE 4.4.15). */
const READABLE = (0o100644 << 16) >>> 0

/** A zip file, put in its place when it is whole. */
export async function zipFile(path: string): Promise<Package> {
  const stream = createWriteStream(`${path}.part`)
  await once(stream, 'open').catch(error => {
    throw new StetError('unwritable', `${path} cannot be written: ${messageOf(error)}`, { cause: error })
  })
  const { write, end, close } = zipTo(stream, dirname(path))
  return {
    write,
    close,
    async end() {
      await end()
      stream.end()
      await finished(stream)
      renameSync(`${path}.part`, path)
    },
  }
}

/** A zip file, written into a stream at the end; until then its files are in a folder beside `place`. The stream is left open. */
export function zipTo(stream: Writable, place = tmpdir()): Package {
  const folder = mkdtempSync(join(place, '.stet-zip-'))
  const { write, list } = folderOutput(folder)
  let failed: Error | null = null
  // Heard between two writes; a full disk is no crash.
  stream.on('error', error => {
    failed ??= error
  })
  const room = async (): Promise<void> => {
    if (stream.writableNeedDrain) await once(stream, 'drain')
    if (failed) throw failed
  }
  return {
    write,
    async end() {
      const { Zip, ZipDeflate, ZipPassThrough } = await import('fflate')
      const zip = new Zip((error, part) => {
        failed ??= error
        if (part) stream.write(part)
      })
      for (const name of await list()) {
        const entry = PACKED.test(name) ? new ZipPassThrough(name) : new ZipDeflate(name, { level: 6 })
        zip.add(Object.assign(entry, { mtime: NO_DATE, os: UNIX, attrs: READABLE }))
        entry.push(readFileSync(join(folder, name)), true)
        await room()
      }
      zip.end()
      await room()
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  }
}
