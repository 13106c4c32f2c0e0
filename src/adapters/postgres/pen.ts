// The pen: who holds it writes the archive's files, whichever machine he is on. It is lent for some seconds and lent on
// while he writes; who dies with it keeps it until these are over. A database cannot stop a writer of files, so he has
// to stop himself, a good while before the pen is another's.
import { setTimeout as wait } from 'node:timers/promises'
import { StetError } from '../../model/error.ts'
import { type Duration, SECOND } from '../../model/time.ts'
import type { PostgresAddress } from './address.ts'
import { connect } from './connection.ts'
import { scheduleSchema } from './frontier.ts'
import { migrate } from './migrate.ts'
import { SCHEDULE } from './migrations.ts'

export interface PenRules {
  /** How long it is lent. */
  readonly lent: Duration
  /** Nothing is written so shortly before it may be another's. */
  readonly margin: Duration
}

const USUAL: PenRules = { lent: 6 * SECOND, margin: 2 * SECOND }
/** Pauses between tries while another has it; chance keeps those who wait apart. */
const TRY: Duration = 10

/** A pen in hand. */
export interface HeldPen {
  /** He who died with it, and the file he was adding to, if he said so. */
  readonly after?: { readonly holder: string; readonly adding: string | undefined }
  /** Throws StetError 'locked' when it is another's by now, or may be soon. */
  must(): void
  /** What the database knows this holding by. */
  readonly epoch: number
  release(): Promise<void>
}

export interface Pen {
  /**
   * Waits for the pen, at most so many ms. `adding` names a file that is added to: half of what is added may be found
   * there by the next. Throws StetError 'locked'.
   */
  take(patience: Duration, adding?: string): Promise<HeldPen>
  close(): Promise<void>
}

/** The pen of an archive for one holder, by a name that tells people who it is. */
export async function postgresPen(
  address: PostgresAddress,
  holder: string,
  { lent, margin }: PenRules = USUAL,
): Promise<Pen> {
  const schema = scheduleSchema(address)
  await migrate(address, schema, SCHEDULE)
  const connections = connect(address, schema)

  /** Nothing when another has it. */
  async function tryToTake(adding: string | undefined) {
    const asked = performance.now()
    const { rows } = await connections.use(client =>
      client.query<{ epoch: number; holder: string | null; adding: string | null }>(
        `with before as (select holder, adding, until from pen for update)
         update pen set holder = $1, adding = $2, epoch = epoch + 1, until = clock_timestamp() + $3 * interval '1 ms'
         from before where before.until < clock_timestamp()
         returning pen.epoch, before.holder, before.adding`,
        [holder, adding ?? null, lent],
      ),
    )
    return rows[0] && { ...rows[0], until: asked + lent }
  }

  async function whoHasIt(): Promise<string> {
    const { rows } = await connections.use(client =>
      client.query<{ holder: string | null }>('select holder from pen'),
    )
    return rows[0]?.holder ?? 'another'
  }

  function held(epoch: number, first: number, after: HeldPen['after']): HeldPen {
    let until = first
    const lendOn = async (): Promise<void> => {
      const asked = performance.now()
      const { rowCount } = await connections.use(client =>
        client.query(
          `update pen set until = clock_timestamp() + $2 * interval '1 ms'
           where epoch = $1 and until > clock_timestamp()`,
          [epoch, lent],
        ),
      )
      until = rowCount === 1 ? asked + lent : 0
    }
    // What fails here shows in time: nothing is written when the pen was not lent on.
    const timer = setInterval(() => void lendOn().catch(() => {}), lent / 5).unref()
    return {
      ...(after && { after }),
      epoch,
      must() {
        if (performance.now() < until - margin) return
        throw new StetError(
          'locked',
          `PostgreSQL at ${address.name} did not answer for so long that another may write to this archive by now: nothing more was written. Run the command again.`,
        )
      },
      async release() {
        clearInterval(timer)
        await connections.use(client =>
          client.query(`update pen set holder = null, adding = null, until = '-infinity' where epoch = $1`, [
            epoch,
          ]),
        )
      },
    }
  }

  return {
    async take(patience, adding) {
      const until = performance.now() + patience
      for (;;) {
        const found = await tryToTake(adding)
        if (found) {
          const { epoch, holder: before } = found
          const after = before === null ? undefined : { holder: before, adding: found.adding ?? undefined }
          return held(epoch, found.until, after)
        }
        if (performance.now() > until)
          throw new StetError(
            'locked',
            `another stet is writing to this archive (${await whoHasIt()}, by PostgreSQL at ${address.name}): wait for it, or stop it.`,
          )
        await wait(TRY * (1 + 2 * Math.random()))
      }
    },
    close: () => connections.close(),
  }
}
