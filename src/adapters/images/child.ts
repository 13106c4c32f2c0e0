// The process that decodes: one job at a time, ended by itself when it grows too large, by the pool when it hangs.
import sharp from 'sharp'
import { draw } from './draw.ts'
import { LOADERS } from './identify.ts'
import { look } from './look.ts'
import type { Done, Job } from './work.ts'

/** Exit code of a process that took too much memory. */
const TOO_MUCH = 77
/** Milliseconds between two looks at the memory. */
const LOOK = 50

// One picture is one thread: many are drawn beside each other.
sharp.concurrency(1)
sharp.cache(false)
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({ operation: LOADERS })

let most = Number.POSITIVE_INFINITY
setInterval(() => {
  if (process.memoryUsage.rss() > most) process.exit(TOO_MUCH)
}, LOOK).unref()

async function done(job: Job): Promise<Done> {
  most = job.limits.memory
  return job.kind === 'draw' ? draw(job.bytes, job.drawing, job.limits) : look(job.bytes, job.limits)
}

process.on('message', (job: Job) => {
  done(job).then(
    answer => process.send!(answer),
    error => process.send!({ kind: 'refused', why: 'failed', message: String(error) } satisfies Done),
  )
})
process.on('disconnect', () => process.exit(0))
process.send!('ready')
