// An article without HTML: Markdown with its particulars in front, for people who like plain files and for programs
// (https://llmstxt.org: the same address with .md); and its text alone.
import { writeMarkdown } from '../formats/markdown/write.ts'
import type { Article } from '../model/article.ts'
import { dateOf } from '../model/article.ts'
import { plainText } from '../model/text.ts'
import { iso } from '../model/time.ts'
import type { Known } from './known.ts'
import { shownName } from './names.ts'
import { outside } from './outside.ts'
import type { Shown } from './site.ts'
import type { PlainForm } from './urls.ts'

/** An article in a plain form. */
export async function plainTextOf(known: Known, article: Article, form: PlainForm): Promise<Shown> {
  const html = await known.html(article)
  return { body: plainForm(known, article, html ?? '', form), isWhole: html !== undefined }
}

/** The same, of HTML that has been read already. */
export function plainForm(known: Known, article: Article, html: string, form: PlainForm): string {
  const title = known.titleOf(article)
  if (form === 'txt') return `${title}\n\n${plainText(html)}\n`
  const lines = Object.entries(particulars(known, article)).map(
    // A `<` from outside opens nothing, wherever the file is shown.
    ([key, value]) => `${key}: ${JSON.stringify(value).replaceAll('<', '\\u003c')}\n`,
  )
  const heading = title.replace(/[\\`*_[\]<>]/g, '\\$&')
  return `---\n${lines.join('')}---\n\n# ${heading}\n\n${writeMarkdown(html)}\n`
}

/** What is known of an article; a key without a value is left out. */
function particulars(known: Known, article: Article): Readonly<Record<string, unknown>> {
  const { tombstone, revision } = article
  const given = {
    title: article.title,
    author: shownName(article.author),
    date: iso(dateOf(article)),
    published: article.published !== undefined && iso(article.published),
    taken: iso(article.taken),
    source: article.source,
    sourceName: known.sourceTitle(article.source),
    original: outside(article.url),
    page: known.absolute(known.book.addressOf(article)),
    language: article.language,
    tags: article.tags.map(shownName),
    categories: article.categories.map(shownName),
    revision: revision > 1 && revision,
    withdrawn: tombstone && iso(tombstone.since),
    sha256: article.digest,
  }
  return Object.fromEntries(
    Object.entries(given).filter(([, value]) => value && (!Array.isArray(value) || value.length > 0)),
  )
}
