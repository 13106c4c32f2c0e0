// A web page as far as microformats need it: elements with classes, each a stretch of the page; in linear time.
import { type Token, Tokenizer, TokenizerMode } from 'parse5'

export interface PageElement {
  readonly tag: string
  readonly attributes: ReadonlyMap<string, string>
  readonly classes: readonly string[]
  readonly parent: PageElement | undefined
  readonly children: PageElement[]
  /** Where its content begins and ends in the page. */
  readonly from: number
  to: number
}

const VOID: ReadonlySet<string> = new Set(
  'area base br col embed hr img input link meta param source track wbr'.split(' '),
)
/** Their content is text to the tokenizer, which must be told. */
const TEXT_MODE: Readonly<Record<string, number>> = {
  script: TokenizerMode.SCRIPT_DATA,
  style: TokenizerMode.RAWTEXT,
  title: TokenizerMode.RCDATA,
  textarea: TokenizerMode.RCDATA,
  xmp: TokenizerMode.RAWTEXT,
  iframe: TokenizerMode.RAWTEXT,
  noembed: TokenizerMode.RAWTEXT,
  noframes: TokenizerMode.RAWTEXT,
}
/** A start tag ends an open element of its own kind: authors leave their ends out. */
const ENDS_ITSELF: ReadonlySet<string> = new Set(['p', 'li', 'option', 'dt', 'dd', 'tr', 'td', 'th'])

const DEEPEST = 200
const MOST_ELEMENTS = 200_000
const LONGEST = 8_000_000

const isHere = (): void => {}

/** The elements of a page, as its author nested them; what is too deep or too much is passed over. Never throws. */
export function pageTree(page: string): PageElement {
  const text = page.slice(0, LONGEST)
  const root: PageElement = element('', new Map(), undefined, 0)
  let open = root
  let depth = 0
  let left = MOST_ELEMENTS

  function close(to: number): void {
    open.to = to
    open = open.parent!
    depth--
  }

  function start(token: Token.TagToken): void {
    const { tagName: tag, attrs, selfClosing, location } = token
    const mode = TEXT_MODE[tag]
    if (mode !== undefined && !selfClosing) tokenizer.state = mode as Tokenizer['state']
    if (ENDS_ITSELF.has(tag) && open.tag === tag) close(location!.startOffset)
    if (left-- <= 0) return
    const made = element(
      tag,
      new Map(attrs.map(({ name, value }) => [name, value])),
      open,
      location!.endOffset,
    )
    open.children.push(made)
    if (VOID.has(tag) || selfClosing || depth >= DEEPEST) return
    open = made
    depth++
  }

  function end({ tagName: tag, location }: Token.TagToken): void {
    let at: PageElement | undefined = open
    while (at && at.tag !== tag) at = at.parent
    if (!at) return
    while (open !== at) close(location!.startOffset)
    close(location!.startOffset)
  }

  const tokenizer = new Tokenizer(
    { sourceCodeLocationInfo: true },
    {
      onStartTag: start,
      onEndTag: end,
      onComment: isHere,
      onDoctype: isHere,
      onEof: isHere,
      onCharacter: isHere,
      onNullCharacter: isHere,
      onWhitespaceCharacter: isHere,
    },
  )
  tokenizer.write(text, true)
  while (open !== root) close(text.length)
  root.to = text.length
  return root
}

const element = (
  tag: string,
  attributes: ReadonlyMap<string, string>,
  parent: PageElement | undefined,
  from: number,
): PageElement => ({
  tag,
  attributes,
  classes: (attributes.get('class') ?? '').split(/\s+/).filter(name => name !== ''),
  parent,
  children: [],
  from,
  to: from,
})

/** Every element below one, in the order of the page; `into` says whether to look inside of it. */
export function* within(
  top: PageElement,
  into: (element: PageElement) => boolean = () => true,
): Generator<PageElement> {
  const waiting = [...top.children].reverse()
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    yield next
    if (into(next)) for (let i = next.children.length - 1; i >= 0; i--) waiting.push(next.children[i]!)
  }
}
