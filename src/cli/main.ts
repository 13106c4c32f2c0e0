#!/usr/bin/env node
// Where the program starts.
import { enableCompileCache } from 'node:module'

enableCompileCache()
const { main } = await import('./program.ts')
// A reader of our output that goes away (`stet list | head`) ends us quietly.
process.stdout.on('error', error => {
  if ((error as NodeJS.ErrnoException).code === 'EPIPE') process.exit(0)
  throw error
})
// Who does this as a job for a worker that dies ends with it: another is given the job.
if (process.env.STET_JOB && process.channel) {
  process.once('disconnect', () => process.exit(1))
  process.channel.unref()
}
// The exit code is set and not forced, so that output to a pipe is not cut.
process.exitCode = await main(process.argv.slice(2), process, process.env, process.cwd())
