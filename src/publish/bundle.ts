// The whole site for a folder or a stick, without a server: links lead to files, and search works where browsers forbid
// fetch, modules and workers. Beside it a manifest with a digest of every file, so that a copy can be checked and a
// later delta can say what it adds.
import { digest } from '../model/digest.ts'
import type { Output } from '../model/ports.ts'
import { build } from './build.ts'
import type { Site } from './site.ts'
import { fileOf, route } from './urls.ts'

/** `manifest.json` of a bundle. */
export interface BundleManifest {
  readonly version: 1
  readonly title: string
  readonly articles: number
  /** Files of the whole bundle, by path. */
  readonly files: Readonly<Record<string, BundledFile>>
  /** In a delta: files of the older copy that the bundle no longer has. The delta empties them; they can be deleted. */
  readonly removed?: readonly string[]
  /** In a delta to a copy: SHA-256 of that copy's `manifest.json`. */
  readonly base?: string
}

/** What a delta adds to. */
export interface Older {
  readonly older: BundleManifest
  /** SHA-256 of its manifest's bytes, where there is a copy. */
  readonly base?: string
}

export interface BundledFile {
  readonly bytes: number
  readonly sha256: string
}

export const MANIFEST = 'manifest.json'

/** At an address of the predecessor's. A folder's own page is named by the folder. */
const isMoved = (path: string): boolean =>
  !path.endsWith('/index.html') && route(`/${path}`)?.kind === 'moved'

/** False for a path that would lead out of the folder: a manifest may have been written by anybody. */
const isInside = (path: string): boolean => !/^[/\\]|(?:^|[/\\])\.\.(?:[/\\]|$)|^[A-Za-z]:/.test(path)

/** Only useful to servers and to programs that ask them. */
const NOT_IN_FOLDERS =
  /^(?:sw\.js|robots\.txt|opensearch\.xml|CNAME|\.nojekyll|manifest\.webmanifest|sitemap.*\.xml)$/

/**
 * Builds `site` as a bundle into `output`. With the manifest of an older copy only files that it lacks or has otherwise
 * are written. The site's base path must be `/`.
 */
export async function bundle(
  site: Site,
  output: Pick<Output, 'write'>,
  { older, base, progress }: Partial<Older> & { progress?: (done: number, total: number) => void } = {},
): Promise<BundleManifest & { readonly written: number; readonly bytes: number }> {
  const files: Record<string, BundledFile> = {}
  let written = 0
  let total = 0
  let missing = ''
  const into: Output = {
    async write(given) {
      const fresh: { path: string; bytes: Uint8Array }[] = []
      for (const { path, bytes } of given) {
        if (NOT_IN_FOLDERS.test(path) || isMoved(path)) continue
        if (path === '404.html') missing = String(bytes)
        const own = path.endsWith('.html') ? Buffer.from(forFolders(path, String(bytes))) : Buffer.from(bytes)
        files[path] = { bytes: own.byteLength, sha256: digest(own) }
        if (older?.files[path]?.sha256 !== files[path].sha256) fresh.push({ path, bytes: own })
      }
      written += fresh.length
      total += fresh.reduce((sum, { bytes }) => sum + bytes.byteLength, 0)
      await output.write(fresh)
    },
    remove: async () => {},
    read: async () => undefined,
    has: async () => false,
    moment: () => 0,
    touched: () => [],
    list: async () => [],
  }
  await build(site, into, { texts: true, ...(progress && { progress }) })
  const removed = Object.keys(older?.files ?? {}).filter(path => isInside(path) && !files[path])
  // Whoever only unpacks the delta keeps these files, and what was redacted must not stay in them.
  await output.write(
    removed.map(path => ({ path, bytes: path.endsWith('.html') ? forFolders(path, missing) : '' })),
  )
  const manifest: BundleManifest = {
    version: 1,
    title: site.config.title,
    articles: await site.store.count({}),
    files: Object.fromEntries(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1))),
    ...(older && { removed: removed.sort() }),
    ...(base && { base }),
  }
  await output.write([{ path: MANIFEST, bytes: `${JSON.stringify(manifest, null, 1)}\n` }])
  return { ...manifest, written, bytes: total }
}

/** A page whose links lead to files beside it: in a folder `/` is the disk, and a folder does not open its index. */
export function forFolders(path: string, page: string): string {
  const here = path.split('/').slice(0, -1)
  const beside = (link: string): string => {
    const [, address = '', rest = ''] = /^([^?#]*)(.*)$/.exec(link)!
    return relative(here, fileOf(decodeURI(address))) + rest
  }
  return (
    page
      .replace(/<link rel="(?:manifest|search)"[^>]*>\n/g, '')
      // For Firefox a file is nobody's own, and without this its search field would lead nowhere.
      .replace(/(<meta http-equiv="Content-Security-Policy" [^>]*form-action &#39;self&#39;)/, '$1 file:')
      .replace(
        /((?:\s(?:href|src|action|data-href)=|content="0; url=)"?)(\/(?!\/)[^"]*)"/g,
        (_, before, link: string) => `${before}${beside(link)}"`,
      )
      .replace(
        /(\ssrcset=")(\/(?!\/)[^"]*)"/g,
        (_, before, set: string) =>
          `${before}${set.replace(/(^|, )(\/\S+)/g, (_, comma, link) => comma + beside(link))}"`,
      )
  )
}

function relative(here: readonly string[], file: string): string {
  const there = file.split('/')
  let same = 0
  while (same < here.length && same < there.length - 1 && here[same] === there[same]) same++
  return encodeURI('../'.repeat(here.length - same) + there.slice(same).join('/')).replace(
    /[?#]/g,
    encodeURIComponent,
  )
}

/** Reads a bundle's manifest; undefined for what is none. */
export function readBundleManifest(text: string): BundleManifest | undefined {
  try {
    const value = JSON.parse(text) as Partial<BundleManifest>
    return value.version === 1 && typeof value.files === 'object' ? (value as BundleManifest) : undefined
  } catch {
    return undefined
  }
}
