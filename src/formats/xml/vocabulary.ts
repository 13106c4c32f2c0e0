// What a format's elements are to the scanner: which repeat, which hold text, which hold other elements.

/**
 * - `root`: the document itself; what follows its end is ignored.
 * - `list`: holds the items (`channel`, `feed`).
 * - `item`: repeats; never holds another, so its start ends an open one.
 * - `text`: holds a line of text; any element of the vocabulary that starts in it ends it.
 * - `part`: a line of text too, that says nothing outside the element it stands in (the name of an author).
 * - `markup`: holds text or HTML, escaped or not; HTML in it is content, not structure.
 * - `void`: says all in its attributes.
 * - `tree`: holds elements; what every unknown name is.
 */
export type ElementKind = 'root' | 'list' | 'item' | 'text' | 'part' | 'markup' | 'void' | 'tree'

export interface Vocabulary {
  /** The namespace whose names are written without a prefix here, besides RSS: `atom` in an Atom feed. */
  readonly own: string
  readonly kinds: ReadonlyMap<string, ElementKind>
}

export const vocabulary = (own: string, names: Readonly<Record<ElementKind, string>>): Vocabulary => ({
  own,
  kinds: new Map(
    Object.entries(names).flatMap(([kind, list]) =>
      list
        .split(/\s+/)
        .filter(name => name !== '')
        .map(name => [name, kind as ElementKind] as const),
    ),
  ),
})

/** Names that are HTML's too: in a `markup` element they are HTML's. */
export const HTML_TOO: ReadonlySet<string> = new Set([
  'title',
  'source',
  'summary',
  'link',
  'body',
  'xhtml:body',
  'xhtml:div',
  'image',
])

/** Elements that may hold their like: each start in one takes an end. */
export const NESTING: ReadonlySet<string> = new Set(['xhtml:div'])

/** What may stand in a line of text without being the feed's: its end tags end nothing. */
export const INLINE_HTML: ReadonlySet<string> = new Set(
  'a abbr acronym b bdi bdo big br cite code del dfn em font i img ins kbd mark nobr q rp rt ruby s samp small span strike strong sub sup tt u var wbr p div h1 h2 h3 h4 h5 h6 center blockquote pre li ul ol'.split(
    ' ',
  ),
)
