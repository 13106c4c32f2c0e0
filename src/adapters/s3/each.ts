// Many requests at once, but not too many.

/** Requests under way at once. */
const PARALLEL = 24

/** Does `work` for all, some at a time; after the first failure nothing new is begun. Throws what failed first. */
export async function each<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  let next = 0
  let failure: { error: unknown } | undefined
  const worker = async (): Promise<void> => {
    while (next < items.length && !failure) {
      try {
        await work(items[next++]!)
      } catch (error) {
        failure ??= { error }
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(PARALLEL, items.length) }, worker))
  if (failure) throw failure.error
}
