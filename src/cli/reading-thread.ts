// A thread that reads feeds and pages: what hangs or eats memory here is ended without the rest.
import { workerData } from 'node:worker_threads'
import { answering } from '../adapters/threads/answering.ts'
import { type DraftJob, type FeedJob, type PageJob, readerHere } from '../poll/reader.ts'
import { openRules } from './rules.ts'

export type ReadingJob =
  | { readonly kind: 'feed'; readonly job: FeedJob }
  | { readonly kind: 'drafts'; readonly job: DraftJob }
  | { readonly kind: 'page'; readonly job: PageJob }

const { root } = workerData as { readonly root: string }

answering<ReadingJob>(async given => {
  // The keeper may have changed the rules since the last page.
  const reader = readerHere(given.kind === 'page' ? await openRules(root) : undefined)
  switch (given.kind) {
    case 'feed':
      return reader.feed(given.job)
    case 'drafts':
      return reader.drafts(given.job)
    case 'page':
      return reader.page(given.job)
  }
})
