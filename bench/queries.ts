// What people might ask an archive, cut from its own texts: the same queries in every run.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readPost } from '../src/formats/post/read.ts'
import { plainText } from '../src/model/text.ts'
import { folded, traditional } from '../src/model/words/traditional.ts'
import { fold } from '../src/model/words/words.ts'

export interface Text {
  readonly title: string
  readonly text: string
}

/** Titles and texts of an archive's posts. */
export function textsOf(archive: string): Text[] {
  const names = readdirSync(join(archive, '_posts'), { recursive: true, encoding: 'utf8' })
  return names
    .filter(name => name.endsWith('.md'))
    .map(name => {
      const { title, html } = readPost(`_posts/${name}`, readFileSync(join(archive, '_posts', name)))
      return { title, text: plainText(html) }
    })
}

/** Numbers that look random and are the same in every run: each from 0 to below `below`. */
export function dice(seed = 20_210_414): (below: number) => number {
  let state = seed
  return below => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    return state % below
  }
}

/** Written in the other script, where its characters have one. */
function otherScript(query: string): string {
  const to = new Map([...folded].map((simple, i) => [simple, traditional[i]!]))
  const simplified = fold(query)
  return simplified === query ? [...query].map(char => to.get(char) ?? char).join('') : simplified
}

/** Cuts of two to eight characters from the middle of random articles; every fifth in the other script. */
export function chineseQueries(texts: readonly Text[], count: number): string[] {
  const random = dice()
  const found: string[] = []
  while (found.length < count) {
    const { text } = texts[random(texts.length)]!
    const length = 2 + random(7)
    const at = random(Math.max(1, text.length - length))
    const cut = text.slice(at, at + length)
    if (!/^[\u4e00-\u9fff]+$|^[\u4e00-\u9fff]+[A-Z][A-Za-z]+$/.test(cut)) continue
    if (/[A-Za-z0-9]/.test(text[at + length] ?? '') && /[A-Za-z]$/.test(cut)) continue
    found.push(found.length % 5 === 4 ? otherScript(cut) : cut)
  }
  return found
}

/** Cuts of two to eight characters, with letters, numbers or punctuation in them: whole words, no spaces. */
export function borderQueries(texts: readonly Text[], count: number): string[] {
  const random = dice(77)
  const found: string[] = []
  const isLetter = (character = ''): boolean => /[A-Za-z0-9\u00c0-\u024f]/.test(character)
  while (found.length < count) {
    const { text } = texts[random(texts.length)]!
    const length = 2 + random(7)
    const at = random(Math.max(1, text.length - length))
    const cut = text.slice(at, at + length)
    if (/[\s:"“”„«»「」『』]/.test(cut) || !/[\p{L}\p{N}]/u.test(cut) || /^[\u4e00-\u9fff]+$/.test(cut))
      continue
    if (isLetter(cut.at(-1)) && isLetter(text[at + length])) continue
    if (isLetter(cut[0]) && isLetter(text[at - 1])) continue
    found.push(cut)
  }
  return found
}

/** One or two English words that stand beside each other in a text. */
export function englishQueries(texts: readonly Text[], count: number): string[] {
  const random = dice(2019)
  const found = new Set<string>()
  for (let tries = 0; found.size < count && tries < texts.length * 50; tries++) {
    const words = texts[random(texts.length)]!.text.match(/[A-Za-z]{3,}(?: [A-Za-z]{3,})?/g) ?? []
    if (words.length > 0) found.add(words[random(words.length)]!)
  }
  return [...found]
}
