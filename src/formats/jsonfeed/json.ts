// JSON that JSON.parse refuses: cut short, with line breaks in its strings, with a comma too many.

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json }

export interface LenientJson {
  readonly value: Json | undefined
  /** True when the text ended inside the value: what was whole is in it. */
  readonly cut: boolean
  /** True for JSON that needed no patience. */
  readonly whole: boolean
}

interface Frame {
  readonly value: Json[] | { [name: string]: Json }
  key: string | undefined
}

const DEEPEST = 64
/** What stands deeper than this when the text ends is not whole: an entry of `items`, and all in it. */
const KEPT_OPEN = 2
const SPACE_OR_COMMA = /[\s,\ufeff]*/y
const WORD = /[-+.\w]+/y
const LITERALS: Readonly<Record<string, Json>> = {
  true: true,
  false: false,
  null: null,
  NaN: null,
  undefined: null,
}

/** Reads JSON, or what can be saved of it. Never throws; linear in the text. */
export function parseJson(text: string): LenientJson {
  try {
    return { value: JSON.parse(text) as Json, cut: false, whole: true }
  } catch {
    return salvage(text)
  }
}

function salvage(text: string): LenientJson {
  const stack: Frame[] = []
  let root: Json | undefined
  let i = 0

  const put = (value: Json): void => {
    const frame = stack.at(-1)
    if (!frame) root ??= value
    else if (Array.isArray(frame.value)) frame.value.push(value)
    else if (frame.key !== undefined) {
      Object.defineProperty(frame.value, frame.key, {
        value,
        enumerable: true,
        writable: true,
        configurable: true,
      })
      frame.key = undefined
    }
  }
  const close = (): void => put(stack.pop()!.value)

  while (i < text.length && root === undefined) {
    i += take(SPACE_OR_COMMA, text, i).length
    const c = text[i]
    if (c === '{' || c === '[') {
      if (stack.length >= DEEPEST) return { value: undefined, cut: false, whole: false }
      stack.push({ value: c === '{' ? {} : [], key: undefined })
      i++
    } else if (c === '}' || c === ']') {
      if (stack.length > 0) close()
      i++
    } else if (c === '"') {
      const end = stringEnd(text, i)
      if (end < 0) break
      const written = text.slice(i, end)
      i = end
      const frame = stack.at(-1)
      const isKey = frame && !Array.isArray(frame.value) && frame.key === undefined
      if (isKey) frame.key = readString(written)
      else put(readString(written))
    } else {
      const word = take(WORD, text, i)
      // A number at the very end may have lost digits.
      if (word !== '' && i + word.length < text.length) put(readWord(word))
      i += Math.max(word.length, 1)
    }
  }
  if (root !== undefined) return { value: root, cut: false, whole: false }
  stack.splice(KEPT_OPEN)
  while (stack.length > 0) close()
  return { value: root, cut: true, whole: false }
}

function take(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0] ?? ''
}

/** Past the quote that ends the string at `from`; -1 when it has no end. */
function stringEnd(text: string, from: number): number {
  for (let quote = text.indexOf('"', from + 1); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let slash = quote - 1
    while (text[slash] === '\\') slash--
    if ((quote - slash) % 2 === 1) return quote + 1
  }
  return -1
}

/** Control characters may stand in it as they are; an escape that means nothing stands for itself. */
function readString(written: string): string {
  try {
    return JSON.parse(written) as string
  } catch {
    return written
      .slice(1, -1)
      .replace(/\\(?:u([0-9a-f]{4})|([\s\S]))/gi, (_, hex: string | undefined, letter: string) =>
        hex === undefined ? (ESCAPES[letter] ?? letter) : String.fromCharCode(Number.parseInt(hex, 16)),
      )
  }
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '', f: '' }

function readWord(word: string): Json {
  const number = Number(word)
  return Object.hasOwn(LITERALS, word) ? LITERALS[word]! : Number.isFinite(number) ? number : word
}
