// Readers' marks as commands look after them: their files are the truth, and what a file has lost is not lost yet while
// the catalogue knows it.
import type { Store } from '../model/catalogue.ts'
import { statePath } from '../model/mark.ts'
import type { Archive } from '../model/ports.ts'
import type { Finding } from '../poll/finding.ts'
import { type Marking, marking } from '../serve/marking.ts'
import type { Context } from './context.ts'
import type { Engine } from './engine.ts'
import { WHOLE } from './whole.ts'

export interface MarksOf {
  readonly archive: Archive
  readonly store: Store
}

/** Marking for a command, which says what was written again. */
export const markingOf = ({ clock, say }: Pick<Context, 'clock' | 'say'>, of: MarksOf): Marking =>
  marking(
    () => of,
    clock,
    (reader, lost) =>
      say(
        `${statePath(reader)} had lost ${lost} ${lost === 1 ? 'mark' : 'marks'} that the catalogue still knew: written again.`,
      ),
  )

/** Files of marks that have lost something which the catalogue knows. */
export async function checkMarks(context: Context, of: MarksOf): Promise<Finding[]> {
  const marks = markingOf(context, of)
  const findings: Finding[] = []
  for (const reader of await of.store.readers()) {
    const lost = await marks.lost(reader)
    if (lost > 0)
      findings.push({
        about: statePath(reader),
        what: `it was removed, shortened or replaced: ${lost} ${lost === 1 ? 'mark is' : 'marks are'} only in the catalogue`,
        way: `stet poll writes them again; \`stet user remove ${reader} --marks\` is for marks that are to go`,
        remedy: 'marks',
      })
  }
  return findings
}

/** Writes what only the catalogue knows of readers' marks into their files, where the catalogue is whole. */
export async function writeMarks(context: Context, archive: Archive, engine: Engine): Promise<void> {
  const { store, index } = await engine.open()
  try {
    if ((await store.note(WHOLE)) !== undefined) await markingOf(context, { archive, store }).all()
  } finally {
    await index.close()
    await store.close()
  }
}
