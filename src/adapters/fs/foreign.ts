// The posts of a Jekyll archive, from a folder or a tar archive, one after the other, so that any number fits.
import { createReadStream } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { Readable } from 'node:stream'
import { createGunzip, createZstdDecompress } from 'node:zlib'
import { StetError } from '../../model/error.ts'

export interface ForeignFile {
  readonly path: string
  readonly bytes: Uint8Array
}

/** Bytes of one post; a larger file is none. */
const MOST = 64 * 1024 * 1024

/** Posts and what lies in `archived/` folders; not what a site is built from, nor what it was built into. */
const isPost = (path: string): boolean =>
  /\.(md|markdown)$/i.test(path) &&
  !/(^|\/)(node_modules|_site|_layouts|_includes|\.git|\.github|\.stet|vendor)\//.test(path) &&
  (/(^|\/)(_posts|_drafts|archived?|posts)\//i.test(path) || /(^|\/)\d{4}-\d\d-\d\d-[^/]*$/.test(path))

/** In the order of their paths: by date, as posts are named. */
export async function* folderPosts(root: string): AsyncGenerator<ForeignFile> {
  for await (const path of walk(root, root))
    if (isPost(path)) yield { path, bytes: await readFile(join(root, path)) }
}

async function* walk(root: string, folder: string): AsyncGenerator<string> {
  const entries = await readdir(folder, { withFileTypes: true })
  entries.sort((a, b) => (a.name < b.name ? -1 : 1))
  for (const entry of entries) {
    const path = join(folder, entry.name)
    if (entry.isDirectory() && !/^(node_modules|_site|\.git|\.stet)$/.test(entry.name))
      yield* walk(root, path)
    else if (entry.isFile()) yield relative(root, path).split(sep).join('/')
  }
}

/** In the order of the archive. Throws StetError 'unreadable' when it is damaged, after what came before the damage. */
export async function* tarPosts(path: string): AsyncGenerator<ForeignFile> {
  const { extract } = await import('tar-stream')
  const unpack = extract()
  const source = await unpacked(path)
  source.on('error', error => unpack.destroy(error))
  source.pipe(unpack)
  try {
    for await (const entry of unpack) {
      const { name, type, size = 0 } = entry.header
      if (type !== 'file' || !isPost(name) || size > MOST) {
        entry.resume()
        continue
      }
      const parts: Uint8Array[] = []
      for await (const part of entry) parts.push(part as Uint8Array)
      yield { path: name.replace(/^\.\//, ''), bytes: Buffer.concat(parts) }
    }
  } catch (error) {
    throw new StetError(
      'unreadable',
      `${path} is damaged or no tar archive (${(error as Error).message}); what came before the damage was taken over.`,
      { cause: error },
    )
  } finally {
    source.destroy()
  }
}

async function unpacked(path: string): Promise<Readable> {
  const file = createReadStream(path)
  const through = (stream: NodeJS.ReadWriteStream): Readable => {
    file.on('error', error => (stream as unknown as Readable).destroy(error))
    return file.pipe(stream) as unknown as Readable
  }
  if (/\.(gz|tgz)$/i.test(path)) return through(createGunzip())
  if (/\.zst$/i.test(path)) return through(createZstdDecompress())
  if (/\.(xz|txz)$/i.test(path)) {
    const { default: xz } = await import('xz-decompress')
    return Readable.fromWeb(new xz.XzReadableStream(Readable.toWeb(file) as ReadableStream) as never)
  }
  if (/\.tar$/i.test(path)) return file
  throw new StetError('unreadable', `${path}: expected .tar, .tar.gz, .tar.xz or .tar.zst`)
}
