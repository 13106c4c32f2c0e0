// Who writes: an object that says which run holds the archive, renewed while it does. It spares two machines each other's
// work; that nothing is lost if both write all the same is the journal's doing.
import { setTimeout as wait } from 'node:timers/promises'
import { StetError } from '../../model/error.ts'
import type { Bucket } from './bucket.ts'

const KEY = 'writer'
/** ms between two renewals, and after the last until another may take over. */
const RENEW = 20_000
const STALE = 90_000

interface Holder {
  readonly machine: string
  readonly writer: string
  readonly ended: boolean
}

export interface Lease {
  end(): Promise<void>
}

export interface LeaseOptions {
  /** Unlike any other's. */
  readonly writer: string
  /** The folder of this machine: its own earlier runs cannot be alive, since a lock of the kernel is held. */
  readonly machine: string
  readonly conditional: boolean
  /** Without `conditional` one writes its name, waits so long and looks whether it still stands there, in ms. */
  readonly settle: number
}

/** Takes the archive for writing. Throws StetError 'locked' when a run on another machine holds it. */
export async function takeLease(
  bucket: Bucket,
  { writer, machine, conditional, settle }: LeaseOptions,
): Promise<Lease> {
  const mine = (ended: boolean): Uint8Array => Buffer.from(JSON.stringify({ machine, writer, ended }))
  const held = await holder(bucket)
  const isOurs = held === undefined || held.machine === machine
  if (held && !isOurs && !held.ended) {
    const state = await bucket.head(KEY)
    if (state && state.now - state.modified < STALE) throw taken(bucket, held, state.now - state.modified)
  }
  await bucket.put(KEY, mine(false))
  if (!conditional && !(held && isOurs)) {
    await wait(settle)
    const now = await holder(bucket)
    if (now?.writer !== writer) throw taken(bucket, now ?? { machine, writer: '? ?', ended: false }, 0)
  }
  // It only keeps others away: one from whom it was taken is told by the journal.
  const renew = async (ended: boolean): Promise<void> => {
    if ((await holder(bucket))?.writer === writer) await bucket.put(KEY, mine(ended))
  }
  const timer = setInterval(() => renew(false).catch(() => {}), RENEW).unref()
  return {
    async end() {
      clearInterval(timer)
      // What was to be written is written. If it cannot be said, others wait until it counts as gone.
      await renew(true).catch(() => {})
    },
  }
}

async function holder(bucket: Bucket): Promise<Holder | undefined> {
  const bytes = await bucket.get(KEY)
  try {
    return bytes && JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return undefined
  }
}

/** The machine that writes, or wrote last; undefined when none ever did. */
export const lastMachine = async (bucket: Bucket): Promise<string | undefined> =>
  (await holder(bucket))?.machine

function taken(bucket: Bucket, { writer }: Holder, since: number): StetError {
  const [host, pid] = writer.split(' ')
  return new StetError(
    'locked',
    `another stet (process ${pid} on ${host}) is writing to ${bucket.name}: wait for it, or stop it. If it was killed, ${Math.ceil((STALE - since) / 1000)} s from now it counts as gone.`,
  )
}
