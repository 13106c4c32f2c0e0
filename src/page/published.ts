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
  return (
    timeElement(root, zone)?.date ??
    (address === undefined ? undefined : dateInAddress(address, zone)) ??
    namedMeta(root, zone)
  )
}

/** Meta tags of a site's own, by what they are called: `w-published-date`. */
function namedMeta(root: Node, zone: string): string | undefined {
  for (const one of elements(root, 'meta')) {
    const name = attr(one, 'name') ?? attr(one, 'property') ?? ''
    if (!/publish(?:ed)?(?![a-z])|publication.?date/i.test(name)) continue
    const found = dateIn(attr(one, 'content') ?? '', zone)
    if (found !== undefined) return found
  }
  return undefined
}

const IN_STATE =
  /\\?"(?:datePublished|date_published|publishDate|publish_date|publishedAt|published_at|published_on|publishedDate|publicationDate|publication_date|pubDate|firstPublished(?:At|Date)?)\\?"\s*:\s*\\?"([^"\\]{8,40})/

/** What a page's own program keeps of its article: the first such field of its scripts. */
export function dateInState(root: Node, zone: string): string | undefined {
  for (const one of elements(root, 'script')) {
    const found = IN_STATE.exec(textOf(one))
    const date = found && dateIn(found[1]!, zone)
    if (date) return date
  }
  return undefined
}

/**
 * The date readers see, where structured data has only one for publishing and changing: a program then wrote the time of
 * the last change into both. Undefined when nothing earlier is marked as a time.
 */
export function earlierShown(root: Node, published: string, zone: string): string | undefined {
  const shown = timeElement(root, zone)
  return shown && shown.rank < 3 && isDayBefore(shown.date, published) ? shown.date : undefined
}

export const isDayBefore = (a: string, b: string): boolean => a.slice(0, 10) < b.slice(0, 10)

function timeElement(root: Node, zone: string): { date: string; rank: number } | undefined {
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
  return times.sort((a, b) => a.rank - b.rank)[0]
}
