// Pages that are looked at no longer, for reading them had to be ended again and again. They stay on the schedule, for
// their keeper to see.
import type { Store } from '../model/catalogue.ts'
import type { Frontier, Task } from '../model/frontier.ts'
import type { Clock } from '../model/ports.ts'
import type { SourceId } from '../model/source.ts'
import { articleOfTask, type LookState } from './look-state.ts'
import { NEVER } from './schedule.ts'

export interface QuarantinedLook {
  readonly task: string
  readonly why: string
}

/** Those among the tasks of the looks' schedule. */
export const quarantinedLooks = (tasks: readonly Task[]): QuarantinedLook[] =>
  tasks.flatMap(({ id, due, state }) => {
    if (due !== NEVER) return []
    const { saw = 'reading it was ended' } = state as unknown as LookState
    return [{ task: id, why: saw }]
  })

/** Lets the quarantined pages of some sources be looked at once more, with the next looks. */
export async function releaseLooks(
  sources: ReadonlySet<SourceId>,
  { looks, store, clock }: { readonly looks: Frontier; readonly store: Store; readonly clock: Clock },
): Promise<void> {
  const held = (await looks.tasks()).filter(({ due }) => due === NEVER)
  if (held.length === 0) return
  const articles = await store.articles(held.map(({ id }) => articleOfTask(id)))
  const wanted = new Set(articles.filter(({ source }) => sources.has(source)).map(({ id }) => id))
  const again = held.filter(({ id }) => wanted.has(articleOfTask(id)))
  // Adding keeps the due time of a task that is there.
  await looks.remove(again.map(({ id }) => id))
  await looks.add(again.map(task => ({ ...task, due: clock.now() })))
}
