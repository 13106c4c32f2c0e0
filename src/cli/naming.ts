// Articles as a person names them on the command line.
import type { Article } from '../model/article.ts'
import type { Store } from '../model/catalogue.ts'
import { StetError } from '../model/error.ts'

/** What can be given for an article, for help texts. */
export const NAMES = 'Id (eight digits are enough), address, number or path.'

/** The article so named. Throws StetError 'not-found', or 'usage' when the digits of an id fit more than one. */
export async function articleNamed(name: string, store: Store): Promise<Article> {
  const found = await find(name, store)
  if (!found) throw new StetError('not-found', `there is no article "${name}"; \`stet search\` finds ids.`)
  return found
}

async function find(name: string, store: Store): Promise<Article | undefined> {
  if (/^\d{9,16}$/.test(name)) return (await store.byNumbers([Number(name)]))[0]
  if (/^[0-9a-f]{32}$/.test(name)) return (await store.articles([name]))[0]
  if (/^[0-9a-f]{4,31}$/.test(name)) return byPrefix(name, store)
  if (name.startsWith('_posts/')) return (await store.byPaths([name]))[0]
  const { canonicalAddress } = await import('../model/url.ts')
  const key = `url:${canonicalAddress(name) ?? ''}`
  const id = (await store.lookup([key])).get(key)
  return id === undefined ? undefined : (await store.articles([id]))[0]
}

async function byPrefix(prefix: string, store: Store): Promise<Article | undefined> {
  const ids = await store.byPrefix(prefix, 2)
  if (ids.length > 1)
    throw new StetError('usage', `more than one article begins with ${prefix}: give more digits.`)
  return ids[0]
}
