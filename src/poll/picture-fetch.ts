// One picture: asked for, looked at, and either there or missing with the reason why.
import { digest } from '../model/digest.ts'
import type { Seen } from '../model/drawing.ts'
import type { KeptPicture, MissingWhy, PictureAddress } from '../model/picture.ts'
import type { Clock, Fetched, Images, Web } from '../model/ports.ts'
import { DAY, type Duration, HOUR, type Instant, iso } from '../model/time.ts'
import { waysTo } from './picture-addresses.ts'

export interface PictureFetchDeps {
  readonly web: Web
  readonly images: Images
  readonly clock: Clock
}

/** What came of asking for a picture. */
export type PictureFound =
  | {
      readonly kind: 'found'
      readonly picture: KeptPicture
      readonly bytes: Uint8Array
      readonly from: string
    }
  | { readonly kind: 'missing'; readonly why: MissingWhy; readonly said: string; readonly retryAt?: Instant }
  /** Its host is to be left alone until then, or cannot be reached. */
  | { readonly kind: 'later'; readonly said: string; readonly until: Instant }

const ACCEPT = 'image/avif,image/webp,image/*;q=0.9,*/*;q=0.5'
const REST = HOUR

/**
 * Asks for a picture in the places where it may be, `more` last. `most` are the bytes it may have. Nothing that comes
 * makes it throw.
 */
export async function findPicture(
  url: string,
  deps: PictureFetchDeps,
  { most, more }: { most: number; more: () => Promise<readonly string[]> },
): Promise<PictureFound> {
  let first: Exclude<PictureFound, { kind: 'found' }> | undefined
  const tried = new Set<string>()
  const plain: string[] = []
  // Proxies take addresses without a scheme, so that https may be no more than a guess.
  for (const places of [async () => waysTo(url), async () => plain, more])
    for (const place of await places()) {
      if (tried.has(place)) continue
      tried.add(place)
      const got = await deps.web.get(place, { accept: ACCEPT, maxBytes: most, robots: true })
      const found = await conclude(got, place, deps)
      if (found.kind === 'found') return found
      first ??= found
      if (place.startsWith('https:') && got.kind === 'failed' && NOT_SECURE.has(got.reason))
        plain.push(`http:${place.slice(6)}`)
    }
  return first!
}

/** Failures after which the same place may answer without encryption. */
const NOT_SECURE: ReadonlySet<string> = new Set(['tls', 'connect', 'private-address', 'protocol', 'resting'])

async function conclude(
  got: Fetched,
  url: string,
  { images, clock }: PictureFetchDeps,
): Promise<PictureFound> {
  if (got.kind !== 'fresh') return missing(got, clock.now())
  const seen = await images.look(got.body)
  if (seen.kind === 'seen') {
    const picture = record(got.body, seen, url, clock.now())
    return { kind: 'found', picture, bytes: got.body, from: url }
  }
  switch (seen.why) {
    case 'unsupported':
      return { kind: 'missing', why: 'not-a-picture', said: whatItWas(got) }
    case 'too-many-pixels':
    case 'too-many-pages':
      return { kind: 'missing', why: 'too-large', said: seen.message }
    case 'unreadable':
    case 'failed':
      return { kind: 'missing', why: 'cut-short', said: `damaged or cut short: ${seen.message}` }
  }
}

function record(
  bytes: Uint8Array,
  { type, width, height, pages, hasAlpha, hash }: Seen,
  url: string,
  now: Instant,
): KeptPicture {
  const seen = iso(now)
  return {
    digest: digest(bytes),
    type,
    bytes: bytes.length,
    width,
    height,
    pages,
    alpha: hasAlpha,
    hash,
    addresses: [{ url, seen }],
    seen,
  }
}

const whatItWas = ({ headers, body }: Extract<Fetched, { kind: 'fresh' }>): string => {
  const type = headers.find(([name]) => name === 'content-type')?.[1]
  return body.length === 0 ? 'an empty answer' : `no picture (${type ?? 'without a media type'})`
}

function missing(got: Exclude<Fetched, { kind: 'fresh' }>, now: Instant): PictureFound {
  const gave = (why: MissingWhy, said: string, retryAt?: Instant): PictureFound => ({
    kind: 'missing',
    why,
    said,
    ...(retryAt !== undefined && { retryAt }),
  })
  switch (got.kind) {
    case 'unchanged':
      return gave('unreachable', 'answered 304 to a question without conditions')
    case 'gone':
      return gave('not-found', `not found (${got.status})`)
    case 'refused':
      if (got.status === 429)
        return { kind: 'later', said: 'asked too often (429)', until: got.retryAt ?? now + REST }
      return got.status >= 500 || got.status < 400
        ? gave('unreachable', `the server answered ${got.status}`, got.retryAt)
        : gave(
            got.status === 401 || got.status === 403 || got.status === 451 ? 'blocked' : 'not-found',
            `the server answered ${got.status}`,
          )
    case 'failed':
      if (got.reason === 'resting')
        return { kind: 'later', said: got.message, until: got.retryAt ?? now + REST }
      return gave(FAILED[got.reason] ?? 'unreachable', got.message)
  }
}

const FAILED: Readonly<Record<string, MissingWhy>> = {
  'too-large': 'too-large',
  truncated: 'cut-short',
  encoding: 'cut-short',
  robots: 'blocked',
  'private-address': 'blocked',
  'bad-address': 'not-found',
}

/** How long to wait before the next try, by why it is missing; after the last there is none by itself. */
const PATIENCE: Readonly<Record<MissingWhy, readonly Duration[]>> = {
  unreachable: [HOUR, 6 * HOUR, DAY, 3 * DAY, 7 * DAY, 30 * DAY],
  'cut-short': [HOUR, 6 * HOUR, DAY, 7 * DAY],
  'not-found': [DAY, 7 * DAY],
  blocked: [DAY, 7 * DAY, 30 * DAY],
  'not-a-picture': [DAY, 7 * DAY],
  'too-large': [],
  'over-limit': [],
}

/** What stays of an address whatever comes of a try. */
function lasting({ url, host, alt, caption }: PictureAddress) {
  return { url, host, ...(alt !== undefined && { alt }), ...(caption !== undefined && { caption }) }
}

/** The address after a try that brought nothing. */
export function triedInVain(
  before: PictureAddress,
  { why, said, retryAt }: Extract<PictureFound, { kind: 'missing' }>,
  now: Instant,
): PictureAddress {
  const wait = PATIENCE[why][before.tries]
  const due = wait === undefined ? undefined : Math.max(now + wait, retryAt ?? 0)
  const tries = before.tries + 1
  return { ...lasting(before), state: 'missing', why, said, tries, ...(due !== undefined && { due }) }
}

/** The address after its host was not asked, or did not want to be: that is no reason ever to give up. */
export function putOff(
  before: PictureAddress,
  { said, until }: Extract<PictureFound, { kind: 'later' }>,
  now: Instant,
): PictureAddress {
  const { tries } = before
  const due = Math.max(until, now + (PATIENCE.unreachable[tries] ?? PATIENCE.unreachable.at(-1)!))
  return { ...lasting(before), state: 'missing', why: 'unreachable', said, tries: tries + 1, due }
}
