// What polling works with while it lasts: keeper, captures, room for answers, what is known of sources.
import type { Source } from '../model/source.ts'
import { openCaptures } from './captures.ts'
import type { Desk } from './feed.ts'
import { type Keeper, openKeeper } from './keep.ts'
import type { PageDesk } from './pages.ts'
import type { PollDeps, PollRules } from './polled.ts'
import { readerHere } from './reader.ts'
import { redactedKeys } from './redacted.ts'
import { type Room, room } from './room.ts'

/** Answers in memory while they are being kept, and their bytes together. */
const ANSWERS = 48
const BYTES = 64 * 1024 * 1024

export interface SetUp {
  readonly desk: Desk
  readonly pageDesk: PageDesk
  readonly keeper: Keeper
  readonly room: Room
  /** Call when all is kept: the capture file is whole. */
  close(): Promise<void>
}

/** Heals first what a killed run left. */
export async function setUp(followed: readonly Source[], rules: PollRules, deps: PollDeps): Promise<SetUp> {
  const { archive, store, clock, web, frontier, shared } = deps
  const active = new Set(followed.map(({ id }) => id))
  const keeper = await openKeeper(deps, id => active.has(id))
  // Of a file that many may write beside their own, the pen knows; the note is of one who is alone.
  const notes = shared && archive.alone ? { setNote: async () => {} } : store
  const file = openCaptures(archive, notes, rules.software, clock.now())
  const captures = rules.keepCaptures ? file : undefined
  const reader = deps.reader ?? readerHere(rules.pages)
  const pageDesk: PageDesk = { clock, web, captures, reader }
  return {
    desk: {
      clock,
      store,
      keeper,
      captures,
      reader,
      pace: rules.pace,
      bounds: rules.bounds,
      redacted: await redactedKeys(store),
      facts: new Map((await store.sources()).map(facts => [facts.id, facts])),
      ...(rules.pages && { pages: { ...pageDesk, frontier } }),
    },
    pageDesk,
    keeper,
    room: room(ANSWERS, BYTES),
    close: () => file.close(),
  }
}
