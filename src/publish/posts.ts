// Reading posts for pages and feeds. A post that is missing or damaged is a page that says so, not a build that stops.
import { readPostHtml, readWholePost } from '../formats/post/read.ts'
import type { Post } from '../model/article.ts'
import { StetError } from '../model/error.ts'
import type { Archive } from '../model/ports.ts'

/** An article's cleaned HTML; undefined when its file is missing or damaged. */
export async function postHtml(archive: Archive, path: string): Promise<string | undefined> {
  const bytes = await archive.read(path)
  try {
    return bytes && readPostHtml(path, bytes)
  } catch (error) {
    if (error instanceof StetError && error.code === 'damaged') return undefined
    throw error
  }
}

/** A post or an earlier state of one; undefined when its file is missing or damaged. */
export async function post(archive: Archive, path: string): Promise<Post | undefined> {
  return readWholePost(path, await archive.read(path))
}
