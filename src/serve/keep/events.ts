// The archive's own state as a feed: new sources, failures, recoveries. For the keeper, by a key in its address.
import { writeAtom } from '../../formats/atom/write.ts'
import { digest } from '../../model/digest.ts'
import { iso } from '../../model/time.ts'
import { html } from '../../publish/html.ts'
import { know } from '../../publish/known.ts'
import { isSame } from '../accounts/password.ts'
import { answer } from '../answer.ts'
import type { House } from '../house.ts'
import type { Visit } from '../room/visit.ts'
import { type Word, wordsIn } from '../room/words.ts'
import { failureWords } from './faults.ts'
import type { ArchiveEvent } from './keeping.ts'

const NAMES: Readonly<Record<ArchiveEvent['kind'], Word>> = {
  added: 'eventAdded',
  failed: 'eventFailed',
  recovered: 'eventRecovered',
  stopped: 'eventStopped',
}

export const eventName = ({ say }: Pick<Visit, 'say'>, kind: ArchiveEvent['kind']): string => say(NAMES[kind])

/** The key that opens the feed: of this archive's secret, so that a new secret makes a new key. */
export const feedKey = ({ accounts }: House): Promise<string> => accounts.proof('feed', 'state')

const ENTRIES = 100

/** Atom of what happened lately; undefined without the right key. */
export async function stateFeed(house: House, request: Request): Promise<Response | undefined> {
  const key = new URL(request.url).searchParams.get('key') ?? ''
  if (!house.keeping || !isSame(key, await feedKey(house))) return undefined
  const known = await know(house.site())
  const say = wordsIn(known.config.language)
  const events = await house.keeping.events(ENTRIES)
  const home = known.absolute('/keep/')
  const body = writeAtom({
    title: `${known.config.title}: ${say('events')}`,
    description: '',
    home,
    self: known.absolute('/keep/state.atom'),
    language: known.config.language,
    updated: events[0]?.at ?? 0,
    hubs: [],
    entries: events.map(event => ({
      id: `urn:sha256:${digest(`${event.kind} ${event.source} ${event.at}`)}`,
      url: `${known.absolute('/keep/source')}?id=${encodeURIComponent(event.source)}`,
      title: `${say(NAMES[event.kind])}: ${event.title}`,
      html: html`<p>${event.why === undefined ? event.title : failureWords({ known }, event.why)}</p><p>${iso(event.at)}</p>`
        .html,
      published: event.at,
      updated: event.at,
      authors: [],
      tags: [event.kind],
      enclosures: [],
    })),
  })
  return answer(request, { type: 'application/atom+xml; charset=utf-8', body, status: 200 }, 'private')
}
