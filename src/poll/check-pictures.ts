// The invariants of kept pictures, checked by their names: every file has its record, every record its file, and the
// catalogue says the same. Whether the bytes are whole is asked by `stet pictures check`, which reads them all.
import type { Store } from '../model/catalogue.ts'
import { picturePath, recordPath } from '../model/picture.ts'
import type { Archive } from '../model/ports.ts'
import type { Finding } from './finding.ts'
import { readRecord } from './picture-records.ts'

/** Where the catalogue usually is. */
export const CATALOGUE = '.stet/index.db'

const FROM_COPY = 'restore it from a copy (git, a backup)'

/** What is wrong with `pictures/`. `shown` are the digests of pictures that posts say they have. */
export async function checkPictures(
  { archive, store, catalogue = CATALOGUE }: { archive: Archive; store: Store; catalogue?: string },
  shown: ReadonlyMap<string, string>,
): Promise<Finding[]> {
  const paths = new Set<string>()
  for await (const path of archive.list('pictures')) paths.add(path)
  const { findings, whole } = await records(paths, archive)
  const lost = [...shown].filter(([digest]) => !whole.has(digest))
  if (lost.length > 0)
    findings.push({
      about: lost[0]![1],
      what: `it has a picture that is not in pictures/${lost.length > 1 ? `, and so have others: ${lost.length} are missing` : ''}`,
      way: `${FROM_COPY.replace('it', 'pictures/')}, then stet rebuild`,
    })
  const { kept } = await store.pictures.totals()
  if (kept !== whole.size)
    findings.push({
      about: catalogue,
      what: `the catalogue knows of ${kept} pictures, and ${whole.size} are kept`,
      way: 'stet rebuild',
      remedy: 'rebuild',
    })
  return findings
}

/** Digests whose file and record are there, and what is said of the others. */
async function records(
  paths: ReadonlySet<string>,
  archive: Archive,
): Promise<{ findings: Finding[]; whole: Set<string> }> {
  const findings: Finding[] = []
  const whole = new Set<string>()
  for (const path of paths) {
    if (!path.endsWith('.json')) {
      const record = recordPath(path.slice(path.lastIndexOf('/') + 1).replace(/\.\w+$/, ''))
      if (!paths.has(record))
        findings.push({
          about: path,
          what: `its record ${record} is missing`,
          way: `a run was killed and \`stet pictures fetch\` writes it; else ${FROM_COPY}`,
        })
      continue
    }
    const record = readRecord(await archive.read(path))
    if (!record) findings.push({ about: path, what: 'it is no record of a picture', way: FROM_COPY })
    else if (!paths.has(picturePath(record)))
      findings.push({ about: path, what: `its picture ${picturePath(record)} is missing`, way: FROM_COPY })
    else whole.add(record.digest)
  }
  return { findings, whole }
}
