// Memory or speed: a server idles most of its life and should be small then, but not while many ask at once.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { type Duration, SECOND } from '../model/time.ts'

/** More requests than this within a second are a crowd. */
const CROWD = 50
/** Nobody asked for so long after a crowd: what it needed is given back. */
const REST: Duration = 10 * SECOND

export interface Thrift {
  /** To be called with every request. */
  asked(): void
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
  let timer: NodeJS.Timeout | undefined
  setFlagsFromString('--optimize-for-size')

  function rest(): void {
    timer = undefined
    setFlagsFromString('--optimize-for-size')
    collector()()
  }

  return {
    asked() {
      const now = Math.floor(performance.now() / SECOND)
      requests = now === second ? requests + 1 : 1
      second = now
      if (timer) timer.refresh()
      else if (requests > CROWD) {
        setFlagsFromString('--no-optimize-for-size')
        timer = setTimeout(rest, REST).unref()
      }
    },
    isCrowd: () => timer !== undefined,
    close: () => clearTimeout(timer),
  }
}

/** V8's own collector, which it only shows when asked to. */
function collector(): () => void {
  setFlagsFromString('--expose-gc')
  const found: unknown = runInNewContext('gc')
  setFlagsFromString('--no-expose-gc')
  return typeof found === 'function' ? (found as () => void) : () => {}
}
