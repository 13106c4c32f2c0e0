// A picture that its outlet no longer has may still lie behind the proxy that a feed put around it. The text keeps the
// inner address; what the feed really said is in the capture.
import { readRecord } from '../formats/warc/read.ts'
import type { Article } from '../model/article.ts'
import { decodeContent } from '../model/coding.ts'
import type { Archive } from '../model/ports.ts'
import { withoutProxy } from '../page/proxies.ts'
import { placeOf } from './captures.ts'

/** Bytes of a capture, unpacked. */
const MOST = 64 * 1024 * 1024
const ADDRESS = /https?:\/\/[^\s"'<>\\]{4,4000}/g

/** Addresses of proxies around `url` in what an article was taken from. Nothing when there is no capture. */
export async function wrappedIn(article: Article, url: string, archive: Archive): Promise<string[]> {
  const place = placeOf(article.capture ?? '')
  const packed = place && (await archive.readRange(place.path, place.offset, place.length))
  if (!packed) return []
  try {
    const { payload, http } = await readRecord(packed)
    const coding = http?.headers.find(([name]) => name === 'content-encoding')?.[1]
    const text = new TextDecoder().decode(await decodeContent(payload, coding, MOST))
    return [...new Set(addressesIn(text).filter(one => one !== url && withoutProxy(one) === url))]
  } catch {
    // A damaged capture knows of no proxy.
    return []
  }
}

/** All addresses in a text, escaped once or twice as HTML in XML or in JSON is. */
const addressesIn = (text: string): string[] =>
  (text.replaceAll('\\/', '/').match(ADDRESS) ?? []).map(one =>
    one.replace(/&(?:amp;)*(?:lt|gt|quot|#\d+);.*$/, '').replace(/&(?:amp;)+/g, '&'),
  )
