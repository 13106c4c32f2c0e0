// Figures for Prometheus (text format 0.0.4): requests by what they asked for, how long they took, how the archive is.
import { histogram, series } from './figures.ts'
import type { House } from './house.ts'

/** Upper bounds in seconds. */
const BUCKETS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5] as const

/** What a request asked for; few, so that nobody can make series without end. */
export type Door = 'page' | 'picture' | 'search' | 'api' | 'greader' | 'fever' | 'room' | 'websub' | 'other'

export interface Metrics {
  /** `seconds` until the answer's head. */
  answered(door: Door, status: number, seconds: number): void
  text(house: House): Promise<string>
}

export function metrics(): Metrics {
  const counts = new Map<string, number>()
  const times = histogram(BUCKETS)

  return {
    answered(door, status, seconds) {
      const key = `door="${door}",status="${Math.floor(status / 100)}xx"`
      counts.set(key, (counts.get(key) ?? 0) + 1)
      times.took(seconds)
    },
    async text(house) {
      return [
        series('stet_http_requests_total', 'counter', 'Requests answered.', [...counts]),
        '# HELP stet_http_request_seconds Time until an answer began.\n# TYPE stet_http_request_seconds histogram\n',
        times.lines('stet_http_request_seconds', ''),
        ...(await archiveFigures(house)),
        series('process_resident_memory_bytes', 'gauge', 'Resident memory.', [
          ['', process.memoryUsage.rss()],
        ]),
        series('process_cpu_seconds_total', 'counter', 'Processor time.', [['', cpuSeconds()]]),
        series('process_uptime_seconds', 'gauge', 'Time since the start.', [
          ['', Math.round(process.uptime())],
        ]),
      ].join('')
    },
  }
}

const cpuSeconds = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

async function archiveFigures({ site, keeping }: House): Promise<string[]> {
  const { store } = site()
  const status = [...((await keeping?.status())?.values() ?? [])]
  const tries = status.flatMap(({ lastSuccess }) => lastSuccess ?? [])
  return [
    series('stet_articles', 'gauge', 'Articles in the archive.', [['', await store.count({})]]),
    ...(keeping
      ? [
          series('stet_sources', 'gauge', 'Sources followed.', [['', (await keeping.sources()).length]]),
          series('stet_sources_failing', 'gauge', 'Sources that could not be read at the last try.', [
            ['', status.filter(({ error, stopped }) => stopped || error !== undefined).length],
          ]),
        ]
      : []),
    ...(tries.length > 0
      ? [
          series('stet_last_success_timestamp_seconds', 'gauge', 'When a source was last read.', [
            ['', Math.floor(Math.max(...tries) / 1000)],
          ]),
        ]
      : []),
  ]
}
