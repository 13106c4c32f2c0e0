// Pages with known articles, from the bundles of two public data sets where they lie beside the repository.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { decodeText } from '../src/model/charset.ts'

/** A page and what a person found on it; `date` is a day, '' when the page shows none. */
export interface KnownPage {
  readonly id: string
  readonly url: string
  readonly bytes: Uint8Array
  readonly text: string
  readonly title: string
  readonly date: string
}

const FOLDER = new URL('../../shared/corpus/', import.meta.url).pathname

/** Clones a bundle, hands its files on, and removes them. Ends the process with a word when it is not there. */
function fromBundle<T>(name: string, read: (folder: string) => T): T {
  const bundle = join(FOLDER, `${name}.bundle`)
  if (!existsSync(bundle)) {
    console.error(`This benchmark needs ${bundle}.`)
    process.exit(1)
  }
  const folder = mkdtempSync(join(tmpdir(), 'stet-pages-'))
  try {
    execFileSync('git', ['clone', '-q', '-c', 'advice.detachedHead=false', bundle, folder], {
      stdio: 'ignore',
    })
    return read(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const day = (text: string): string => {
  const found = /(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})/.exec(text)
  return found ? `${found[1]}-${found[2]!.padStart(2, '0')}-${found[3]!.padStart(2, '0')}` : ''
}

/** English pages of the web, CC-BY-4.0. */
export const wcxb = (): KnownPage[] =>
  fromBundle('wcxb-dev-400', folder =>
    readdirSync(join(folder, 'dev/ground-truth')).flatMap(file => {
      const known = JSON.parse(readFileSync(join(folder, 'dev/ground-truth', file), 'utf8'))
      const truth = known.ground_truth
      if (truth?.main_content === undefined || known._internal.page_type.primary !== 'article') return []
      const id = basename(file, '.json')
      return [
        {
          id,
          url: known.url,
          bytes: gunzipSync(readFileSync(join(folder, 'dev/html', `${id}.html.gz`))),
          text: truth.main_content,
          title: truth.title ?? '',
          date: day(truth.publish_date ?? ''),
        },
      ]
    }),
  )

/** Chinese pages of twenty years, MIT. The element that the collection put around the older ones is taken off. */
export const zhweb = (): KnownPage[] =>
  fromBundle('zhweb', folder =>
    readdirSync(join(folder, 'original')).map(file => {
      const id = basename(file, '.html')
      const kept = readFileSync(join(folder, 'original', file))
      const head = kept.toString('latin1', 0, 400_000)
      const wrapped = /^(?:\xef\xbb\xbf)?<text id="([^"]*)"[^>]*>\s*/.exec(head)
      const read = (what: string): string =>
        decodeText(readFileSync(join(folder, what, `${id}.txt`)), []).text
      return {
        id,
        url:
          wrapped?.[1] ||
          /rel="canonical" href="(https?:[^"]+)"/.exec(head)?.[1] ||
          `http://example.com/${id}.html`,
        bytes: kept.subarray(wrapped?.[0].length ?? 0),
        text: read('cleaned'),
        title: '',
        date: day(read('date')),
      }
    }),
  )
