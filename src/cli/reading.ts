// Where answers are read: in threads that can be ended, and what is small in this one when nobody shares it.
import { availableParallelism } from 'node:os'
import { extname } from 'node:path'
import { withinTime } from '../adapters/threads/deadline.ts'
import { type Pool, threadPool } from '../adapters/threads/pool.ts'
import { messageOf, StetError } from '../model/error.ts'
import { type Ended, ended, type Reader, readerHere } from '../poll/reader.ts'
import type { Config } from './config.ts'
import type { ReadingJob } from './reading-thread.ts'
import { openRules } from './rules.ts'

/** One may hang, and the others go on; more than a few only take memory from each other. */
const width = Math.min(Math.max(availableParallelism(), 2), 4)

/** Bytes of a document from which a thread pays for the copying, in a process that has nobody to share it with. */
const LARGE = 1024 * 1024

/**
 * A reader for this archive; close it. Where others wait for this process (`all`), everything is read in threads; else
 * only what is large or what others died of, and the rest here, where it has the same deadline.
 */
export async function openReader(
  { root, settings }: Config,
  which: 'all' | 'large' = 'all',
): Promise<Reader> {
  const time = settings['read.time']
  let pool: Pool | undefined
  async function there<T>(given: ReadingJob): Promise<T | Ended> {
    pool ??= threadPool({
      script: new URL(`./reading-thread${extname(import.meta.url)}`, import.meta.url),
      data: { root },
      width,
      deadline: time,
      memory: settings['read.memory'],
    })
    const done = await pool.run<T>(given).catch(error => {
      throw new StetError(
        'config',
        `no thread to read in could be started (${messageOf(error)}): read.memory may be too small.`,
        { cause: error },
      )
    })
    if (done.kind === 'done') return done.value
    return ended(done.kind === 'failed' ? `failed (${done.message})` : done.message)
  }
  const close = async (): Promise<void> => pool?.close()
  const apart: Reader = {
    feed: job => there({ kind: 'feed', job }),
    drafts: job => there({ kind: 'drafts', job: bare(job) }),
    page: job => there({ kind: 'page', job }),
    get apart() {
      return apart
    },
    close,
  }
  if (which === 'all') return apart
  const here = readerHere(await openRules(root), work => withinTime(time, work))
  const place = (bytes: number): Reader => (bytes < LARGE ? here : apart)
  return {
    feed: job => place(job.body.length).feed(job),
    drafts: job => place(sizeOf(job.entries)).drafts(job),
    page: job => place(job.bytes.length).page(job),
    apart,
    close,
  }
}

type Drafts = Parameters<Reader['drafts']>[0]

/** Characters of the texts of entries. */
const sizeOf = (entries: Drafts['entries']): number =>
  entries.reduce((sum, { entry }) => sum + (entry.html ?? entry.summary ?? '').length, 0)

/** Without what drafts are not made from: the other entries of the feed. */
const bare = (job: Drafts): Drafts => ({ ...job, feed: { ...job.feed, entries: [], extra: {} } })
