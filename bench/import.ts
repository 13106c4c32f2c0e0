// Taking over the predecessor's archive: posts per second, memory, and rebuilding from files beside it.
// npm run bench:import [posts]
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeMultiplied } from './corpus.ts'
import { measure, table } from './measure.ts'

const count = Number(process.argv[2] ?? 15_000)
const stet = new URL('../src/cli/main.ts', import.meta.url).pathname
const work = mkdtempSync(join(tmpdir(), 'stet-bench-'))
const run = (...args: string[]) => measure(process.execPath, [stet, '-C', join(work, 'archive'), ...args])

try {
  await writeMultiplied(join(work, 'old'), count)
  await measure(process.execPath, [stet, 'init', join(work, 'archive')])
  const imported = await run('import', join(work, 'old'))
  const again = await run('import', join(work, 'old'))
  const rebuilt = await run('rebuild')
  console.log(imported.out.trim())
  console.log(again.out.trim())
  console.log(
    table(
      ['', 'wall s', 'cpu s', 'peak MiB', 'posts/s', 'wall / import'],
      [
        ['import', imported.wall, imported.cpu, imported.peak, count / imported.wall, 1],
        ['import again', again.wall, again.cpu, again.peak, count / again.wall, again.wall / imported.wall],
        [
          'rebuild',
          rebuilt.wall,
          rebuilt.cpu,
          rebuilt.peak,
          count / rebuilt.wall,
          rebuilt.wall / imported.wall,
        ],
      ],
    ),
  )
} finally {
  rmSync(work, { recursive: true, force: true })
}
