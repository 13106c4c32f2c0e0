// stet worker: polling by as many as are wanted.
import { StetError } from '../../model/error.ts'
import { JOB_KINDS, type JobKind } from '../../model/jobs.ts'
import { type Command, textFlag } from '../command.ts'
import { EXIT } from '../context.ts'
import { wholeNumber } from '../numbers.ts'

function kindsIn(text: string): readonly JobKind[] {
  if (text === 'all') return JOB_KINDS
  if (text === 'none') return []
  const kinds = text.split(',').map(word => word.trim())
  const unknown = kinds.find(kind => !JOB_KINDS.includes(kind as JobKind))
  if (unknown === undefined) return kinds as JobKind[]
  throw new StetError(
    'usage',
    `--jobs has "${unknown}"; expected all, none, or some of ${JOB_KINDS.join(', ')}`,
  )
}

export const command: Command = {
  name: 'worker',
  summary: 'Poll as one of many workers, until stopped',
  details: `For an archive whose schedule is in PostgreSQL (store). As many workers as are wanted, on as many machines as reach the archive’s files (a folder that all of them see, or object storage) and the database: each claims hosts that are due, asks them, keeps what is new and gives them back. A host has one owner at a time; whoever is killed loses its hosts to the others after a short while. One worker at a time also indexes words, fetches pictures, looks again and watches the sources.
What comes is read in threads that are ended when they take too long or too much memory (read.time, read.memory). A source or page that five threads or workers in a row died of is asked no longer, and said to be quarantined. Clocks of the machines must agree within a second.`,
  args: [],
  flags: [
    { form: '--concurrency <n>', doc: 'Hosts asked at a time (poll.hosts).' },
    {
      form: '--jobs <kinds>',
      doc: `Heavy jobs it does besides, one at a time: all, none, or some of ${JOB_KINDS.join(', ')} with commas (all).`,
    },
    { form: '--once', doc: 'End when nothing is due.' },
    {
      form: '--metrics <address>',
      doc: 'Serve figures for Prometheus at /metrics of this port, or address and port.',
    },
  ],
  examples: [
    'stet worker',
    'stet worker --concurrency 100 --metrics 9101',
    'stet worker --once',
    'stet worker --jobs build,export',
  ],
  async run(context, _, flags) {
    const { work } = await import('../fleet.ts')
    const given = textFlag(flags, 'concurrency')
    const usual = context.config().settings['poll.hosts']
    const concurrency = Math.max(1, given === undefined ? usual : wholeNumber(given, '--concurrency'))
    const end = new AbortController()
    const { stopped } = await import('./serve.ts')
    void stopped().then(() => end.abort())
    const { serveFigures, workerMetrics } = await import('../worker-metrics.ts')
    const metrics = workerMetrics()
    const at = textFlag(flags, 'metrics')
    const close = at === undefined ? () => {} : await serveFigures(metrics, at)
    const jobs = kindsIn(textFlag(flags, 'jobs') ?? 'all')
    const rules = { concurrency, jobs, once: flags.once === true, signal: end.signal, metrics }
    const report = await work(context, rules).finally(close)
    context.print(
      `${report.polled} ${report.polled === 1 ? 'source' : 'sources'} polled: ${report.added} new, ${report.revised} revised.`,
    )
    return EXIT.good
  },
}
