// parse5's tokenizer, taking stretches of text and of attribute values in one step: most of a page is neither mark-up
// nor anything else that could change the tokenizer's state. The tokens are the same.
import { Tokenizer } from 'parse5'

const SPACE = 0x20
const QUOTE = 0x22
const AMPERSAND = 0x26
const LESS = 0x3c
const GREATER = 0x3e

/** parse5 counts surrogates in pairs. */
const isSurrogate = (code: number): boolean => code >= 0xd800 && code <= 0xdfff

export class StridingTokenizer extends Tokenizer {
  protected override _stateData(point: number): void {
    super._stateData(point)
    // It was appended to the text, and what follows may be too.
    if (point > GREATER) this.stride(endOfText(this.preprocessor.html, this.runEnd))
  }

  protected override _stateAttributeValueDoubleQuoted(point: number): void {
    super._stateAttributeValueDoubleQuoted(point)
    if (point > AMPERSAND) this.stride(endOfValue(this.preprocessor.html, this.runEnd))
  }

  private stride(end: number): void {
    this.runEnd = end
    this.preprocessor.pos = end - 1
  }
}

/** White space ends it too: parse5 keeps it apart. */
function endOfText(html: string, from: number): number {
  let at = from
  for (; at < html.length; at++) {
    const code = html.charCodeAt(at)
    if (code <= SPACE || code === LESS || code === AMPERSAND || isSurrogate(code)) break
  }
  return at
}

function endOfValue(html: string, from: number): number {
  let at = from
  for (; at < html.length; at++) {
    const code = html.charCodeAt(at)
    if (code < SPACE || code === QUOTE || code === AMPERSAND || isSurrogate(code)) break
  }
  return at
}
