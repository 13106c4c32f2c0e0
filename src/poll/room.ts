// Room for answers in memory: requests go on while what came is being kept, up to a bound.

export interface Room {
  /** Resolves when there is room for another answer. */
  free(): Promise<void>
  /** Takes room until `work` is done; a failure is remembered, and said by `settled`. */
  hold(bytes: number, work: Promise<void>): void
  /** True after a failure: begin nothing new. */
  readonly failed: boolean
  /** Resolves when all work is done; throws the first failure. */
  settled(): Promise<void>
}

/** Room for so many answers of so many bytes together; one answer always fits. */
export function room(answers: number, bytes: number): Room {
  let count = 0
  let size = 0
  let failure: { error: unknown } | undefined
  const work = new Set<Promise<void>>()
  const waiting: (() => void)[] = []

  return {
    async free() {
      while (count > 0 && (count >= answers || size >= bytes))
        await new Promise<void>(resolve => waiting.push(resolve))
    },
    hold(weight, under) {
      count++
      size += weight
      const held = under
        .catch(error => {
          failure ??= { error }
        })
        .finally(() => {
          count--
          size -= weight
          work.delete(held)
          for (const wake of waiting.splice(0)) wake()
        })
      work.add(held)
    },
    get failed() {
      return failure !== undefined
    },
    async settled() {
      while (work.size > 0) await Promise.all(work)
      if (failure) throw failure.error
    },
  }
}
