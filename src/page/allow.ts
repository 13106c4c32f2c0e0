// What may stand in an article. Nothing that is not named here is ever written: elements, attributes, classes, schemes.

/** How an element takes part in the text. */
export type Role =
  /** Holds blocks and runs of text. */
  | 'container'
  /** Holds a run of text and no blocks: blocks found inside end it. */
  | 'paragraph'
  /** Like a paragraph, but it keeps its rank: what would be paragraphs inside are a part of its text. */
  | 'heading'
  /** Stands in a run of text and holds one. */
  | 'inline'
  /** A part of a table, allowed in its place only. */
  | 'table'

/** Elements by the name they are written under. */
export const ROLES: Readonly<Record<string, Role>> = Object.fromEntries(
  (
    [
      [
        'container',
        'div section article aside address blockquote figure figcaption ul ol li dl dt dd details td th caption',
      ],
      ['paragraph', 'p'],
      ['heading', 'h1 h2 h3 h4 h5 h6 summary pre'],
      [
        'inline',
        'a abbr b bdi bdo cite code del dfn em i ins kbd mark q rb rp rt rtc ruby s samp small span strong sub sup time u var',
      ],
      ['table', 'table thead tbody tfoot tr colgroup'],
    ] as const
  ).flatMap(([role, tags]) => tags.split(' ').map(tag => [tag, role])),
)

/** Elements of the same meaning, and old ones with a living heir. */
export const RENAMED: Readonly<Record<string, string>> = {
  acronym: 'abbr',
  strike: 's',
  tt: 'code',
  dir: 'ul',
  menu: 'ul',
  listing: 'pre',
  xmp: 'pre',
  plaintext: 'pre',
  main: 'div',
  nav: 'div',
  header: 'div',
  footer: 'div',
  hgroup: 'div',
  center: 'div',
  search: 'div',
  dialog: 'div',
  form: 'div',
  fieldset: 'div',
  legend: 'p',
  image: 'img',
  'amp-img': 'img',
  'amp-anim': 'img',
  'amp-video': 'video',
  'amp-audio': 'audio',
  'amp-iframe': 'iframe',
  'amp-youtube': 'iframe',
}

/** Elements that go with all they hold. Every other unknown element goes alone: its text stays. */
export const DROPPED: ReadonlySet<string> = new Set(
  (
    'script style template head title meta link base svg frameset frame noembed noframes select textarea datalist ' +
    'input param area source track portal command keygen bgsound'
  ).split(' '),
)

/** Parts that stay even when empty: without them a table's columns or a list's numbers would shift. */
export const KEPT_EMPTY: ReadonlySet<string> = new Set(['td', 'th', 'li', 'col'])

const GLOBAL = ['lang', 'dir', 'title']
const OWN: Readonly<Record<string, readonly string[]>> = {
  a: ['role'],
  aside: ['role'],
  section: ['role'],
  del: ['datetime'],
  ins: ['datetime'],
  time: ['datetime'],
  details: ['open'],
  ol: ['start', 'reversed', 'type'],
  li: ['value', 'role'],
  td: ['colspan', 'rowspan'],
  th: ['colspan', 'rowspan', 'scope', 'abbr'],
  col: ['span'],
  colgroup: ['span'],
  code: ['class'],
  pre: ['class'],
}

/** Attributes of an element besides its id and its addresses, in the order they are written. */
export const attributesOf = (tag: string): readonly string[] => ALL[tag] ?? GLOBAL

const ALL: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries(OWN).map(([tag, own]) => [tag, [...own, ...GLOBAL]]),
)

const COUNT = /^[1-9]\d{0,2}$/
const oneOf = (words: string) => {
  const all = new Set(words.split(' '))
  return (value: string): string | undefined =>
    all.has(value.toLowerCase()) ? value.toLowerCase() : undefined
}
const matching = (pattern: RegExp) => (value: string) => (pattern.test(value) ? value : undefined)
const present = (): string => ''

/** What a value must be; undefined drops the attribute. Attributes without a rule here are text. */
export const VALUES: Readonly<Record<string, (value: string) => string | undefined>> = {
  lang: matching(/^[a-z]{1,8}(?:-[a-z\d]{1,8}){0,6}$/i),
  dir: oneOf('ltr rtl auto'),
  role: oneOf(
    'doc-noteref doc-footnote doc-endnotes doc-endnote doc-backlink doc-biblioref doc-bibliography doc-biblioentry',
  ),
  datetime: matching(/^[\d:.,+\-TZPWHMSDYtz ]{1,64}$/),
  open: present,
  reversed: present,
  start: matching(/^-?\d{1,9}$/),
  value: matching(/^-?\d{1,9}$/),
  type: matching(/^[1aAiI]$/),
  colspan: matching(COUNT),
  rowspan: matching(COUNT),
  span: matching(COUNT),
  scope: oneOf('row col rowgroup colgroup'),
  class: value => value.split(/\s+/).find(name => /^lang(?:uage)?-[\w+#-]{1,40}$/.test(name)),
}

/** MathML Core's presentation elements, and the few older ones browsers still lay out. */
export const MATH: ReadonlySet<string> = new Set(
  (
    'math mrow mi mn mo ms mtext mspace mfrac msqrt mroot mstyle merror mpadded mphantom msub msup msubsup munder ' +
    'mover munderover mmultiscripts mprescripts none mtable mtr mtd mlabeledtr menclose mfenced'
  ).split(' '),
)

/** They hold text and nothing else; the parser reads HTML inside them, so no element is let in. */
export const MATH_TEXT: ReadonlySet<string> = new Set('mi mn mo ms mtext'.split(' '))

export const MATH_DROPPED: ReadonlySet<string> = new Set('annotation annotation-xml maction'.split(' '))

/** Attributes of MathML that only lay out; values are short and cannot hold an address. */
export const MATH_ATTRIBUTES: readonly string[] = (
  'display displaystyle scriptlevel mathvariant dir accent accentunder linethickness stretchy symmetric fence ' +
  'separator form lspace rspace minsize maxsize movablelimits largeop width height depth voffset columnalign ' +
  'rowalign columnlines rowlines columnspan rowspan columnspacing rowspacing notation open close separators ' +
  'numalign denomalign bevelled'
).split(' ')
