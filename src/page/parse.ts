// HTML into a tree by parse5 (the algorithm of the standard), with bounds: whatever comes, the cost is linear in the
// length of the input and the tree is at most a few hundred elements deep where the parser nests them.
import { html as names, Parser, type ParserOptions, type Token } from 'parse5'
import { StridingTokenizer } from './strides.ts'
import { adapter, type Node, type TreeMap } from './tree.ts'

/** Elements open at once; a start tag beyond is passed over together with its end tag. Its text stays. */
const MAX_OPEN = 256
/** Formatting elements (b, i, a…) that the parser carries on into every following block. */
const MAX_FORMATTING = 48
/** Elements in one tree; beyond, tags are passed over and text stays. */
const MAX_ELEMENTS = 400_000
/** Characters of HTML that are looked at; the rest is cut off. A long novel has two million. */
const MAX_LENGTH = 32_000_000
const MAX_ATTRIBUTES = 64

const FORMATTING = new Set('a b big code em font i nobr s small strike strong tt u'.split(' '))
// They open nothing that stays open, or the tokenizer must hear of them to know where their text ends.
const ALWAYS = new Set(
  'area base br col embed hr img input link meta param source track wbr script style title textarea xmp iframe noembed noframes plaintext'.split(
    ' ',
  ),
)

/** parse5's parser, which by itself takes any depth and carries any number of formatting elements on. */
class BoundedParser extends Parser<TreeMap> {
  // Not initialised here: the constructor of the parser already inserts elements.
  declare made: number | undefined
  declare passed: Map<string, number> | undefined

  constructor(options?: ParserOptions<TreeMap>, document?: Node, context?: Node | null) {
    super(options, document, context)
    const { inForeignNode } = this.tokenizer
    this.tokenizer = new StridingTokenizer(this.options, this)
    this.tokenizer.inForeignNode = inForeignNode
  }

  override onStartTag(token: Token.TagToken): void {
    if (token.attrs.length > MAX_ATTRIBUTES) token.attrs.length = MAX_ATTRIBUTES
    if (this.isTooMuch(token.tagName)) {
      this.passed ??= new Map()
      this.passed.set(token.tagName, (this.passed.get(token.tagName) ?? 0) + 1)
    } else super.onStartTag(token)
  }

  override onEndTag(token: Token.TagToken): void {
    const passed = this.passed?.get(token.tagName) ?? 0
    if (passed > 0) this.passed!.set(token.tagName, passed - 1)
    else super.onEndTag(token)
  }

  override _insertElement(token: Token.TagToken, space: names.NS): void {
    this.made = (this.made ?? 0) + 1
    super._insertElement(token, space)
  }

  override _reconstructActiveFormattingElements(): void {
    if ((this.made ?? 0) < MAX_ELEMENTS) super._reconstructActiveFormattingElements()
  }

  private isTooMuch(tag: string): boolean {
    if (ALWAYS.has(tag)) return false
    if (this.openElements.stackTop >= MAX_OPEN || (this.made ?? 0) >= MAX_ELEMENTS) return true
    return FORMATTING.has(tag) && this.carriesTooMuch()
  }

  private carriesTooMuch(): boolean {
    let count = 0
    for (let entry = this.activeFormattingElements.newest; entry; entry = entry.older)
      if (++count >= MAX_FORMATTING) return true
    return false
  }
}

// Scripting is off so that what stands in <noscript>, often the only real picture, is parsed as elements.
const options = { treeAdapter: adapter, scriptingEnabled: false }

/** A piece of HTML as a browser would read it inside a `<div>`. */
export function parseFragment(html: string): Node {
  const context = adapter.createElement('div', names.NS.HTML, [])
  const parser = BoundedParser.getFragmentParser<TreeMap>(context, options)
  parser.tokenizer.write(bounded(html), true)
  return parser.getFragment()
}

/** A whole page. */
export function parsePage(html: string): Node {
  const parser = new BoundedParser(options)
  parser.tokenizer.write(bounded(html), true)
  return parser.document
}

const bounded = (html: string): string => (html.length > MAX_LENGTH ? html.slice(0, MAX_LENGTH) : html)
