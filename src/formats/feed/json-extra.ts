// What a feed says beyond JSON Feed, under names that are easy to guess. docs/parse.md tells each.
import type { Entry, Feed, Person } from '../../model/entry.ts'
import { iso } from '../../model/time.ts'
import { readDate } from './date.ts'
import { geometryOf, textAt } from './geo.ts'
import { readPerson } from './person.ts'
import { plainLine } from './plain.ts'
import type { Said, SaidObject } from './whole.ts'

/** Namespaces that have a member of their own under `_stet`, and its name there. */
const NAMESPACES: ReadonlyMap<string, string> = new Map([
  ...`admin atom cc content creativecommons dc dcterms feedburner fh gd geo georss gml googleplay itunes media news
  opensearch podcast psc rdf slash sy taxo thr wfw yt blogger app xhtml blogchannel trackback pingback prism spotify acast rawvoice arxiv ev foaf`
    .split(/\s+/)
    .map(name => [name, name] as const),
  // `source` and `image` are RSS's own words.
  ['source', 'scripting'],
  ['image', 'pictures'],
])

type Shape = (said: SaidObject) => unknown

const all = (said: SaidObject, ...names: readonly string[]): readonly Said[] =>
  names.flatMap(name => (said[name] === undefined ? [] : listOf(said[name])))

const listOf = (said: Said): readonly Said[] => (Array.isArray(said) ? said : [said as Said])

const isObject = (said: Said | undefined): said is SaidObject =>
  typeof said === 'object' && !Array.isArray(said)

const text = (said: Said | undefined): string => textAt(said) ?? ''

const some = <T>(list: readonly T[]): readonly T[] | undefined => (list.length > 0 ? list : undefined)

/** An object without members that say nothing; undefined when none is left. */
function filled(object: Readonly<Record<string, unknown>>): Record<string, unknown> | undefined {
  const left = Object.entries(object).filter(([, value]) => value !== undefined && value !== '')
  return left.length === 0 ? undefined : Object.fromEntries(left)
}

const dateOf = (written: string): string | undefined => {
  const at = readDate(written)
  return at === undefined ? undefined : iso(at)
}

// ── Categories, people, links ────────────────────────────────────────────────────────────────────────────────────

function categories(said: SaidObject): unknown {
  const plain = all(said, 'category', 'atom:category', 'media:category').map(categoryOf)
  const subjects = all(said, 'dc:subject', 'dcterms:subject').map(one => ({ term: plainLine(text(one)) }))
  const itunes = all(said, 'itunes:category', 'googleplay:category').flatMap(itunesCategories)
  return some([...plain, ...subjects, ...itunes].filter(one => one !== undefined && 'term' in one))
}

function categoryOf(said: Said): Record<string, unknown> | undefined {
  if (!isObject(said)) return filled({ term: plainLine(text(said)) })
  const at = (name: string): string => text(said[name])
  return filled({
    term: at('term') || plainLine(text(said)) || at('label'),
    scheme: at('scheme') || at('domain'),
    label: at('label'),
  })
}

function itunesCategories(said: Said): Record<string, unknown>[] {
  if (!isObject(said)) return []
  const own = text(said.text)
  const inside = all(said, 'itunes:category').flatMap(itunesCategories)
  return own === '' ? inside : [{ term: own, scheme: 'http://www.itunes.com/' }, ...inside]
}

const PERSON_PARTS: Readonly<Record<keyof Person, readonly string[]>> = {
  name: ['name', 'atom:name', 'itunes:name'],
  email: ['email', 'atom:email', 'itunes:email'],
  url: ['uri', 'atom:uri', 'url', 'href', 'homepage'],
  avatar: ['img', 'avatar'],
}

function personOf(said: Said): Person | undefined {
  if (!isObject(said)) return filled({ ...readPerson(text(said)) }) as Person | undefined
  const parts = Object.entries(PERSON_PARTS).map(([part, names]) => [
    part,
    names.map(name => plainLine(text(said[name]))).find(Boolean),
  ])
  return filled({ ...readPerson(text(said)), ...filled(Object.fromEntries(parts)), role: text(said.role) })
}

const people =
  (...names: readonly string[]): Shape =>
  said =>
    some(all(said, ...names).flatMap(one => personOf(one) ?? []))

const person =
  (...names: readonly string[]): Shape =>
  said =>
    all(said, ...names)
      .map(personOf)
      .find(Boolean)

/** JSON Feed has no place for an e-mail address beside a page. */
const withEmail = (authors: readonly Person[]): readonly Person[] | undefined =>
  authors.some(author => author.email !== undefined) ? authors : undefined

function links(said: SaidObject): unknown {
  return some(
    all(said, 'link', 'atom:link').flatMap(one => {
      if (!isObject(one)) return [{ rel: 'alternate', href: text(one) }]
      const { '#': written, href, ...rest } = one
      const address = text(href) || text(written)
      return address === '' ? [] : [{ rel: 'alternate', ...rest, href: address }]
    }),
  )
}

const licenses: Shape = said =>
  some(
    [
      ...new Set([
        ...all(said, 'creativecommons:license', 'cc:license', 'media:license').map(
          one => (isObject(one) ? text(one['rdf:resource']) || text(one.href) : '') || text(one),
        ),
        ...all(said, 'link', 'atom:link')
          .filter(isObject)
          .filter(one => text(one.rel) === 'license')
          .map(one => text(one.href)),
      ]),
    ].filter(Boolean),
  )

/** RSS names a feed and its address; Atom copies the head of the feed the entry came from. */
function source(said: SaidObject): unknown {
  const [one] = all(said, 'source', 'atom:source').map(sourceOf).filter(Boolean)
  return one
}

function sourceOf(said: Said): Record<string, unknown> | undefined {
  if (!isObject(said)) return filled({ title: plainLine(text(said)) })
  const at = (name: string): string => text(said[name]) || text(said[`atom:${name}`])
  const own = (links(said) as { rel: string; href: string }[] | undefined) ?? []
  return filled({
    title: plainLine(text(said) || at('title')),
    url: at('url') || own.find(({ rel }) => rel === 'alternate')?.href || own[0]?.href,
    id: at('id'),
    subtitle: plainLine(at('subtitle') || at('tagline')),
    rights: plainLine(at('rights')),
    updated: dateOf(at('updated')),
    icon: at('icon'),
    logo: at('logo'),
    generator: at('generator'),
    authors: people('author', 'atom:author')(said),
    contributors: people('contributor', 'atom:contributor')(said),
    categories: categories(said),
    links: some(own),
  })
}

// ── Numbers and dates ────────────────────────────────────────────────────────────────────────────────────────────

const number =
  (...names: readonly string[]): Shape =>
  said => {
    const written = names.map(name => text(said[name])).find(one => /^\d{1,9}$/.test(one))
    return written === undefined ? undefined : Number(written)
  }

const line =
  (...names: readonly string[]): Shape =>
  said =>
    names.map(name => plainLine(text(said[name]))).find(Boolean)

const moment =
  (...names: readonly string[]): Shape =>
  said =>
    names.map(name => dateOf(text(said[name]))).find(Boolean)

const object =
  (name: string): Shape =>
  said => {
    const [one] = all(said, name).filter(isObject)
    return one
  }

const parts =
  (name: string, part: string): Shape =>
  said =>
    some(
      all(said, name)
        .filter(isObject)
        .flatMap(one => all(one, part).map(text)),
    )

const replyTo: Shape = said => some(all(said, 'thr:in-reply-to'))

const COMMON: Readonly<Record<string, Shape>> = {
  categories,
  contributors: people('contributor', 'atom:contributor', 'dc:contributor', 'dcterms:contributor'),
  publisher: person('dc:publisher', 'dcterms:publisher', 'itunes:owner', 'webmaster'),
  links,
  license: licenses,
  rights: line('rights', 'copyright', 'atom:rights', 'dc:rights', 'dcterms:rights'),
  created: moment('created', 'dcterms:created'),
}

const OF_FEED: Readonly<Record<string, Shape>> = {
  ...COMMON,
  id: line('id', 'atom:id', 'guid', 'rdf:about'),
  generator_url: said => {
    const [one] = all(said, 'generator', 'admin:generatoragent').filter(isObject)
    return one && (text(one.uri) || text(one.url) || text(one['rdf:resource']) || undefined)
  },
  generator_version: said => text(all(said, 'generator').filter(isObject)[0]?.version) || undefined,
  managing_editor: person('managingeditor'),
  webmaster: person('webmaster'),
  ttl: number('ttl'),
  skip_hours: parts('skiphours', 'hour'),
  skip_days: parts('skipdays', 'day'),
  image: object('image'),
  text_input: object('textinput'),
  cloud: object('cloud'),
  docs: line('docs'),
  info: line('info'),
  rating: line('rating'),
}

const OF_ITEM: Readonly<Record<string, Shape>> = {
  ...COMMON,
  source,
  comment_feed: line('wfw:commentrss'),
  comment_count: number('slash:comments', 'thr:total'),
  in_reply_to: replyTo,
  expires: moment('expirationdate', 'dcterms:valid'),
}

/** Names that are told under others, or by JSON Feed itself. */
const TOLD: ReadonlySet<string> = new Set(
  `title link description subtitle tagline summary content author category contributor pubdate published updated issued
  modified created lastbuilddate language copyright rights generator managingeditor webmaster ttl skiphours skipdays
  image textinput cloud docs info rating id guid source comments enclosure expirationdate icon logo url about item entry
  items version xml:lang loc lastmod`.split(/\s+/),
)

const shaped = (shapes: Readonly<Record<string, Shape>>, said: SaidObject): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(shapes)
      .map(([name, shape]) => [name, shape(said)] as const)
      .filter(([, value]) => value !== undefined),
  )

/** What has no name of its own: by namespace, and the rest as `extra`. */
function byNamespace(said: SaidObject): Record<string, unknown> {
  const groups: Record<string, Record<string, unknown>> = {}
  const extra: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(said)) {
    const colon = name.indexOf(':')
    const group = colon < 0 ? undefined : NAMESPACES.get(name.slice(0, colon))
    if (group !== undefined) {
      groups[group] ??= {}
      groups[group][name.slice(colon + 1)] = within(value, name.slice(0, colon + 1))
    } else if (!TOLD.has(name)) extra[name] = value
  }
  return { ...groups, ...(Object.keys(extra).length > 0 && { extra }) }
}

/** Inside a namespace's member its own prefix is not repeated. */
function within(said: Said, prefix: string): Said {
  if (Array.isArray(said)) return said.map(one => within(one as Said, prefix))
  if (!isObject(said)) return said
  return Object.fromEntries(
    Object.entries(said).map(([name, value]) => [
      name.startsWith(prefix) ? name.slice(prefix.length) : name,
      within(value, prefix),
    ]),
  )
}

/** What Media RSS says in groups it says of the item. */
function withoutGroups(said: SaidObject): SaidObject {
  const groups = all(said, 'media:group').filter(isObject)
  if (groups.length === 0) return said
  const { 'media:group': _, ...rest } = said
  const merged: Record<string, Said> = { ...rest }
  for (const group of groups)
    for (const [name, value] of Object.entries(group))
      merged[name] = merged[name] === undefined ? value : [...listOf(merged[name]), ...listOf(value)]
  return merged
}

function extraOf(shapes: Readonly<Record<string, Shape>>, said: SaidObject): Record<string, unknown> {
  const named = byNamespace(withoutGroups(said))
  const geometry = geometryOf(said)
  return {
    ...shaped(shapes, said),
    ...named,
    ...(geometry && { geo: { ...geometry, ...(named.geo as object | undefined) } }),
  }
}

/** The members of a feed's `_stet` beyond those the model has. */
export const feedExtra = (feed: Feed): Record<string, unknown> => ({
  ...(withEmail(feed.authors) && { authors: feed.authors }),
  ...toldBy(OF_FEED, feed, feed.extra),
})

/** The members of an item's `_stet` beyond those the model has. */
export const itemExtra = (entry: Entry, feed: Feed): Record<string, unknown> => ({
  ...(withEmail(entry.authors) && { authors: entry.authors }),
  ...toldBy(OF_ITEM, feed, entry.extra),
})

/** Only what was read as XML has names to be sorted by. */
function toldBy(
  shapes: Readonly<Record<string, Shape>>,
  { kind }: Feed,
  extra: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  if (kind !== 'jsonfeed') return extraOf(shapes, extra as SaidObject)
  return Object.keys(extra).length > 0 ? { extra } : {}
}
