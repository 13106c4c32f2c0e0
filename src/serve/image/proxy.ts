// The picture proxy: an address and what to make of it in, a picture out. README.md beside this file has the whole URL
// interface. A picture that the archive keeps is taken from there; others are fetched only as far as the policy allows.
import type { Drawing, DrawLimits } from '../../model/drawing.ts'
import { messageOf } from '../../model/error.ts'
import type { Cache, Clock, Hop, Images, Log, Web } from '../../model/ports.ts'
import { DAY, type Duration, HOUR, type Instant, MINUTE } from '../../model/time.ts'
import { errorAnswer, fallbackOf, type Made, pictureAnswer, tagOf } from './answer.ts'
import { type Asked, reader } from './asked.ts'
import {
  BAD_ADDRESS,
  BROKEN,
  drawError,
  fetchError,
  type ImageError,
  refusedAddress,
  TOO_MANY,
  UNKNOWN_ADDRESS,
} from './errors.ts'
import { hotShelf } from './hot.ts'
import { counter } from './patience.ts'

/** Whose pictures are served: those of the archive's articles, only signed requests', or anybody's. */
export type ImagePolicy = 'known' | 'signed' | 'open'

export interface ImageRules {
  readonly policy: ImagePolicy
  /** '' signs nothing. */
  readonly secret: string
  /** Bytes of a source. */
  readonly maxBytes: number
  /** For fetching a source, redirects and all. */
  readonly timeout: Duration
  readonly limits: Partial<DrawLimits>
  /** Pictures that one client may have made in ten minutes; 0 for any number. */
  readonly perClient: number
}

/** The archive's own pictures. */
export interface KeptPictures {
  /** True when an article of the archive shows a picture from this address. */
  knows(address: string): Promise<boolean>
  /** The kept picture from this address, with a name for its bytes. */
  from(
    address: string,
  ): Promise<{ readonly name: string; bytes(): Promise<Uint8Array | undefined> } | undefined>
}

export interface ImageDeps {
  readonly images: Images
  readonly web: Web
  readonly cache: Cache
  readonly kept: KeptPictures
  readonly clock: Clock
  readonly rules: ImageRules
  readonly log?: Log
}

/** Who asks, and what stands before the pictures. */
export interface ImageVisitor {
  /** Whom the limit of new pictures counts for. */
  readonly address?: string
  /** In a private archive: the answer that keeps a stranger out; undefined for who has signed in. */
  readonly keptOut?: () => Promise<Response | undefined>
}

/** Answers a GET or HEAD. */
export type ImageProxy = (request: Request, visitor?: ImageVisitor) => Promise<Response>

/** How long a made picture is believed without asking its origin again, and a failure after it came twice. */
const FRESH = 7 * DAY
const SORRY = 15 * MINUTE
/** How long a picture stands on the shelf in memory before the disk, or the origin, is looked at again. */
const HOT = HOUR
/**
 * How long an original is at hand for its other sizes: a browser asks for one, a page's next visitor for another. Longer
 * ones than so many bytes are fetched again.
 */
const AT_HAND = MINUTE
const LARGE = 2 * 2 ** 20

const ACCEPT = 'image/*,*/*;q=0.5'

export function imageProxy(deps: ImageDeps): ImageProxy {
  const { rules, clock, log } = deps
  const read = reader(deps.images.version, rules.secret)
  const hot = hotShelf<Hot>()
  const making = new Map<string, Promise<Ready | ImageError>>()
  const clients = counter(rules.perClient, 10 * MINUTE)
  const failures = counter(1, SORRY)
  const once = counter(1, FRESH)
  const sorry = hotShelf<{ readonly error: ImageError; readonly at: Instant; readonly bytes: Uint8Array }>()
  const fetching = new Map<string, Promise<Fetchable | ImageError>>()
  const originals = hotShelf<Fetchable & { readonly at: Instant }>(LARGE)

  /** One computation for all who ask for the same at the same time. */
  function make(key: string, source: string, drawing: Drawing, client: string): Promise<Ready | ImageError> {
    const under = making.get(key)
    if (under) return under
    const work = (async () => {
      const stored = await fromCache(deps.cache, key, clock.now())
      if (stored) return stored
      const failed = sorry.get(key)
      if (failed && clock.now() - failed.at < SORRY) return failed.error
      if (!clients.takes(client, clock.now())) return TOO_MANY
      const made = await drawn(key, source, drawing)
      if (made.kind === 'error' && mayLast(made) && !failures.takes(key, clock.now()))
        sorry.put(key, { error: made, at: clock.now(), bytes: NOTHING })
      return made
    })().finally(() => making.delete(key))
    making.set(key, work)
    return work
  }

  /** A hot picture that was asked for again: now it is worth a place on disk. */
  async function again(key: string, ready: Hot, known: Instant | undefined): Promise<void> {
    if (ready.stored && known === ready.known) return
    hot.put(key, { ...ready, known, stored: true })
    if (!ready.stored) await deps.cache.put(key, packed(ready))
  }

  async function drawn(key: string, source: string, drawing: Drawing): Promise<Ready | ImageError> {
    const got = await original(source)
    if (got.kind === 'error') return got
    const result = await deps.images.draw(got.bytes, drawing, rules.limits)
    if (result.kind === 'refused') return drawError(result)
    const { bytes, format, width, height } = result
    const { canonical } = got
    const made: Made = { kind: 'made', bytes, format, width, height, canonical, tag: tagOf(bytes) }
    // Most pictures are asked for once: the disk is for those that are asked for again.
    const stored = !once.takes(key, clock.now())
    const entry = { ...made, until: got.lasts ? Number.POSITIVE_INFINITY : clock.now() + FRESH, stored }
    if (stored) await deps.cache.put(key, packed(entry))
    return entry
  }

  /** The source's bytes: the archive's own copy, else its origin's; asked once for all who wait or come soon. */
  function original(source: string): Promise<Fetchable | ImageError> {
    const under = fetching.get(source)
    if (under) return under
    const work = (async () => (await ownCopy(source)) ?? lately(source) ?? fetched(source))().finally(() =>
      fetching.delete(source),
    )
    fetching.set(source, work)
    return work
  }

  function lately(source: string): Fetchable | undefined {
    const had = originals.get(source)
    return had && clock.now() - had.at < AT_HAND ? had : undefined
  }

  async function ownCopy(source: string): Promise<Fetchable | undefined> {
    const bytes = await (await deps.kept.from(source))?.bytes()
    return bytes && { kind: 'got', bytes, canonical: source, lasts: true }
  }

  async function fetched(source: string): Promise<Fetchable | ImageError> {
    const { maxBytes, timeout } = rules
    const got = await deps.web.get(source, { maxBytes, timeout, accept: ACCEPT, saysReferrer: true })
    if (got.kind === 'failed' && got.reason === 'private-address' && got.hops.length === 0)
      return refusedAddress(source)
    if (got.kind !== 'fresh') return fetchError(got, maxBytes)
    const fetchable: Fetchable = {
      kind: 'got',
      bytes: got.body,
      canonical: canonicalOf(source, got.hops),
      lasts: false,
    }
    originals.put(source, { ...fetchable, at: clock.now() })
    return fetchable
  }

  /** True for addresses that the policy serves to whoever asks. */
  async function isForAll(source: string): Promise<boolean> {
    return rules.policy === 'open' || (rules.policy === 'known' && (await deps.kept.knows(source)))
  }

  /** `default=` leads where the policy itself leads, or where a signature sends: else a site would vouch for any address. */
  async function failed(
    request: Request,
    error: ImageError,
    { query, source, signs }: Asked,
  ): Promise<Response> {
    const to = fallbackOf(query, source)
    const mayLead = to !== undefined && (signs || to === source || (await isForAll(to)))
    return errorAnswer(request, error, mayLead ? to : undefined)
  }

  return async (request, { address: client = '', keptOut } = {}) => {
    const asked = read(request.url)
    const { query, source, drawing, key, signs } = asked
    if (keptOut && !signs) {
      const out = await keptOut()
      if (out) return out
    }
    try {
      if (source === undefined) return await failed(request, BAD_ADDRESS, asked)
      const now = clock.now()
      const ready = hot.get(key)
      const isHot = ready !== undefined && now < Math.min(ready.until, ready.at + HOT)
      const known = isHot ? ready.known : undefined
      // What the policy allowed a moment ago is not looked up again. What only a signature allowed is nobody else's.
      const isLooked = !signs && (known === undefined || now - known > MINUTE)
      if (isLooked && !(await isForAll(source))) return errorAnswer(request, UNKNOWN_ADDRESS, undefined)
      const made = isHot ? ready : await make(key, source, drawing, client)
      if (made.kind === 'error') return await failed(request, made, asked)
      const since = isLooked ? now : known
      if (isHot) await again(key, ready, since)
      else hot.put(key, { ...made, at: now, known: since })
      return pictureAnswer(request, made, query, clock.now(), keptOut && !signs ? 'private' : 'public')
    } catch (error) {
      log?.error('picture failed', { source, why: messageOf(error) })
      return errorAnswer(request, BROKEN, undefined)
    }
  }
}

/** A picture that can be given out until a moment, and whether the disk has it too. */
interface Ready extends Made {
  readonly until: Instant
  readonly stored: boolean
}

/**
 * On the shelf since `at`. That the policy shows its address to all was last found at `known`; undefined when it never
 * was, because a signature allowed it.
 */
interface Hot extends Ready {
  readonly at: Instant
  readonly known: Instant | undefined
}

interface Fetchable {
  readonly kind: 'got'
  readonly bytes: Uint8Array
  readonly canonical: string
  /** True for what no origin can change. */
  readonly lasts: boolean
}

const NOTHING = new Uint8Array()

/** What is our fault, or the client's haste, is not remembered of an address. */
const mayLast = ({ status }: ImageError): boolean => status !== 500 && status !== 429

/** Permanent redirects give the picture a new address, passing ones do not. */
function canonicalOf(source: string, hops: readonly Hop[]): string {
  let canonical = source
  for (const { status, location } of hops) {
    if ((status !== 301 && status !== 308) || location === undefined) break
    canonical = location
  }
  return canonical
}

/** A line of JSON, then the bytes. JSON has no infinity: what lasts has no end. */
function packed({ bytes, format, width, height, canonical, tag, until }: Ready): Uint8Array {
  const head = { format, width, height, canonical, tag, ...(Number.isFinite(until) && { until }) }
  return Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), bytes])
}

async function fromCache(cache: Cache, key: string, now: Instant): Promise<Ready | undefined> {
  const found = await cache.get(key)
  if (!found) return undefined
  const at = found.indexOf(0x0a)
  try {
    const { until = Number.POSITIVE_INFINITY, ...head } = JSON.parse(
      new TextDecoder().decode(found.subarray(0, at)),
    )
    const bytes = found.subarray(at + 1)
    // What a killed process wrote half is made again.
    return until > now && tagOf(bytes) === head.tag
      ? { kind: 'made', ...head, bytes, until, stored: true }
      : undefined
  } catch {
    return undefined
  }
}
