// stet jobs: the heavy work that is left to workers.
import { StetError } from '../../model/error.ts'
import type { Command } from '../command.ts'
import { EXIT } from '../context.ts'

export const command: Command = {
  name: 'jobs',
  summary: 'List the heavy work that is left to workers',
  details: `For an archive with its schedule in PostgreSQL (store). \`stet build --queue\`, and so with export, pictures fetch, reextract and rebuild, leaves the command to a worker: it is done once, however often it is asked for meanwhile, by one worker at a time, and by another when that one dies; what fails is tried again a few times. Paths are as they were given, seen from the archive’s folder on the worker’s machine.
Lists what waits and runs, how far it is, and the last that ended, or tries one again that failed, or calls one off.`,
  args: [
    { name: 'what', doc: 'list, retry or cancel (list unless told).', optional: true },
    { name: 'id', doc: 'Which, of the ids that --json lists.', optional: true },
  ],
  flags: [{ form: '--json', doc: 'One JSON object a job.' }],
  examples: ['stet build --queue', 'stet jobs', 'stet jobs --json'],
  async run(context, [what = 'list', id], flags) {
    const { fleetOf, wordsOf } = await import('../jobs.ts')
    const { iso } = await import('../../model/time.ts')
    if (!['list', 'retry', 'cancel'].includes(what))
      throw new StetError('usage', `"${what}" is none of list, retry, cancel`)
    const jobs = await (await fleetOf(context.config(), 'stet jobs')).openJobs()
    try {
      if (what === 'list') {
        const all = await jobs.list()
        for (const job of all) context.print(flags.json ? JSON.stringify(job) : `${wordsOf(job, iso)}.`)
        if (all.length === 0 && !flags.json) context.print('Nothing is left to workers.')
        return EXIT.good
      }
      if (id === undefined || !/^[0-9a-f-]{36}$/.test(id))
        throw new StetError(
          'usage',
          `stet jobs ${what} needs the id of a job; \`stet jobs --json\` lists them`,
        )
      const isThere = await (what === 'retry' ? jobs.retry(id) : jobs.cancel(id))
      if (!isThere)
        throw new StetError(
          'not-found',
          what === 'retry' ? `no job ${id} has failed` : `no job ${id} waits or runs`,
        )
      context.print(what === 'retry' ? 'In the queue again.' : 'Called off.')
      return EXIT.good
    } finally {
      await jobs.close()
    }
  },
}
