// Signing in: by password on a page, by password or key from a reader app. Who is not known and who has a wrong password
// get the same answer after the same work.
import { createHmac, randomBytes } from 'node:crypto'
import { isReaderName } from '../../model/mark.ts'
import type { Clock } from '../../model/ports.ts'
import { plainName } from '../../model/reader-name.ts'
import { DAY, type Duration } from '../../model/time.ts'
import type { Role, User, Users } from '../../model/user.ts'
import { loginLimit } from './limit.ts'
import { feverKeyOf, hashPassword, isPassword } from './password.ts'
import { type Purpose, proof, seal, unseal } from './seal.ts'

export const SESSION_LASTS = 30 * DAY

/** A signed-in reader. */
export interface Session {
  readonly user: User
  readonly id: string
}

export type SignedIn =
  | { readonly kind: 'good'; readonly user: User }
  | { readonly kind: 'wrong' }
  /** Too many tries: not before so many ms. */
  | { readonly kind: 'wait'; readonly time: Duration }

export interface Accounts {
  readonly users: Users
  /** By name and the password for pages. */
  signIn(name: string, password: string, address: string): Promise<SignedIn>
  /** By name and the password for apps. */
  signInApp(name: string, password: string, address: string): Promise<SignedIn>
  /** By Fever's key. */
  signInFever(key: string, address: string): Promise<SignedIn>
  /** A new session, sealed for a cookie. */
  open(user: User): Promise<string>
  /** Whose session a cookie is; undefined when it is none, has ended, or was begun before the password changed. */
  session(cookie: string | undefined): Promise<Session | undefined>
  close(session: Session): Promise<void>
  /** A token for apps, and whose it is. */
  tokenFor(user: User): Promise<string>
  /** The same for a day: what apps ask for before they change something. */
  editTokenFor(user: User): Promise<string>
  ownerOf(token: string): Promise<User | undefined>
  /** Proof for forms and short-lived tokens. */
  proof(purpose: Purpose, text: string): Promise<string>
}

interface Sealed {
  readonly name: string
  readonly stamp: string
  readonly id: string
  readonly until: number
}

export function accounts(users: Users, clock: Clock): Accounts {
  const limit = loginLimit()
  const known = knownGood()

  async function attempt(
    typed: string,
    address: string,
    check: () => Promise<User | undefined>,
  ): Promise<SignedIn> {
    const name = plainName(typed)
    const time = limit.wait(name, address, clock.now())
    if (time > 0) return { kind: 'wait', time }
    // Counted before it is known: a thousand tries sent at once are a thousand tries.
    limit.failed(name, address, clock.now())
    const user = await check()
    if (!user) return { kind: 'wrong' }
    limit.succeeded(name, address)
    return { kind: 'good', user }
  }

  async function byPassword(
    name: string,
    password: string,
    hashOf: (user: User) => string,
  ): Promise<User | undefined> {
    const user = await userNamed(users, name)
    return (await isPassword(password, user && hashOf(user))) ? user : undefined
  }

  async function opened(purpose: Purpose, sealed: string): Promise<{ user: User; id: string } | undefined> {
    const found = unseal(await users.secret(), purpose, sealed) as Sealed | undefined
    if (!found || found.until < clock.now()) return undefined
    const user = await users.find(found.name)
    if (!user || user.stamp !== found.stamp || (await users.hasEnded(found.id))) return undefined
    return { user, id: found.id }
  }

  const sealedFor = async (user: User, purpose: Purpose, lasts: Duration): Promise<string> => {
    const value: Sealed = {
      name: user.name,
      stamp: user.stamp,
      id: randomBytes(12).toString('hex'),
      until: clock.now() + lasts,
    }
    return seal(await users.secret(), purpose, value)
  }

  return {
    users,
    signIn: (name, password, address) =>
      attempt(name, address, () => byPassword(name, password, user => user.password)),
    async signInApp(name, password, address) {
      const key = `${name}\n${password}`
      const user = await known.find(key, users)
      if (user) return { kind: 'good', user }
      const done = await attempt(name, address, () =>
        byPassword(name, password, one => one.apiPassword ?? one.password),
      )
      if (done.kind === 'good') known.add(key, done.user)
      return done
    },
    async signInFever(given, address) {
      const key = given.toLowerCase()
      const user = await known.find(key, users)
      if (user) return { kind: 'good', user }
      const done = await attempt('fever', address, async () => {
        const all = await users.all()
        if (all.length === 0 || !/^[0-9a-f]{32}$/.test(key)) await isPassword(key, undefined)
        else for (const one of all) if (await isPassword(key, one.feverKey)) return one
        return undefined
      })
      if (done.kind === 'good') known.add(key, done.user)
      return done
    },
    open: user => sealedFor(user, 'session', SESSION_LASTS),
    session: cookie => (cookie === undefined ? Promise.resolve(undefined) : opened('session', cookie)),
    close: ({ id }) => users.end(id, clock.now() + SESSION_LASTS),
    tokenFor: user => sealedFor(user, 'api', 3650 * DAY),
    editTokenFor: user => sealedFor(user, 'edit', DAY),
    ownerOf: async token => ((await opened('api', token)) ?? (await opened('edit', token)))?.user,
    proof: async (purpose, text) => proof(await users.secret(), purpose, text),
  }
}

/**
 * Apps send password or key with every request; deriving it each time would hold everybody up. What was good is
 * remembered by a digest under a key that lives as long as this process, until the user's passwords change.
 */
function knownGood(): {
  find(key: string, users: Users): Promise<User | undefined>
  add(key: string, user: User): void
} {
  const secret = randomBytes(32)
  const found = new Map<string, { name: string; stamp: string }>()
  const digestOf = (key: string): string => createHmac('sha256', secret).update(key).digest('base64')
  return {
    async find(key, users) {
      const known = found.get(digestOf(key))
      const user = known && (await users.find(known.name))
      return user && user.stamp === known.stamp ? user : undefined
    },
    add(key, { name, stamp }) {
      if (found.size > 1000) found.clear()
      found.set(digestOf(key), { name, stamp })
    },
  }
}

/** Whom a name means, as it was typed, then in its plain spelling: input methods write full-width letters. */
export async function userNamed(users: Users, typed: string): Promise<User | undefined> {
  for (const name of new Set([typed, plainName(typed)])) {
    const user = isReaderName(name) ? await users.find(name) : undefined
    if (user) return user
  }
  return undefined
}

/** A new user with a password for pages and, until it gets one of its own, for apps. */
export async function newUser(name: string, password: string, role: Role, clock: Clock): Promise<User> {
  return {
    name,
    role,
    password: await hashPassword(password),
    feverKey: await hashPassword(feverKeyOf(name, password)),
    stamp: randomBytes(9).toString('base64url'),
    added: clock.now(),
  }
}

/** The user with another password for pages; apps keep theirs if they have one of their own. */
export async function withPassword(user: User, password: string): Promise<User> {
  return {
    ...user,
    password: await hashPassword(password),
    ...(user.apiPassword === undefined && { feverKey: await hashPassword(feverKeyOf(user.name, password)) }),
    stamp: randomBytes(9).toString('base64url'),
  }
}

/** The user with a password for apps alone. */
export async function withApiPassword(user: User, password: string): Promise<User> {
  return {
    ...user,
    apiPassword: await hashPassword(password),
    feverKey: await hashPassword(feverKeyOf(user.name, password)),
    stamp: randomBytes(9).toString('base64url'),
  }
}
