// Documents that were asked for lately, ready to be sent, as long as the catalogue is what it was.
import { type Duration, SECOND } from '../model/time.ts'
import type { Prepared } from './answer.ts'

export interface Documents {
  /** The document at an address, made when it is not at hand. `version` is the catalogue's. */
  at(
    address: string,
    version: string,
    make: () => Promise<Prepared | undefined>,
  ): Promise<Prepared | undefined>
}

/** Nobody asked for so long: memory is given back. */
const REST: Duration = 10 * SECOND
/** What a document costs beside its bytes. */
const OVERHEAD = 600

/** Keeps at most so many bytes, the most lately asked for. */
export function documents(most: number): Documents {
  const kept = new Map<string, { readonly made: Prepared; size: number }>()
  let total = 0
  let of = ''
  let timer: NodeJS.Timeout | undefined

  function clear(): void {
    kept.clear()
    total = 0
  }

  const sizeOf = ({ bytes, forms }: Prepared): number =>
    OVERHEAD + bytes.length + [...forms.values()].reduce((sum, form) => sum + form.length, 0)

  function keep(address: string, made: Prepared): void {
    const before = kept.get(address)
    if (before) total -= before.size
    const size = sizeOf(made)
    kept.delete(address)
    if (size > most / 8) return
    kept.set(address, { made, size })
    total += size
    for (const [oldest, { size }] of kept) {
      if (total <= most) break
      kept.delete(oldest)
      total -= size
    }
  }

  return {
    async at(address, version, make) {
      if (version !== of) clear()
      of = version
      if (timer) timer.refresh()
      else timer = setTimeout(clear, REST).unref()
      const found = kept.get(address)?.made
      // Kept again: it may have got another form since, and is the latest now.
      if (found) keep(address, found)
      if (found) return found
      const made = await make()
      // Made from what may have changed meanwhile: only kept for the version it was asked under.
      if (made?.status === 200 && version === of) keep(address, made)
      return made
    },
  }
}
