// What a change is counted in: characters where words are not spaced, words elsewhere.

const UNSPACED = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}`
const TOKEN = new RegExp(
  String.raw`[${UNSPACED}]\p{M}*|(?:(?![${UNSPACED}])[\p{L}\p{N}\p{M}])+(?:['’.,](?:(?![${UNSPACED}])[\p{L}\p{N}])+)*|\s+|[^]`,
  'gu',
)
/** With what may close after the mark: 他说：“好。” is one sentence. */
const SENTENCE = /[^。！？!?；;\n]*(?:[。！？!?；;]+[”’」』）)"']*|\n|$)\s*/gu

/** A text cut into tokens that make it up again: one Han, kana or Thai character, one word, one space, one mark. */
export const tokensOf = (text: string): string[] => text.match(TOKEN) ?? []

/** A text cut behind its sentences. */
export const sentencesOf = (text: string): string[] =>
  (text.match(SENTENCE) ?? []).filter(sentence => sentence !== '')

/** Gives the same number to the same string, so that sequences compare quickly. */
export function numbering(): (items: readonly string[]) => Int32Array {
  const known = new Map<string, number>()
  return items =>
    Int32Array.from(items, item => {
      const found = known.get(item) ?? known.size
      known.set(item, found)
      return found
    })
}
