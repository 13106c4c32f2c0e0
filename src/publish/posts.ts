// Reading posts for pages and feeds. A post that is missing or damaged is a page that says so, not a build that stops.
import { readPost, readPostHtml } from '../formats/post/read.ts'
import type { Post } from '../model/article.ts'
import { StetError } from '../model/error.ts'
import type { Archive } from '../model/ports.ts'

/** An article's cleaned HTML; undefined when its file is missing or damaged. */
export async function postHtml(archive: Archive, path: string): Promise<string | undefined> {
  return whole(await archive.read(path), bytes => readPostHtml(path, bytes))
}

/** A post or an earlier state of one; undefined when its file is missing or damaged. */
export async function post(archive: Archive, path: string): Promise<Post | undefined> {
  return whole(await archive.read(path), bytes => readPost(path, bytes))
}

function whole<T>(bytes: Uint8Array | undefined, read: (bytes: Uint8Array) => T): T | undefined {
  if (!bytes) return undefined
  try {
    return read(bytes)
  } catch (error) {
    if (error instanceof StetError && error.code === 'damaged') return undefined
    throw error
  }
}
