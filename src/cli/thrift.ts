// Memory or speed: a server idles most of its life and should be small then, but not while many ask at once.
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { type Duration, SECOND } from '../model/time.ts'

/** So many requests under way at once, or more than so many within a second, are a crowd; one busy reader is none. */
const TOGETHER = 8
const CROWD = 200
/**
 * Bytes of V8's young generation, from which on it grows no more: with 2 MB the collector costs more than the work, and
 * left alone it takes 130.
 */
const YOUNG = 12_000_000
/** Percent by which the old generation may outgrow what lives in it before it is collected; four times as much otherwise. */
const GROWING = 30
/** Requests after which its size is looked at again. */
const LOOK = 8

/** So long after a crowd what it needed is given back. */
const REST: Duration = 10 * SECOND

export interface Thrift {
  /** To be called with every request, and how many are under way. */
  asked(under: number): void
  /** Many ask, or did a moment ago. */
  isCrowd(): boolean
  close(): void
}

/**
 * Has V8 keep its heap as small as it can, except while many ask: collecting so often costs twice the processor time of
 * all other work. After a crowd the heap is cleared once, when nobody waits for it.
 */
export function thrift(): Thrift {
  let second = 0
  let requests = 0
  let all = 0
  let timer: NodeJS.Timeout | undefined
  setFlagsFromString('--optimize-for-size')

  function rest(): void {
    timer = undefined
    setFlagsFromString('--optimize-for-size')
    collector()()
  }

  return {
    asked(under) {
      const now = Math.floor(performance.now() / SECOND)
      requests = now === second ? requests + 1 : 1
      second = now
      const isMany = under >= TOGETHER || requests > CROWD
      if (timer) {
        if (isMany) timer.refresh()
        if (++all % LOOK === 0 && young() > YOUNG) setFlagsFromString('--semi-space-growth-factor=1')
      } else if (isMany) {
        setFlagsFromString('--no-optimize-for-size')
        setFlagsFromString('--semi-space-growth-factor=2')
        setFlagsFromString(`--heap-growing-percent=${GROWING}`)
        timer = setTimeout(rest, REST).unref()
      }
    },
    isCrowd: () => timer !== undefined,
    close: () => clearTimeout(timer),
  }
}

const young = (): number =>
  getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size ?? 0

/** V8's own collector, which it only shows when asked to. */
function collector(): () => void {
  setFlagsFromString('--expose-gc')
  const found: unknown = runInNewContext('gc')
  setFlagsFromString('--no-expose-gc')
  return typeof found === 'function' ? (found as () => void) : () => {}
}
