// Addresses that articles had on the predecessor's site, which Jekyll built: links to them go on leading here.
import { seedTitle } from '../formats/seed/write.ts'
import { type Article, dateOf } from '../model/article.ts'
import { day } from '../model/time.ts'
import { html } from './html.ts'
import type { Known } from './known.ts'
import { route } from './urls.ts'

/** Jekyll's slug in its "pretty" mode: what is neither letter, mark, digit nor one of these becomes a hyphen. */
const slugged = (name: string): string =>
  name.replace(/[^\p{M}\p{L}\p{Nd}._~!$&'()+,;=@]+/gu, '-').replace(/^-|-$/g, '')

/** Longer names than file systems take were never built. */
const LONGEST = 240

/**
 * The address that Jekyll gave an imported post by its default permalink, `/:categories/:year/:month/:day/:title.html`;
 * undefined for an article that was not imported, or whose old address is another page of this site.
 */
export function oldAddress(article: Article): string | undefined {
  if (!article.entry.startsWith('import:')) return undefined
  const folders = article.categories.map(category => category.toLowerCase().replaceAll('/', '-'))
  const name = slugged(seedTitle(article.title))
  const address = `/${[...folders, day(dateOf(article)).replaceAll('-', '/'), name].join('/')}.html`
  if (name === '' || folders.some(folder => /^\.{0,2}$/.test(folder))) return undefined
  if (address.split('/').some(part => Buffer.byteLength(part) > LONGEST)) return undefined
  return route(address)?.kind === 'moved' ? address : undefined
}

/** The page at an old address, which sends a reader on; undefined when no article was there. The first one keeps it. */
export async function movedText(known: Known, address: string, on: string): Promise<string | undefined> {
  const articles = await known.site.store.find({ axis: 'day', value: on, order: 'oldest' })
  const article = articles.find(article => oldAddress(article) === address)
  return article && movedPage(known, article)
}

/** Sends a reader on to where an article now is. */
export const movedPage = (known: Known, article: Article): string =>
  html`<!doctype html>
<html lang="${known.texts.lang}">
<meta charset="utf-8">
<title>${known.titleOf(article)}</title>
<meta http-equiv="refresh" content="0; url=${known.to(article)}">
<meta name="robots" content="noindex">
<link rel="canonical" href="${known.absolute(known.book.addressOf(article))}">
<p><a href="${known.to(article)}">${known.titleOf(article)}</a></p>
</html>
`.html
