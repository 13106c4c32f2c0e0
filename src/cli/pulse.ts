// Something done again and again while a process lives; it keeps none alive.
import type { Duration } from '../model/time.ts'

/** Calls after each `time` until what it returns is called. */
export const every = (time: Duration, call: () => void): (() => void) => {
  const timer = setInterval(call, time).unref()
  return () => clearInterval(timer)
}
