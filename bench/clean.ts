// Cleaning HTML beside DOMPurify on jsdom: real bodies of articles, hostile payloads, and the inputs on which sanitisers
// hang, these doubled in size to show that time grows with length and no faster. npm run bench:clean
import type { WindowLike } from 'dompurify'
import { readPredecessorPost } from '../src/formats/seed/read.ts'
import { clean } from '../src/page/clean.ts'
import { payloads } from '../tests/site/payloads.ts'
import { corpusPosts } from './corpus.ts'
import { median, table } from './measure.ts'

const ROUNDS = 5

const bodies = (await corpusPosts()).flatMap(({ path, bytes }) => {
  const post = readPredecessorPost(path, new TextDecoder().decode(bytes))
  return 'reason' in post ? [] : [post.html]
})

const own = (html: string): number => clean(html, { base: 'https://outlet.example/1' }).html.length

/** Seconds of the processor for all of them once: the clock on the wall counts what others do as well. */
function timed(texts: readonly string[], work: (html: string) => number): number {
  const started = process.cpuUsage()
  let length = 0
  for (const text of texts) length += work(text)
  if (length === 0) throw new Error('nothing was left')
  const { user, system } = process.cpuUsage(started)
  return (user + system) / 1e6
}

const kinds: [name: string, texts: readonly string[]][] = [
  [`${bodies.length} articles`, bodies],
  [`${payloads().length} payloads`, payloads()],
]
/** After a first round that warms the code. */
function rounds(texts: readonly string[], work: (html: string) => number): number {
  timed(texts, work)
  return median(Array.from({ length: ROUNDS }, () => timed(texts, work)))
}

// One after the other: jsdom shares our parser, and code that two kinds of tree have run through is slower for both.
const ours = kinds.map(([, texts]) => rounds(texts, own))
const { default: createDOMPurify } = await import('dompurify')
const { JSDOM } = await import('jsdom')
const purify = createDOMPurify(new JSDOM('').window as unknown as WindowLike)
const theirs = kinds.map(([, texts]) => rounds(texts, html => purify.sanitize(html).length))
const rows = kinds.map(([name, texts], i) => {
  const each = (seconds: number): string => `${((seconds * 1000) / texts.length).toFixed(3)} ms`
  const megabytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) / 1e6
  return [
    name,
    `${megabytes.toFixed(1)} MB`,
    each(ours[i]!),
    each(theirs[i]!),
    `${(theirs[i]! / ours[i]!).toFixed(1)} ×`,
  ]
})
console.log(table(['', 'size', 'stet, each', 'DOMPurify, each', 'cheaper'], rows))

const HANGING: Readonly<Record<string, (n: number) => string>> = {
  'nested <div>, 20,000': n => `${'<div>'.repeat(20_000 * n)}word`,
  'formatting tags, 5,000': n =>
    `${Array.from({ length: 5000 * n }, (_, i) => `<b id=${i}>`).join('')}word${'<p>word'.repeat(5000 * n)}`,
  'attributes, 30,000': n =>
    `<a ${Array.from({ length: 30_000 * n }, (_, i) => `a${i}=1`).join(' ')}>word</a>`,
  'nested tags, 200,000': n => `${'<x>'.repeat(200_000 * n)}word`,
  'nested tables, 10,000': n => `${'<table><tr><td>'.repeat(10_000 * n)}word`,
  'nested links, 20,000': n => `${'<a href=/x><div>'.repeat(20_000 * n)}word`,
  'nested SVG and MathML, 20,000': n => `${'<svg><desc><math><mtext>'.repeat(20_000 * n)}word`,
  'tag openings, 500,000': n => `${'<a'.repeat(500_000 * n)}>word`,
  'comments never closed, 100,000': n => `word${'<!--'.repeat(100_000 * n)}`,
  'entities, 500,000': n => '&ampx;&#x41'.repeat(500_000 * n),
  'candidates of a srcset, 200,000': n => `<img srcset="${'x.png 1w,'.repeat(200_000 * n)}">word`,
  'misnested, 20,000': n => `${'<b><p><i></b>'.repeat(20_000 * n)}word`,
  'ids and links to them, 50,000': n =>
    Array.from({ length: 50_000 * n }, (_, i) => `<a id=x${i} href=#x${i}>w</a>`).join(''),
}
console.log(
  table(
    ['hanging input', 'once', 'twice as long', 'grows'],
    Object.entries(HANGING).map(([name, make]) => {
      const time = (n: number): number => timed([make(n)], html => own(html) + 1)
      time(1)
      const [once, twice] = [time(1), time(2)]
      return [
        name,
        `${(once * 1000).toFixed(0)} ms`,
        `${(twice * 1000).toFixed(0)} ms`,
        `${(twice / once).toFixed(1)} ×`,
      ]
    }),
  ),
)
