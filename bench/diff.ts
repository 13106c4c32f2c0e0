// Comparing two states of long articles. npm run bench:diff

import { readPredecessorPost } from '../src/formats/seed/read.ts'
import { compare } from '../src/model/diff/diff.ts'
import { plainText } from '../src/model/text.ts'
import { corpusPosts } from './corpus.ts'
import { median, table } from './measure.ts'

const LENGTH = 20_000
const ROUNDS = 9

/** Real text, joined until it is long enough. */
async function longTexts(): Promise<[string, string]> {
  const all = (await corpusPosts())
    .map(({ path, bytes }) => readPredecessorPost(path, new TextDecoder().decode(bytes)))
    .flatMap(post => ('reason' in post ? [] : [plainText(post.html).replace(/([。！？])/g, '$1\n')]))
    .join('\n')
  return [all.slice(0, LENGTH), all.slice(LENGTH, 2 * LENGTH)]
}

function edited(text: string, edits: number): string {
  let out = text
  for (let n = 0; n < edits; n++) {
    const at = (n * 7919) % out.length
    out = `${out.slice(0, at)}改动了的字${out.slice(at + 3)}`
  }
  return out
}

const [text, other] = await longTexts()
const oneLine = text.replaceAll('\n', '')
const lines = text.split('\n')
const cases: [string, string, string][] = [
  ['1 edit', text, edited(text, 1)],
  ['20 edits', text, edited(text, 20)],
  ['300 edits', text, edited(text, 300)],
  [
    'paragraphs moved',
    text,
    [...lines.slice(lines.length / 2), ...lines.slice(0, lines.length / 2)].join('\n'),
  ],
  ['line breaks came back', oneLine, text],
  ['one line, 20 edits', oneLine, edited(oneLine, 20)],
  ['another text', text, other],
]
const rows = cases.map(([name, before, after]) => {
  const state = (one: string) => ({ title: '题', text: one })
  const times = Array.from({ length: ROUNDS }, () => {
    const started = performance.now()
    compare(state(before), state(after))
    return performance.now() - started
  })
  return [name, median(times), Math.max(...times)]
})
console.log(`Two states of ${LENGTH} characters, milliseconds`)
console.log(table(['what', 'median', 'most'], rows))
