// WebSub from both sides (W3C, 23 January 2018): sources that name a hub are pushed to us while we can be called back;
// our own hubs are told by hubs.ts. Polling goes on all the same: a hub that falls silent costs nothing.
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Post } from '../adapters/http/post.ts'
import type { Store } from '../model/catalogue.ts'
import type { SourceFacts, SourceId } from '../model/source.ts'
import { DAY, type Duration, HOUR, type Instant, SECOND } from '../model/time.ts'
import type { Subscribed, Subscriber } from '../serve/websub/door.ts'
import type { Context } from './context.ts'
import { openPost, type World } from './wire.ts'

/** What is asked for; hubs give what they like. */
const LEASE = 10 * DAY
/** Renewed when less than this share of a lease is left. */
const RENEW_AT = 0.2
/** A hub that did not answer, or said no, is asked again after so long. */
const PATIENCE = 6 * HOUR

interface Subscription extends Subscribed {
  readonly hub: string
  readonly asked: Instant
  /** Verified, and until when it holds. */
  readonly since?: Instant
  readonly until?: Instant
}

export interface WebSub extends Subscriber {
  /** Asks hubs of sources that name one and are not pushed yet, and renews what runs out. */
  renew(store: Store, followed: ReadonlySet<SourceId>): Promise<void>
  pushedUntil(id: SourceId): Instant | undefined
}

/** Subscriptions in .stet/websub.json; losing them means asking anew. `push` is called for a source with news. */
export function websub(context: Context, world: World, push: (id: SourceId) => void): WebSub {
  const path = join(world.derived, 'websub.json')
  const all = new Map<string, Subscription>(read(path))
  const now = (): Instant => context.clock.now()
  const save = (): void => {
    writeFileSync(`${path}.new`, JSON.stringify([...all]), { mode: 0o600 })
    renameSync(`${path}.new`, path)
  }
  const of = (id: SourceId): [string, Subscription] | undefined =>
    [...all].find(([, one]) => one.source === id)

  const isDue = (facts: SourceFacts, known: Subscription | undefined): boolean => {
    if (!known || known.hub !== facts.hub || known.topic !== facts.topic) return true
    if (known.until === undefined || known.since === undefined) return now() - known.asked > PATIENCE
    const left = known.until - now()
    return (
      left < (known.until - known.since) * RENEW_AT && now() - known.asked > Math.min(PATIENCE, LEASE / 100)
    )
  }

  async function ask(facts: SourceFacts, post: Post): Promise<void> {
    const [before] = of(facts.id) ?? []
    const known = before === undefined ? undefined : all.get(before)
    const isSame = known?.hub === facts.hub && known?.topic === facts.topic
    if (before !== undefined && !isSame) all.delete(before)
    const token = isSame && before !== undefined ? before : randomBytes(24).toString('base64url')
    const secret = isSame && known ? known.secret : randomBytes(24).toString('hex')
    const made = {
      ...(isSame && known),
      source: facts.id,
      hub: facts.hub!,
      topic: facts.topic!,
      secret,
      asked: now(),
    }
    all.set(token, made)
    // Before the hub is asked: it may call back before it answers.
    save()
    const done = await post(facts.hub!, {
      'hub.mode': 'subscribe',
      'hub.topic': facts.topic!,
      'hub.callback': new URL(`websub/${token}`, world.config.settings['site.url']).href,
      'hub.lease_seconds': String(LEASE / SECOND),
      'hub.secret': secret,
    })
    const good = done.kind === 'answered' && done.status >= 200 && done.status < 300
    context.log.info('asked a hub', { source: facts.id, hub: facts.hub!, good })
  }

  return {
    async find(token) {
      return all.get(token)
    },
    async verified(token, mode, topic, lease: Duration) {
      const known = all.get(token)
      if (!known || mode !== 'subscribe' || topic !== known.topic) return false
      const since = now()
      all.set(token, { ...known, since, until: since + (lease > 0 ? lease : LEASE) })
      save()
      return true
    },
    async denied(token) {
      const known = all.get(token)
      if (!known) return
      const { since: _, until: __, ...rest } = known
      all.set(token, { ...rest, asked: now() })
      save()
    },
    pushed(token) {
      const known = all.get(token)
      if (known) push(known.source)
    },
    async renew(store, followed) {
      const wanted = (await store.sources()).filter(
        facts => facts.hub !== undefined && facts.topic !== undefined && followed.has(facts.id),
      )
      const due = wanted.filter(facts => isDue(facts, of(facts.id)?.[1]))
      if (due.length === 0) return
      const { post, close } = await openPost(context, world.config)
      try {
        // Renewals overlap when a server starts: what the other has asked for meanwhile is not asked for again.
        for (const facts of due) if (isDue(facts, of(facts.id)?.[1])) await ask(facts, post)
      } finally {
        await close()
      }
    },
    pushedUntil(id) {
      const until = of(id)?.[1].until
      return until !== undefined && until > now() ? until : undefined
    },
  }
}

function read(path: string): [string, Subscription][] {
  try {
    return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : []
  } catch {
    return []
  }
}

/** True when hubs of others can call us back. */
export function canBeCalled(siteUrl: string): boolean {
  const { hostname } = new URL(siteUrl)
  return !/^(?:localhost|127\.|0\.0\.0\.0$|\[::1\])/.test(hostname)
}
