// An S3-compatible store as five verbs: GET (with a range), PUT, HEAD, DELETE and LIST version 2. Requests are signed with
// AWS Signature Version 4; a server that falters is asked again, a few times and ever later.
import { setTimeout as wait } from 'node:timers/promises'
import { AwsClient } from 'aws4fetch'
import { digest } from '../../model/digest.ts'
import { StetError } from '../../model/error.ts'
import type { BucketAddress } from './address.ts'
import { keysIn, type Listed, refusal, said } from './answer.ts'

/** What can be asked of a bucket. Keys are relative to the archive's prefix. Throws StetError 'unavailable' or 'config'. */
export interface Bucket {
  /** For messages: `s3://bucket/prefix`. */
  readonly name: string
  get(
    key: string,
    range?: { readonly offset: number; readonly length: number },
  ): Promise<Uint8Array | undefined>
  /** Durable when it resolves. With `absent` only where nothing is: false when the server says that something was. */
  put(key: string, bytes: Uint8Array, options?: { readonly absent?: boolean }): Promise<boolean>
  /** When it was written, and the server's time now: both by the server's clock, in ms. */
  head(key: string): Promise<{ readonly modified: number; readonly now: number } | undefined>
  /** Removing what is not there is no error. */
  remove(key: string): Promise<void>
  /** Keys that begin so, a page of up to 1000 at a time, in order of their UTF-8. */
  list(prefix: string): AsyncIterable<Listed>
  /** Requests answered until now, by verb. */
  readonly requests: Readonly<Record<Verb, number>>
}

export type Verb = 'GET' | 'PUT' | 'HEAD' | 'DELETE' | 'LIST'

export interface Patience {
  /** Tries of one request, the first included. */
  readonly tries: number
  /** Before the second try, in ms; doubled before each further one. */
  readonly pause: number
  /** Longest time for one try, in ms, beside one second for each MB. */
  readonly timeout: number
}

const PATIENCE: Patience = { tries: 7, pause: 200, timeout: 30_000 }
const LONGEST_PAUSE = 10_000
const BYTES_PER_MS = 1000
/** Statuses that a later try may not have: time-outs, too much at once, a server's own troubles, and a race for one key. */
const PASSING = new Set([408, 409, 425, 429, 500, 502, 503, 504, 507])

interface Request {
  readonly verb: Verb
  readonly key: string
  readonly query?: string
  readonly headers?: Record<string, string>
  readonly body?: Uint8Array
}

/** A bucket at an address; nothing is asked until a verb is called. */
export function openBucket(address: BucketAddress, patience: Partial<Patience> = {}): Bucket {
  const { tries, pause, timeout } = { ...PATIENCE, ...patience }
  const { bucket, prefix, endpoint, region, keyId, secret, session, pathStyle } = address
  const client = new AwsClient({
    accessKeyId: keyId,
    secretAccessKey: secret,
    ...(session !== undefined && { sessionToken: session }),
    service: 's3',
    region,
    retries: 0,
  })
  const base = pathStyle ? `${endpoint}/${bucket}` : endpoint.replace('://', `://${bucket}.`)
  const name = `s3://${bucket}${prefix === '' ? '' : `/${prefix}`}`
  const requests: Record<Verb, number> = { GET: 0, PUT: 0, HEAD: 0, DELETE: 0, LIST: 0 }
  const fullKey = (key: string): string => (prefix === '' ? key : `${prefix}/${key}`)

  async function once({
    verb,
    key,
    query,
    headers,
    body,
  }: Request): Promise<{ answer: Response; bytes: Uint8Array }> {
    const path = verb === 'LIST' ? '' : `/${encodeKey(fullKey(key))}`
    const length = body?.length ?? 0
    const answer = await client
      .sign(`${base}${path}${query ?? ''}`, {
        method: verb === 'LIST' ? 'GET' : verb,
        headers: {
          ...headers,
          // The server compares it with what it got: a body damaged on the way is refused.
          'x-amz-content-sha256': digest(body ?? new Uint8Array()),
        },
        ...(body && { body: body as Uint8Array<ArrayBuffer> }),
      })
      .then(request =>
        fetch(request, {
          redirect: 'manual',
          signal: AbortSignal.timeout(Math.ceil(timeout + length / BYTES_PER_MS)),
        }),
      )
    const bytes = new Uint8Array(await answer.arrayBuffer())
    const announced = answer.headers.get('content-length')
    if (verb !== 'HEAD' && announced !== null && Number(announced) !== bytes.length)
      throw new Error(`${bytes.length} of ${announced} bytes came`)
    requests[verb]++
    return { answer, bytes }
  }

  async function ask(request: Request): Promise<{ answer: Response; bytes: Uint8Array }> {
    let why = ''
    for (let nth = 1; ; nth++) {
      try {
        const got = await once(request)
        if (!PASSING.has(got.answer.status)) return got
        why = said(got.answer.status, got.bytes)
      } catch (error) {
        why = reasonOf(error)
      }
      if (nth >= tries) break
      const longest = Math.min(LONGEST_PAUSE, pause * 2 ** (nth - 1))
      await wait(longest * (0.5 + Math.random() / 2))
    }
    throw new StetError(
      'unavailable',
      `${name}/${request.key}: ${endpoint} could not be had in ${tries} tries (${why}): see whether it runs, and run the command again; nothing is lost.`,
    )
  }

  return {
    name,
    requests,
    async get(key, range) {
      if (range?.length === 0) return new Uint8Array()
      const headers = range && { range: `bytes=${range.offset}-${range.offset + range.length - 1}` }
      const { answer, bytes } = await ask({ verb: 'GET', key, ...(headers && { headers }) })
      if (answer.status === 404 && !isNoBucket(bytes)) return undefined
      if (answer.status === 416) return new Uint8Array()
      if (!answer.ok) throw refusal(name, key, answer.status, bytes)
      // A server may leave a range out of account and send all.
      return range && answer.status === 200 ? bytes.slice(range.offset, range.offset + range.length) : bytes
    },
    async put(key, body, { absent = false } = {}) {
      const headers = absent ? { 'if-none-match': '*' } : {}
      const { answer, bytes } = await ask({ verb: 'PUT', key, headers, body })
      if (absent && answer.status === 412) return false
      if (!answer.ok) throw refusal(name, key, answer.status, bytes)
      return true
    },
    async head(key) {
      const { answer } = await ask({ verb: 'HEAD', key })
      if (answer.status === 404) return undefined
      if (!answer.ok) throw refusal(name, key, answer.status, new Uint8Array())
      const now = Date.parse(answer.headers.get('date') ?? '')
      const modified = Date.parse(answer.headers.get('last-modified') ?? '')
      return { modified, now: Number.isNaN(now) ? Date.now() : now }
    },
    async remove(key) {
      const { answer, bytes } = await ask({ verb: 'DELETE', key })
      if (!answer.ok && answer.status !== 404) throw refusal(name, key, answer.status, bytes)
    },
    async *list(given) {
      let token: string | undefined
      do {
        const query = new URLSearchParams({
          'list-type': '2',
          prefix: fullKey(given),
          'encoding-type': 'url',
        })
        if (token !== undefined) query.set('continuation-token', token)
        // A + would be a plus sign to some servers and a space to others.
        const { answer, bytes } = await ask({
          verb: 'LIST',
          key: given,
          query: `?${query.toString().replaceAll('+', '%20')}`,
        })
        if (!answer.ok) throw refusal(name, given, answer.status, bytes)
        const { objects, next } = keysIn(new TextDecoder().decode(bytes))
        for (const { key, ...rest } of objects)
          yield { key: prefix === '' ? key : key.slice(prefix.length + 1), ...rest }
        token = next
      } while (token !== undefined)
    },
  }
}

const isNoBucket = (bytes: Uint8Array): boolean => new TextDecoder().decode(bytes).includes('NoSuchBucket')

/** Each part of a key as RFC 3986 has it: a + or a ' would be signed otherwise than it is sent. */
const encodeKey = (key: string): string =>
  key
    .split('/')
    .map(part =>
      encodeURIComponent(part).replace(
        /[!'()*]/g,
        sign => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
      ),
    )
    .join('/')

function reasonOf(error: unknown): string {
  const { cause, message } = error as Error
  if (error instanceof DOMException && error.name === 'TimeoutError') return 'no answer in time'
  return cause instanceof Error ? cause.message || String((cause as NodeJS.ErrnoException).code) : message
}
