// Taking articles from pages, beside the JavaScript libraries for it, page by page in one run: how much of the text is
// right, how often the date, and what it costs. npm run bench:extract [pages of the soak]
import { extractFromHtml } from '@extractus/article-extractor'
import { Readability } from '@mozilla/readability'
import { Defuddle } from 'defuddle/node'
import { parseHTML } from 'linkedom'
import { decodeText } from '../src/model/charset.ts'
import { plainText } from '../src/model/text.ts'
import { extract } from '../src/page/extract.ts'
import { median, table } from './measure.ts'
import { type KnownPage, wcxb, zhweb } from './pages.ts'

/** linkedom's documents, which Readability and Defuddle take for the browser's. */
type Page = ConstructorParameters<typeof Readability>[0]

const ROUNDS = 3
const SOAK = Number(process.argv[2] ?? 10_000)

interface Found {
  readonly text: string
  readonly date: string
}

interface Contestant {
  readonly name: string
  /** `html` is decoded already: none of the libraries does that. */
  run(page: KnownPage, html: string): Found | Promise<Found>
}

const CONTESTANTS: readonly Contestant[] = [
  {
    name: 'stet',
    run({ bytes, url }) {
      const { text, published } = extract({ bytes, url })
      return { text, date: published }
    },
  },
  {
    name: 'Readability, linkedom',
    run(_, html) {
      const read = new Readability(parseHTML(html).document as unknown as Page).parse()
      return { text: plainText(read?.content ?? ''), date: read?.publishedTime ?? '' }
    },
  },
  {
    name: 'Defuddle, linkedom',
    async run({ url }, html) {
      const { content, published } = await Defuddle(parseHTML(html).document as unknown as Page, url)
      return { text: plainText(content), date: published }
    },
  },
  {
    name: 'article-extractor',
    async run({ url }, html) {
      const read = await extractFromHtml(html, url)
      return { text: plainText(read?.content ?? ''), date: read?.published ?? '' }
    },
  },
]

const WORD = /[\p{L}\p{N}_]+/gu
const CJK_WORD =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}])[\p{L}\p{N}_])+/gu

/** Precision, recall and F1 of the words of a text, as bags. */
function likeness(truth: string, text: string, word: RegExp): [number, number, number] {
  const wanted = truth.toLowerCase().match(word) ?? []
  const got = text.toLowerCase().match(word) ?? []
  const left = new Map<string, number>()
  for (const one of wanted) left.set(one, (left.get(one) ?? 0) + 1)
  let both = 0
  for (const one of got) {
    const n = left.get(one) ?? 0
    if (n === 0) continue
    both++
    left.set(one, n - 1)
  }
  const precision = got.length === 0 ? 0 : both / got.length
  const recall = wanted.length === 0 ? 0 : both / wanted.length
  return [precision, recall, both === 0 ? 0 : (2 * precision * recall) / (precision + recall)]
}

/** The day as written, or as it is in UTC. */
const isDay = (found: string, day: string): boolean =>
  found.startsWith(day) || (!Number.isNaN(Date.parse(found)) && new Date(found).toISOString().startsWith(day))

interface Tally {
  readonly scores: [number, number, number][]
  readonly dates: boolean[]
  readonly rounds: number[]
  failures: number
}

async function compete(name: string, pages: readonly KnownPage[], word: RegExp): Promise<void> {
  const tallies = new Map<string, Tally>(
    CONTESTANTS.map(one => [one.name, { scores: [], dates: [], rounds: [], failures: 0 }]),
  )
  for (let round = 0; round < ROUNDS; round++) {
    const spent = new Map(CONTESTANTS.map(one => [one.name, 0]))
    for (const page of pages) {
      const html = decodeText(page.bytes, []).text
      for (const one of CONTESTANTS) {
        const tally = tallies.get(one.name)!
        const started = performance.now()
        const found = await attempt(one, page, html)
        spent.set(one.name, spent.get(one.name)! + performance.now() - started)
        if (round > 0) continue
        if (!found) tally.failures++
        tally.scores.push(likeness(page.text, found?.text ?? '', word))
        if (page.date !== '') tally.dates.push(isDay(found?.date ?? '', page.date))
      }
    }
    for (const [contestant, ms] of spent) tallies.get(contestant)!.rounds.push(ms / pages.length)
  }
  report(name, pages.length, tallies)
}

async function attempt(one: Contestant, page: KnownPage, html: string): Promise<Found | undefined> {
  try {
    return await one.run(page, html)
  } catch {
    return undefined
  }
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)

function report(name: string, pages: number, tallies: ReadonlyMap<string, Tally>): void {
  const peer = tallies.get('Readability, linkedom')!
  console.log(`\n${name}, ${pages} pages`)
  console.log(
    table(
      ['', 'words F1', 'precision', 'recall', 'dates', 'failed', 'ms a page', '× Readability'],
      [...tallies].map(([contestant, { scores, dates, rounds, failures }]) => [
        contestant,
        ...[2, 0, 1].map(i => mean(scores.map(one => one[i]!)).toFixed(3)),
        mean(dates.map(Number)).toFixed(3),
        String(failures),
        median(rounds),
        median(rounds.map((ms, i) => ms / peer.rounds[i]!)).toFixed(2),
      ]),
    ),
  )
}

/** The same pages again and again in one process: memory must not grow with their number. */
function soak(pages: readonly KnownPage[]): void {
  const rows: [string, number][] = []
  for (let n = 1; n <= SOAK; n++) {
    const { bytes, url } = pages[n % pages.length]!
    extract({ bytes, url })
    if (n % Math.ceil(SOAK / 5) === 0) rows.push([String(n), process.memoryUsage.rss() / 2 ** 20])
  }
  console.log(`\n${SOAK} pages in one process`)
  console.log(table(['pages', 'resident MiB'], rows))
}

const english = wcxb()
const chinese = zhweb()
await compete('WCXB, development set, articles', english, WORD)
await compete('Chinese pages, 2003 to 2022', chinese, CJK_WORD)
soak([...english, ...chinese])
