// Redaction of pictures: those that nobody but the redacted article shows go with it, bytes, records and addresses.
import { readPost } from '../formats/post/read.ts'
import { revisionFolder } from '../formats/post/write.ts'
import type { Article } from '../model/article.ts'
import type { Store } from '../model/catalogue.ts'
import { StetError } from '../model/error.ts'
import { type KeptPicture, picturePath, recordPath } from '../model/picture.ts'
import type { Archive } from '../model/ports.ts'
import { forgetMissing } from './journal.ts'
import { picturesOf, waysTo } from './picture-addresses.ts'
import { asText } from './picture-records.ts'

/** Removes an article's own pictures, before its texts go. Gives the paths that went and those that changed. */
export async function redactPictures(
  article: Article,
  { archive, store }: { readonly archive: Archive; readonly store: Store },
): Promise<{ removed: string[]; rewritten: string[] }> {
  const own = await ownAddresses(article, archive, store)
  const known = await store.pictures.at([...own])
  const digests = [...new Set([...known.values()].flatMap(({ digest }) => digest ?? []))]
  const removed: string[] = []
  const changed: KeptPicture[] = []
  const gone: string[] = []
  for (const record of await store.pictures.kept(digests)) {
    const others = await shownByOthers(record, own, store)
    if (others.length > 0) {
      const { alt: _, caption: __, ...bare } = record
      changed.push({ ...bare, addresses: others })
    } else {
      gone.push(record.digest)
      removed.push(picturePath(record), recordPath(record.digest))
    }
  }
  await archive.remove(removed)
  await archive.write(changed.map(record => ({ path: recordPath(record.digest), bytes: asText(record) })))
  const journals = await forgetMissing(archive, own)
  await store.pictures.forget(gone, [...own])
  await store.pictures.put({ pictures: changed })
  return { removed, rewritten: [...changed.map(({ digest }) => recordPath(digest)), ...journals] }
}

/** Every address of a picture that this article's states show, and no other article. */
async function ownAddresses(article: Article, archive: Archive, store: Store): Promise<Set<string>> {
  const urls = new Set<string>()
  const paths = [article.path]
  for await (const path of archive.list(revisionFolder(article.path))) paths.push(path)
  for (const path of paths) {
    const bytes = await archive.read(path)
    try {
      for (const { url } of bytes ? picturesOf(readPost(path, bytes)) : [])
        for (const one of waysTo(url)) urls.add(one)
    } catch (error) {
      // A damaged state goes as a whole; what it showed cannot be told.
      if (!(error instanceof StetError)) throw error
    }
  }
  for (const url of urls)
    if ((await store.pictures.showing([url])).some(number => number !== article.number)) urls.delete(url)
  return urls
}

/** The addresses of a picture that other articles show it from. */
async function shownByOthers(
  record: KeptPicture,
  own: ReadonlySet<string>,
  store: Store,
): Promise<KeptPicture['addresses'][number][]> {
  const others: KeptPicture['addresses'][number][] = []
  for (const address of record.addresses)
    if (!own.has(address.url) && (await store.pictures.showing([address.url])).length > 0)
      others.push(address)
  return others
}
