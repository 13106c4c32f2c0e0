// What of an article makes one state of it another than the next.
import type { Article } from '../model/article.ts'
import { type Digest, digestOf } from '../model/digest.ts'

/** The digest by which two states of an article are compared. */
export const contentDigest = (
  content: Pick<Article, 'title' | 'author' | 'published' | 'lead'> & { html: string },
): Digest =>
  digestOf(content.title, content.author, content.published?.toString(), content.lead?.url, content.html)
