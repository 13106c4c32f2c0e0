// What is wrong with sources, in the language of the site.
import type { Trouble } from '../model/health.ts'
import type { SourceId } from '../model/source.ts'
import { DAY } from '../model/time.ts'
import type { Known } from './known.ts'

/** A trouble in the language of the site. */
export function troubleWords(
  { texts, dates, sourceTitle }: Pick<Known, 'texts' | 'dates' | 'sourceTitle'>,
  trouble: Trouble,
): string {
  const { kind, source, since, usual = 0, now = 0, url = '' } = trouble
  const isTime = kind === 'silent' || kind === 'job'
  const count = (value: number): number => Math.round(isTime ? value / DAY : value < 1 ? value * 100 : value)
  return texts.trouble[kind]({
    source: source === undefined ? '' : sourceTitle(source),
    since: since === undefined ? '' : texts.day(dates.local(since)),
    usual: count(usual),
    now: count(now),
    url,
  })
}

/** What is wrong with one source, each in words. */
export const troublesOf = (known: Known, source: SourceId): string[] =>
  known.troubles.filter(trouble => trouble.source === source).map(trouble => troubleWords(known, trouble))
