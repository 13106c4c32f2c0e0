// Entries made into drafts by what reads for us. One on which reading had to be ended costs the others nothing, and is
// left alone when that has happened too often.
import type { Digest } from '../model/digest.ts'
import { DEADLY } from './deadly.ts'
import type { Draft } from './draft.ts'
import type { DraftJob, Ended, Reader } from './reader.ts'

/** How often reading an entry had to be ended, by the entry's digest. */
export type Deadly = Readonly<Record<Digest, number>>

export interface Drafted {
  readonly kind: 'drafted'
  readonly drafts: ReadonlyMap<Digest, Draft>
  /** Those of this answer that have no draft. */
  readonly deadly: Deadly
  /** In words, of those; undefined where there are none. */
  readonly lost?: string
}

/** So many in one answer: then it is the answer that is not read. */
const MANY = 5

/**
 * All that can be read; what was `before` says which are left alone, unless `again`. All are read together, and one by
 * one where that had to be ended.
 */
export async function drafted(
  job: DraftJob,
  before: Deadly,
  again: boolean,
  reader: Reader,
): Promise<Drafted | Ended> {
  const passed = job.entries.filter(({ digest }) => !again && (before[digest] ?? 0) >= DEADLY)
  const entries = job.entries.filter(one => !passed.includes(one))
  const drafts = new Map<Digest, Draft>()
  const deadly: Record<Digest, number> = Object.fromEntries(
    passed.map(({ digest }) => [digest, before[digest]!]),
  )
  let why = ''
  const read = async (some: DraftJob['entries']): Promise<Ended | undefined> => {
    const answer = await reader.drafts({ ...job, entries: some })
    if (answer.kind === 'ended') return answer
    for (const draft of answer.drafts) drafts.set(draft.entry, draft)
    return undefined
  }
  const isEnded = entries.length > 0 && (await read(entries))
  let lost = 0
  if (isEnded)
    for (const one of entries) {
      const end = entries.length > 1 ? await read([one]) : isEnded
      if (!end) continue
      why = end.why
      deadly[one.digest] = (before[one.digest] ?? 0) + 1
      if (++lost > MANY) return end
    }
  const said = [
    ...(lost > 0 ? [`${counted(lost)} not kept (${why})`] : []),
    ...(passed.length > 0 ? [`${counted(passed.length)} quarantined`] : []),
  ].join(', ')
  return { kind: 'drafted', drafts, deadly, ...(said !== '' && { lost: said }) }
}

const counted = (n: number): string => (n === 1 ? '1 of its entries is' : `${n} of its entries are`)
