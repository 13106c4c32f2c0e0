// What follows from a look: nothing, an edit, a first absence, a tombstone, a return. A disappearance is believed when it
// was seen again on another day, by a living source whose other articles are where they were.
import { DAY, type Instant } from '../model/time.ts'
import { agreementOf } from './agreement.ts'
import { DEADLY } from './deadly.ts'
import { type Looked, lookAt } from './look.ts'
import { missing } from './look-missing.ts'
import type { LookDeps, Looking, Outcome } from './look-rules.ts'
import { afterGone, afterMiss, afterVain, nextStep } from './look-state.ts'
import { there } from './look-there.ts'
import type { Seen } from './neighbourhood.ts'
import { NEVER } from './schedule.ts'
import type { Verdict } from './verdict.ts'

/** Looks at articles and does what follows; remembers what one run has seen. */
export function decider(given: LookDeps): (looking: Looking) => Promise<Outcome> {
  const seen: Seen = new Map()
  async function decide(looking: Looking, looked: Looked, deps: LookDeps): Promise<Outcome> {
    const { verdict } = looked
    switch (verdict.kind) {
      case 'there':
        return there(looking, looked, deps)
      case 'missing':
        return missing(looking, verdict, looked, deps, seen)
      case 'unclear':
        return verdict.ended
          ? endedReading(looking, verdict.why, deps.clock.now())
          : nothing(looking, verdict.why, deps.clock.now())
      case 'blocked':
        return nothing(looking, verdict.why, deps.clock.now())
      case 'outage':
        return outage(looking, verdict, deps.clock.now())
    }
  }
  return async looking => {
    const { article, state, apart } = looking
    const deps = apart ? { ...given, reader: given.reader.apart } : given
    const hasTexts = async () => (await agreementOf(article.source, deps.looks)).includes('text')
    const looked = await lookAt(article, state, deps, hasTexts)
    const { kind } = looked.verdict
    seen.set(article.id, kind)
    const outcome = await decide(looking, looked, deps)
    const { blocked: _, ...rest } = outcome.state
    return { ...outcome, state: kind === 'blocked' ? { ...rest, blocked: true } : rest }
  }
}

/** Nothing is known by it that was not known before; a disappearance in doubt stays in doubt. */
function nothing(looking: Looking, why: string, now: Instant): Outcome {
  const { state } = looking
  const soon = state.missing && afterMiss(state.misses ?? 1, now)
  const due = soon ?? onItsSteps(looking, now)
  return { due, state: { ...state, last: now, saw: why }, looked: true }
}

/** The next look at an article, or at one that was withdrawn: it may come back. */
const onItsSteps = ({ article, state, steps }: Looking, now: Instant): Instant | undefined =>
  article.tombstone
    ? afterGone(steps, state.since, article.tombstone.confirmed, now)
    : nextStep(steps, state.since, now)

/** Reading the page had to be ended: after so many looks in a row it is quarantined, until its source is polled by name. */
function endedReading(looking: Looking, why: string, now: Instant): Outcome {
  const killed = (looking.state.killed ?? 0) + 1
  const { due, state, looked } = nothing(looking, why, now)
  return { due: killed < DEADLY ? due : NEVER, state: { ...state, killed }, looked }
}

/** As long as a server's own word on when to come again is believed. */
const LONGEST_WAIT = 2 * DAY

function outage(
  looking: Looking,
  { why, retryAt = 0 }: Extract<Verdict, { kind: 'outage' }>,
  now: Instant,
): Outcome {
  const { state, steps } = looking
  const due = afterVain(steps, state, now) ?? onItsSteps(looking, now)
  return {
    due: due && Math.max(due, Math.min(retryAt, due + LONGEST_WAIT)),
    state: { ...state, last: now, saw: why, vain: (state.vain ?? 0) + 1 },
    looked: true,
  }
}
