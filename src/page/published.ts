// When a page says its article was published, from the surest place to the least sure.
import { dateIn, dateInAddress } from './dates.ts'
import { type Thing, text } from './json-ld.ts'
import { attr, elements, type Node, textOf } from './tree.ts'
import { namesOf } from './unwanted.ts'

type Meta = (...names: string[]) => string

const PUBLISHED_METAS = [
  'article:published_time',
  'og:published_time',
  'og:article:published_time',
  'datepublished',
  'pubdate',
  'publishdate',
  'publish-date',
  'publish_date',
  'parsely-pub-date',
  'dc.date.issued',
  'dc.date',
  'dcterms.created',
  'dc.date.created',
  'sailthru.date',
  'date',
  'article.published',
  'citation_publication_date',
  'citation_date',
  'originalpublicationdate',
  'weibo: article:create_at',
  'creation_date',
  'cxenseparse:recs:publishtime',
  'uploaddate',
]

/** When structured data, meta tags, a `<time>` or the address say it was published; undefined when none does. */
export function publishedOf(
  root: Node,
  meta: Meta,
  thing: Thing | undefined,
  address: string | undefined,
  zone: string,
): string | undefined {
  for (const value of [
    text(thing?.datePublished),
    meta(...PUBLISHED_METAS),
    text(thing?.uploadDate),
    text(thing?.dateCreated),
  ]) {
    const found = dateIn(value, zone)
    if (found !== undefined) return found
  }
  return timeElement(root, zone) ?? (address === undefined ? undefined : dateInAddress(address, zone))
}

function timeElement(root: Node, zone: string): string | undefined {
  const times: { date: string; rank: number }[] = []
  for (const one of elements(root, 'time', 'abbr', 'span', 'meta')) {
    const prop = attr(one, 'itemprop') ?? ''
    const marked = /datePublished/i.test(prop)
    if (one.tag !== 'time' && !marked) continue
    const date = dateIn(attr(one, 'datetime') || attr(one, 'content') || textOf(one), zone)
    if (date === undefined) continue
    const names = namesOf(one)
    const rank =
      marked || attr(one, 'pubdate') !== undefined
        ? 0
        : /publish|entry-date|posted/i.test(names)
          ? 1
          : /updat|modif/i.test(names + prop)
            ? 3
            : 2
    times.push({ date, rank })
  }
  return times.sort((a, b) => a.rank - b.rank)[0]?.date
}
