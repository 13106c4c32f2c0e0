// The process that decodes: one job at a time, ended by itself when it grows too large, by the pool when it hangs.
import { readSync, writeSync } from 'node:fs'
import sharp from 'sharp'
import { draw } from './draw.ts'
import { LOADERS } from './identify.ts'
import { look } from './look.ts'
import { type Done, frames, type Job, LENGTHS, lengthsIn, message } from './work.ts'

/** Exit code of a process that took too much memory. */
const TOO_MUCH = 77
/** Milliseconds between two looks at the memory. */
const LOOK = 50
const [INPUT, OUTPUT] = [0, 1]

// One picture is one thread: many are drawn beside each other.
sharp.concurrency(1)
sharp.cache(false)
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({ operation: LOADERS })

let most = Number.POSITIVE_INFINITY
setInterval(() => {
  if (process.memoryUsage.rss() > most) process.exit(TOO_MUCH)
}, LOOK)

/** Waits for so many bytes; the process ends with the one that gives it work. It has nothing else to do meanwhile. */
function take(length: number): Buffer {
  const all = Buffer.allocUnsafe(length)
  for (let at = 0; at < length; ) {
    const read = readSync(INPUT, all, at, length - at, null)
    if (read === 0) process.exit(0)
    at += read
  }
  return all
}

function give(done: Done): void {
  for (const part of frames(done))
    for (let at = 0; at < part.length; ) at += writeSync(OUTPUT, part, at, part.length - at)
}

async function done(job: Job): Promise<Done> {
  most = job.limits.memory
  try {
    return job.kind === 'draw'
      ? await draw(job.bytes, job.drawing, job.limits)
      : await look(job.bytes, job.limits)
  } catch (error) {
    return { kind: 'refused', why: 'failed', message: String(error) }
  }
}

// The pool learns that the library is loaded.
writeSync(OUTPUT, Buffer.alloc(LENGTHS))
for (;;) {
  const { head, bytes } = lengthsIn(take(LENGTHS))
  give(await done(message<Job>(take(head), take(bytes))))
}
