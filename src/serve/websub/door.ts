// Where hubs call back (W3C WebSub 5.3 and 7): they verify what we asked for, and push what is new.
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { SourceId } from '../../model/source.ts'
import type { Duration } from '../../model/time.ts'

/** A subscription at a hub, as the subscriber keeps it. */
export interface Subscribed {
  readonly source: SourceId
  readonly topic: string
  /** Shared with the hub alone. */
  readonly secret: string
}

export interface Subscriber {
  /** By the unguessable end of its callback address. */
  find(token: string): Promise<Subscribed | undefined>
  /** The hub asks whether we want this; true confirms it. */
  verified(token: string, mode: 'subscribe' | 'unsubscribe', topic: string, lease: Duration): Promise<boolean>
  /** The hub will not have it. */
  denied(token: string): Promise<void>
  /** Something is new. Does not wait for it to be kept. */
  pushed(token: string): void
}

const ALGORITHMS = new Set(['sha1', 'sha256', 'sha384', 'sha512'])

/** Answers a hub at `/websub/TOKEN`; undefined for other addresses and tokens that nobody has. */
export async function websubDoor(
  subscriber: Subscriber,
  request: Request,
  address: string,
): Promise<Response | undefined> {
  const token = /^\/websub\/([\w-]{20,64})$/.exec(address)?.[1]
  const known = token === undefined ? undefined : await subscriber.find(token)
  if (token === undefined || !known) return undefined
  if (request.method === 'GET') return verification(subscriber, token, new URL(request.url).searchParams)
  if (request.method !== 'POST') return undefined
  const body = Buffer.from(await request.arrayBuffer())
  // 8.1: what is signed wrongly is dropped, and the hub is not told so: it would only help who forges.
  if (isSigned(body, known.secret, request.headers.get('x-hub-signature'))) subscriber.pushed(token)
  return plain('', 202)
}

async function verification(
  subscriber: Subscriber,
  token: string,
  asked: URLSearchParams,
): Promise<Response | undefined> {
  const mode = asked.get('hub.mode')
  if (mode === 'denied') {
    await subscriber.denied(token)
    return plain('', 200)
  }
  const challenge = asked.get('hub.challenge')
  if ((mode !== 'subscribe' && mode !== 'unsubscribe') || !challenge) return undefined
  const lease = Math.max(0, Number(asked.get('hub.lease_seconds') ?? 0) || 0) * 1000
  const isWanted = await subscriber.verified(token, mode, asked.get('hub.topic') ?? '', lease)
  return isWanted ? plain(challenge, 200) : undefined
}

function isSigned(body: Buffer, secret: string, header: string | null): boolean {
  const [algorithm = '', signature = ''] = (header ?? '').split('=')
  if (!ALGORITHMS.has(algorithm.toLowerCase())) return false
  const wanted = createHmac(algorithm.toLowerCase(), secret).update(body).digest()
  const given = Buffer.from(signature, 'hex')
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}

const plain = (body: string, status: number): Response =>
  new Response(body, {
    status,
    headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' },
  })
