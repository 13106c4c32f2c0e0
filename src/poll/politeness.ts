// Manners towards other people's servers, in one place for feeds, pages and pictures: a web that waits its turn at each
// host, rests when a host asks for it, and obeys robots.txt.
//
// Whoever fetches something takes this web (cli/wire.ts opens it) and asks as always:
//
//     const got = await web.get(url, { robots: true, accept: 'text/html' })   // a page or a picture
//     const got = await web.get(url, { validators })                         // a feed somebody subscribed to
//
// The request waits until its host has a turn free, redirects wait for the turn of the host they lead to. What was not
// asked comes back as `failed` with the reason 'robots' (forbidden; do not ask again before tomorrow) or 'resting'
// (`retryAt` says until when). A 429 makes the whole host rest for everybody, a 503 when two addresses of it say so.

import type { TaskState } from '../model/frontier.ts'
import type { Clock, Fetched, Turn, Web, WebRequest } from '../model/ports.ts'
import { DAY, type Duration, HOUR, type Instant, MINUTE, SECOND } from '../model/time.ts'
import { hostOf } from '../model/url.ts'
import { ALL_ALLOWED, isAllowed, type Robots, readRobots, UNHEARD } from './robots.ts'
import { type Pacer, turns } from './turns.ts'

export interface Manners {
  /** Requests under way to one host, and to all hosts together. */
  readonly perHost: number
  readonly total: number
  /** The least pause between two requests to one host; this machine itself (loopback) needs less. */
  readonly pause: Duration
  readonly pauseHere: Duration
  /** A Crawl-delay beyond this is not a wish but a refusal in disguise; this much of it is obeyed. */
  readonly longestDelay: Duration
  /** The product token that robots.txt files know this program by. */
  readonly agent: string
}

/** Where it is remembered what hosts have asked for: the frontier, so that it outlasts the process. */
export interface HostMemory {
  host(name: string): Promise<TaskState | undefined>
  setHost(name: string, state: TaskState): Promise<void>
}

export interface PolitenessDeps {
  readonly web: Web
  readonly memory: HostMemory
  readonly clock: Clock
  readonly pacer: Pacer
}

interface HostState {
  /** Nothing is asked before. */
  readonly rest?: { readonly until: Instant; readonly why: string; readonly length: Duration }
  /** The address that last said 503, and when: another one makes it the host's own trouble. */
  readonly busy?: { readonly url: string; readonly at: Instant }
  /** By origin: http and https of one host can have their own. */
  readonly robots?: Readonly<Record<string, KeptRobots>>
}

interface KeptRobots {
  readonly at: Instant
  readonly robots: Robots
  /** It could not be had; asked for again sooner. */
  readonly failed?: boolean
}

const ROBOTS_LAST = DAY
const FAILED_ROBOTS_LAST = 4 * HOUR
/** RFC 9309 wants at least 500 KiB to be read. */
const ROBOTS_BYTES = 4 * 1024 * 1024
/** Rests of hosts that do not say how long: an hour, then twice as long each time, at most a day. */
const FIRST_REST = HOUR
/** As long as Retry-After is believed; a rest beyond it was set by a clock that was wrong. */
const LONGEST_REST = 2 * DAY
/** Two addresses of one host that say 503 within so long mean the same trouble. */
const SAME_TROUBLE = 6 * HOUR
/** Connections in a row that do not come about or do not answer, after which a host is left alone for a while. */
const SILENT = 5
const SILENT_REST = 10 * MINUTE

/** Host memory that is forgotten with the process. */
export function forgetfulMemory(): HostMemory {
  const states = new Map<string, TaskState>()
  return {
    host: async name => states.get(name),
    setHost: async (name, state) => {
      states.set(name, state)
    },
  }
}

/** `web` with manners. All that one process asks should go through one of these. */
export function politeWeb(deps: PolitenessDeps, manners: Manners): Web {
  const { web } = deps
  const hosts = hostBook(deps)
  const take = turns(manners.perHost, manners.total, deps.pacer)
  const asking = new Map<string, Promise<Robots>>()

  async function turn(url: string, robots: boolean): Promise<Turn> {
    const host = hostOf(url)
    const rules = robots ? await robotsFor(url) : ALL_ALLOWED
    // RFC 9309, 2.3.1.4: nothing is asked of a host whose wishes cannot be heard; but it has forbidden nothing.
    if (rules.unheard)
      return {
        kind: 'stay',
        reason: 'resting',
        message: `${host} does not give its robots.txt`,
        until: deps.clock.now() + FAILED_ROBOTS_LAST,
      }
    if (!isAllowed(rules, url))
      return {
        kind: 'stay',
        reason: 'robots',
        message: `${host} asks programs not to fetch this (robots.txt)`,
      }
    const before = await hosts.resting(host)
    if (before) return before
    const end = await take.take(
      host,
      Math.max(pauseFor(host), Math.min(rules.delay ?? 0, manners.longestDelay)),
    )
    // Whoever had the turn before may have been told to stay away.
    const after = await hosts.resting(host)
    if (!after) return { kind: 'go', end }
    end()
    return after
  }

  const pauseFor = (host: string): Duration =>
    isHere(host) ? Math.min(manners.pause, manners.pauseHere) : manners.pause

  /** One request, however many wait for what it says. */
  async function robotsFor(url: string): Promise<Robots> {
    const { origin } = new URL(url)
    const kept = await hosts.robots(origin)
    if (kept) return kept
    let answer = asking.get(origin)
    if (!answer) {
      answer = askRobots(origin).finally(() => asking.delete(origin))
      asking.set(origin, answer)
    }
    return answer
  }

  async function askRobots(origin: string): Promise<Robots> {
    const got = await web.get(`${origin}/robots.txt`, {
      accept: 'text/plain, */*;q=0.5',
      maxBytes: ROBOTS_BYTES,
      turn: url => turn(url, false),
    })
    await hosts.note(got, origin)
    const { robots, failed } = robotsIn(got, manners.agent)
    await hosts.setRobots(origin, robots, failed)
    return robots
  }

  return {
    async get(url, request: WebRequest = {}) {
      const got = await web.get(url, { ...request, turn: at => turn(at, request.robots === true) })
      await hosts.note(got, url)
      return got
    },
    close: () => web.close(),
  }
}

/** What an answer for robots.txt means (RFC 9309, 2.3.1): none there, nothing forbidden; out of order, everything is. */
function robotsIn(got: Fetched, agent: string): { robots: Robots; failed: boolean } {
  if (got.kind === 'fresh')
    return { robots: readRobots(new TextDecoder().decode(got.body), agent), failed: false }
  const unavailable =
    got.kind === 'gone' ||
    (got.kind === 'refused' && got.status < 500 && got.status !== 429) ||
    (got.kind === 'failed' && got.reason === 'redirects')
  return unavailable ? { robots: ALL_ALLOWED, failed: false } : { robots: UNHEARD, failed: true }
}

/** This machine, asked by itself. */
const isHere = (host: string): boolean => /^(?:localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?$/.test(host)

interface HostBook {
  resting(host: string): Promise<Extract<Turn, { kind: 'stay' }> | undefined>
  robots(origin: string): Promise<Robots | undefined>
  setRobots(origin: string, robots: Robots, failed: boolean): Promise<void>
  /** Remembers what an answer says about its host. */
  note(got: Fetched, asked: string): Promise<void>
}

function hostBook({ memory, clock, pacer }: PolitenessDeps): HostBook {
  const states = new Map<string, Promise<HostState>>()
  const silent = new Map<string, { count: number; at: number }>()

  function stateOf(host: string): Promise<HostState> {
    const known = states.get(host) ?? memory.host(host).then(found => (found ?? {}) as HostState)
    states.set(host, known)
    return known
  }
  async function change(host: string, how: (state: HostState) => HostState): Promise<void> {
    const before = await stateOf(host)
    const after = how(before)
    if (after === before) return
    states.set(host, Promise.resolve(after))
    await memory.setHost(host, { ...after })
  }

  function hush(host: string, got: Fetched): void {
    if (got.kind !== 'failed' || !['timeout', 'connect', 'dns'].includes(got.reason)) {
      if (got.kind !== 'failed' || got.reason !== 'resting') silent.delete(host)
    } else silent.set(host, { count: (silent.get(host)?.count ?? 0) + 1, at: pacer.now() })
  }

  return {
    async resting(host) {
      const { rest } = await stateOf(host)
      const now = clock.now()
      if (rest && rest.until > now && rest.until <= now + LONGEST_REST)
        return { kind: 'stay', reason: 'resting', message: `${host} ${rest.why}`, until: rest.until }
      const quiet = silent.get(host)
      if (!quiet || quiet.count < SILENT || pacer.now() - quiet.at > SILENT_REST) return undefined
      const message = `${host} did not answer ${SILENT} times in a row`
      return { kind: 'stay', reason: 'resting', message, until: now + SILENT_REST }
    },
    async robots(origin) {
      const kept = (await stateOf(hostOf(origin))).robots?.[origin]
      const age = kept ? clock.now() - kept.at : Number.NaN
      return kept && age >= 0 && age < (kept.failed ? FAILED_ROBOTS_LAST : ROBOTS_LAST)
        ? kept.robots
        : undefined
    },
    setRobots: (origin, robots, failed) =>
      change(hostOf(origin), state => ({
        ...state,
        robots: { ...state.robots, [origin]: { at: clock.now(), robots, ...(failed && { failed }) } },
      })),
    async note(got, asked) {
      const url = 'url' in got ? got.url : (got.hops.at(-1)?.url ?? asked)
      const host = hostOf(url)
      if (host === '') return
      hush(host, got)
      if (got.kind !== 'failed') await change(host, state => afterAnswer(state, got, url, clock.now()))
    },
  }
}

function afterAnswer(state: HostState, got: Fetched, url: string, now: Instant): HostState {
  if (got.kind !== 'refused' || (got.status !== 429 && got.status !== 503)) {
    if (state.busy?.url === url && (got.kind === 'fresh' || got.kind === 'unchanged')) {
      const { busy: _, ...rest } = state
      return rest
    }
    return state
  }
  if (got.status === 503) {
    const { busy } = state
    const agreed = busy !== undefined && busy.url !== url && Math.abs(now - busy.at) <= SAME_TROUBLE
    if (!agreed) return { ...state, busy: { url, at: now } }
  }
  const recent = state.rest && Math.abs(now - state.rest.until) < DAY
  const length = recent ? Math.min(state.rest!.length * 2, DAY) : FIRST_REST
  const until = Math.max(got.retryAt ?? now + length, now + 30 * SECOND, restEnd(state, now))
  const why = got.status === 429 ? 'was asked too often (429)' : 'has trouble (503)'
  return { ...state, rest: { until, why: `${why} and is left in peace`, length } }
}

/** The end of a rest under way; 0 when there is none. */
const restEnd = ({ rest }: HostState, now: Instant): Instant =>
  rest && rest.until > now && rest.until <= now + LONGEST_REST ? rest.until : 0
