// stet diff: what the source changed in an article.
import type { Changed, Post } from '../../model/article.ts'
import type { Diff, Paragraph } from '../../model/diff/diff.ts'
import type { Piece } from '../../model/diff/pieces.ts'
import { StetError } from '../../model/error.ts'
import { type Command, textFlag } from '../command.ts'
import { type Context, EXIT } from '../context.ts'
import { articleNamed, NAMES } from '../naming.ts'
import { wholeNumber } from '../numbers.ts'

export const command: Command = {
  name: 'diff',
  summary: 'Show what the source changed in an article',
  details: `Compares two kept states: Chinese by characters, other scripts by words; paragraphs that only moved are said to have moved. Without --from and --to every change is shown, oldest first.
In colour on a terminal; without it, {+what came+} and [-what went-].`,
  args: [{ name: 'article', doc: NAMES }],
  flags: [
    { form: '--from <n>', doc: 'The earlier state, counted from 1 (the one before --to).' },
    { form: '--to <n>', doc: 'The later state (the present one).' },
    { form: '--all', doc: 'Paragraphs that stayed, too.' },
    { form: '--json', doc: 'A comparison a line, as JSON.' },
  ],
  examples: ['stet diff 3f9c02d1', 'stet diff 3f9c02d1 --from 1 --to 3'],
  async run(context, [name = ''], flags) {
    const { openWorld } = await import('../wire.ts')
    const { statesOf } = await import('../../publish/history.ts')
    const world = await openWorld(context, { write: false })
    try {
      const article = await articleNamed(name, world.store)
      const states = await statesOf(article, world)
      const pairs = chosen(states, numberFlag(flags, 'from'), numberFlag(flags, 'to'))
      if (pairs.length === 0) context.print(`${article.title}\nOne state is kept: nothing was changed.`)
      for (const [before, after] of pairs) {
        const told = await comparison(before, after)
        if (flags.json) context.print(JSON.stringify(asJson(told)))
        else print(context, told, flags.all === true)
      }
      return EXIT.good
    } finally {
      await world.close()
    }
  },
}

const numberFlag = (flags: Readonly<Record<string, unknown>>, name: string): number | undefined => {
  const text = textFlag(flags, name)
  return text === undefined ? undefined : wholeNumber(text, `--${name}`)
}

/** The states to be compared, in pairs. */
function chosen(states: readonly Post[], from: number | undefined, to: number | undefined): [Post, Post][] {
  if (from === undefined && to === undefined) return states.slice(1).map((state, i) => [states[i]!, state])
  const numbered = (n: number): Post => {
    const found = states.find(({ revision }) => revision === n)
    if (found) return found
    throw new StetError(
      'not-found',
      `there is no state ${n} of this article; kept are ${states.map(({ revision }) => revision).join(', ')}.`,
    )
  }
  const later = to === undefined ? states.at(-1)! : numbered(to)
  return [[numbered(from ?? later.revision - 1), later]]
}

interface Comparison {
  readonly before: Post
  readonly after: Post
  readonly changed: readonly Changed[]
  readonly diff: Diff
}

async function comparison(before: Post, after: Post): Promise<Comparison> {
  const { compare } = await import('../../model/diff/diff.ts')
  const { plainText } = await import('../../model/text.ts')
  const { realChanges } = await import('../../poll/sense.ts')
  const texts = ({ title, html }: Post) => ({ title, text: plainText(html) })
  return {
    before,
    after,
    changed: realChanges(before, after),
    diff: compare(texts(before), texts(after)),
  }
}

const stateJson = ({ revision, revised, digest, title, author, published, lead }: Post) => ({
  revision,
  taken: new Date(revised).toISOString(),
  digest,
  title,
  author,
  ...(published !== undefined && { published: new Date(published).toISOString() }),
  ...(lead && { lead: lead.url }),
})

const asJson = ({ before, after, changed, diff }: Comparison) => ({
  id: after.id,
  from: stateJson(before),
  to: stateJson(after),
  changed,
  ...diff,
})

function print(context: Context, { before, after, diff }: Comparison, all: boolean): void {
  const paint = painter(context)
  const at = (instant: number): string => new Date(instant).toISOString().slice(0, 16).replace('T', ' ')
  context.print(
    paint.strong(
      `State ${before.revision} (${at(before.revised)}) → state ${after.revision} (${at(after.revised)}), UTC: ${diff.added} characters came, ${diff.removed} went`,
    ),
  )
  if (diff.title) context.print(`Title: ${paint.pieces(diff.title)}`)
  else context.print(`Title: ${after.title}`)
  const lines: [string, string, string][] = [
    ['Author', before.author, after.author],
    ['Published', stamp(before.published), stamp(after.published)],
    ['Lead picture', before.lead?.url ?? '', after.lead?.url ?? ''],
  ]
  for (const [what, was, is] of lines)
    if (was !== is) context.print(`${what}: ${paint.removed(was || 'none')} → ${paint.added(is || 'none')}`)
  context.print('')
  for (const line of paragraphLines(diff.paragraphs, paint, all)) context.print(line)
  context.print('')
}

const stamp = (at: number | undefined): string => (at === undefined ? '' : new Date(at).toISOString())

function* paragraphLines(paragraphs: readonly Paragraph[], paint: Painter, all: boolean): Generator<string> {
  let same = 0
  const stayed = (): string[] => {
    const line =
      same > 0 ? [paint.quiet(`  … ${same} ${same === 1 ? 'paragraph' : 'paragraphs'} unchanged`)] : []
    same = 0
    return line
  }
  for (const one of paragraphs) {
    if (one.kind === 'same' && !all) {
      same++
      continue
    }
    yield* stayed()
    yield paragraphLine(one, paint)
  }
  yield* stayed()
}

function paragraphLine(one: Paragraph, paint: Painter): string {
  switch (one.kind) {
    case 'same':
      return `  ${one.text}`
    case 'removed':
      return `- ${paint.removed(one.text)}`
    case 'added':
      return `+ ${paint.added(one.text)}`
    case 'changed':
      return `~ ${paint.pieces(one.pieces)}`
    case 'moved':
      return `${paint.quiet(`> moved from paragraph ${one.from} to ${one.to}:`)} ${paint.pieces(one.pieces)}`
  }
}

interface Painter {
  strong(text: string): string
  quiet(text: string): string
  removed(text: string): string
  added(text: string): string
  pieces(pieces: readonly Piece[]): string
}

/** Colours where the terminal has them; marks where it has none, since a change must not be told by colour alone. */
function painter({ stdout, env }: Context): Painter {
  const coloured = stdout.isTTY === true && env.NO_COLOR === undefined && env.TERM !== 'dumb'
  const sgr = (on: string, off: string, text: string): string =>
    coloured && text !== '' ? `\x1b[${on}m${text}\x1b[${off}m` : text
  const removed = (text: string): string => (coloured ? sgr('31;9', '39;29', text) : text && `[-${text}-]`)
  const added = (text: string): string => (coloured ? sgr('32;4', '39;24', text) : text && `{+${text}+}`)
  return {
    strong: text => sgr('1', '22', text),
    quiet: text => sgr('2', '22', text),
    removed,
    added,
    pieces: pieces =>
      pieces
        .map(({ kind, text }) => {
          // A paragraph that was split or joined: the break itself is what changed.
          const shown = kind === 'same' ? text : text.replaceAll('\n', '↵\n')
          return kind === 'same' ? shown : kind === 'removed' ? removed(shown) : added(shown)
        })
        .join(''),
  }
}
