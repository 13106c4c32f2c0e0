// Many small requests become few: what is asked in one turn of the event loop, or while the last batch is under way,
// goes to the server in one statement.

/** Hands on in one call what was asked since the last; each caller gets the answer at its own place. */
export function together<Item, Answer>(
  take: (items: readonly Item[]) => Promise<readonly Answer[]>,
): (item: Item) => Promise<Answer> {
  let waiting: { readonly item: Item; readonly asked: PromiseWithResolvers<Answer> }[] = []
  let isTaking = false

  async function takeAll(): Promise<void> {
    isTaking = true
    await new Promise(resolve => setImmediate(resolve))
    while (waiting.length > 0) {
      const batch = waiting
      waiting = []
      try {
        const answers = await take(batch.map(({ item }) => item))
        for (const [i, { asked }] of batch.entries()) asked.resolve(answers[i]!)
      } catch (error) {
        for (const { asked } of batch) asked.reject(error)
      }
    }
    isTaking = false
  }

  return item => {
    const asked = Promise.withResolvers<Answer>()
    waiting.push({ item, asked })
    if (!isTaking) void takeAll()
    return asked.promise
  }
}
