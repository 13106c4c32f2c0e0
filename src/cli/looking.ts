// The schedule of looks as commands tell of it.
import type { ArticleId } from '../model/article.ts'
import type { Task } from '../model/frontier.ts'
import { type Instant, iso } from '../model/time.ts'
import { type LookState, lookTask } from '../poll/look-state.ts'
import { NEVER } from '../poll/schedule.ts'
import type { Config } from './config.ts'
import { openLooks, type World } from './wire.ts'

export interface LookStatus {
  /** Pages that are to be looked at again, and those of them that are due. */
  readonly planned: number
  readonly due: number
  /** Of which the last look did not find the article; not yet said to be withdrawn. */
  readonly missing: number
  readonly next?: string
}

/** All looks that are planned, and those that are not to be made any more (due NEVER). */
export async function lookTasks(config: Config): Promise<Task[]> {
  const looks = await openLooks(config)
  try {
    return await looks.tasks()
  } finally {
    await looks.close()
  }
}

export function lookStatus(tasks: readonly Task[], now: Instant): LookStatus {
  const open = tasks.filter(({ due }) => due !== NEVER)
  const next = open.reduce((least, { due }) => Math.min(least, due), NEVER)
  return {
    planned: open.length,
    due: open.filter(({ due }) => due <= now).length,
    missing: open.filter(({ state }) => (state as unknown as LookState).missing !== undefined).length,
    ...(next < NEVER && { next: iso(next) }),
  }
}

/** The last look at an article and the next; nothing where none is planned. */
export async function lookOf(
  article: ArticleId,
  { config }: World,
): Promise<{ last?: Instant; saw?: string; next?: Instant } | undefined> {
  const looks = await openLooks(config)
  try {
    const [task] = await looks.tasks([lookTask(article)])
    if (!task) return undefined
    const { last, saw } = task.state as unknown as LookState
    return {
      ...(last !== undefined && { last }),
      ...(saw !== undefined && { saw }),
      ...(task.due !== NEVER && { next: task.due }),
    }
  } finally {
    await looks.close()
  }
}

/** Forgets what pages of these articles said. */
export async function forgetLooks(articles: readonly ArticleId[], { config }: World): Promise<void> {
  const looks = await openLooks(config)
  try {
    await looks.remove(articles.map(lookTask))
  } finally {
    await looks.close()
  }
}
