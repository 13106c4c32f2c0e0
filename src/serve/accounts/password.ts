// Passwords as salted scrypt hashes. Deriving one takes a tenth of a second and sixteen megabytes, on purpose; one at a
// time, so that many who try at once cost time and not memory.
import { createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto'

/** OWASP's second choice for scrypt: as hard as N = 2^17, p = 1, with an eighth of the memory. */
const COST = { N: 2 ** 14, r: 8, p: 5 }
const BYTES = 32
/** Longer passwords are refused before any work is done. */
export const LONGEST_PASSWORD = 200
export const SHORTEST_PASSWORD = 8

let last: Promise<unknown> = Promise.resolve()

function derive(password: string, salt: Buffer, { N, r, p }: typeof COST): Promise<Buffer> {
  const work = (): Promise<Buffer> =>
    new Promise((resolve, reject) =>
      scrypt(password.normalize('NFC'), salt, BYTES, { N, r, p, maxmem: 256 * N * r }, (error, key) =>
        error ? reject(error) : resolve(key),
      ),
    )
  const mine = last.then(work)
  last = mine.catch(() => {})
  return mine
}

/** `scrypt$N$r$p$salt$key`, with the last two in base64. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const key = await derive(password, salt, COST)
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64'), key.toString('base64')].join('$')
}

/** A hash of no password at all: to be compared with where there is no user, so that it takes as long. */
const NOBODY = `scrypt$${COST.N}$${COST.r}$${COST.p}$${Buffer.alloc(16).toString('base64')}$${Buffer.alloc(BYTES).toString('base64')}`

/** Whether a password is the one that was hashed. Without a hash the answer is no, and takes as long. */
export async function isPassword(password: string, hash: string | undefined): Promise<boolean> {
  if (password.length > LONGEST_PASSWORD) return false
  const [scheme, N, r, p, salt = '', key = ''] = (hash ?? NOBODY).split('$')
  if (scheme !== 'scrypt') return false
  const cost = { N: Number(N), r: Number(r), p: Number(p) }
  const derived = await derive(password, Buffer.from(salt, 'base64'), cost)
  return timingSafeEqual(derived, Buffer.from(key, 'base64')) && hash !== undefined
}

/** What a client of Fever sends for name and password. */
export const feverKeyOf = (name: string, password: string): string =>
  createHash('md5').update(`${name}:${password}`).digest('hex')

/** Two texts compared in a time that tells nothing of where they differ. */
export function isSame(a: string, b: string): boolean {
  const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digestOf(a), digestOf(b))
}
