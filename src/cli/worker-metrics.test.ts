import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JobStatus } from '../model/jobs.ts'
import type { Source } from '../model/source.ts'
import { serveFigures, timedPen, workerMetrics } from './worker-metrics.ts'

const source: Source = { id: 'a', url: 'https://a.example/', categories: [], paused: false, fulltext: 'auto' }

test('a worker tells how often each stage was gone through, and what came of it', async () => {
  const metrics = workerMetrics()
  await metrics.timed('fetch', () => new Promise(resolve => setTimeout(resolve, 20)))
  await assert.rejects(metrics.timed('fetch', () => Promise.reject(new Error('down'))))
  metrics.polled({ source, outcome: { kind: 'kept', added: 2, revised: 1, entries: 3 } })
  metrics.polled({ source, outcome: { kind: 'unchanged' } })
  metrics.failed()
  const lines = metrics.text().split('\n')
  for (const line of [
    'stet_worker_stage_seconds_bucket{stage="fetch",le="0.005"} 1',
    'stet_worker_stage_seconds_bucket{stage="fetch",le="+Inf"} 2',
    'stet_worker_stage_seconds_count{stage="fetch"} 2',
    'stet_worker_stage_seconds_count{stage="claim"} 0',
    'stet_worker_polled_total{outcome="kept"} 1',
    'stet_worker_articles_total{kind="added"} 2',
    'stet_worker_failures_total 1',
  ])
    assert.ok(lines.includes(line), line)
})

test('heavy jobs are counted, those that this worker did and those that wait for anybody', async () => {
  const metrics = workerMetrics()
  metrics.job('build', 'done')
  metrics.job('build', 'done')
  metrics.job('export', 'failed')
  const job = { id: '', args: [], cwd: '', asked: 0, from: 0, tries: 0 }
  const list = async (): Promise<JobStatus[]> => [
    { ...job, kind: 'build', state: 'waiting' },
    { ...job, kind: 'build', state: 'done' },
    { ...job, kind: 'export', state: 'running' },
  ]
  await metrics.waiting({ list })
  const lines = metrics.text().split('\n')
  for (const line of [
    'stet_worker_jobs_total{kind="build",outcome="done"} 2',
    'stet_worker_jobs_total{kind="export",outcome="failed"} 1',
    'stet_jobs{kind="build",state="waiting"} 1',
    'stet_jobs{kind="build",state="running"} 0',
    'stet_jobs{kind="export",state="running"} 1',
  ])
    assert.ok(lines.includes(line), line)
})

test('the time with the pen is counted from taking it to giving it back', async () => {
  const metrics = workerMetrics()
  const held = { epoch: 1, must() {}, release: async () => {} }
  const pen = timedPen({ take: async () => held, close: async () => {} }, metrics)
  const mine = await pen.take(0)
  assert.match(metrics.text(), /stage_seconds_count\{stage="pen_hold"\} 0/)
  await mine.release()
  assert.match(metrics.text(), /stage_seconds_count\{stage="pen_hold"\} 1/)
})

test('a wrong place for figures is said in words', async () => {
  await assert.rejects(serveFigures(workerMetrics(), 'here'), {
    code: 'usage',
    message: /--metrics is "here"/,
  })
  const end = await serveFigures(workerMetrics(), '127.0.0.1:0')
  end()
})
