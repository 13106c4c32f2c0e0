import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { folderOutput } from '../adapters/fs/output.ts'
import { digest } from '../model/digest.ts'
import { foundOut } from '../publish/found-out.ts'
import { lineOf, type Manifest } from '../publish/manifest.ts'
import { foundOutBeside } from './found-out.ts'

const BODY = 'A page.'
const address = (n: number): string => `/2026/11/${String(n % 28).padStart(2, '0')}/${n}.html`

test('what became of very many pages is found on another core as on this one', async t => {
  const target = mkdtempSync(join(tmpdir(), 'stet-found-'))
  t.after(() => rmSync(target, { recursive: true }))
  for (let day = 0; day < 28; day++)
    mkdirSync(join(target, '2026/11', String(day).padStart(2, '0')), { recursive: true })
  const lines: string[] = []
  for (let n = 0; n < 12_000; n++) {
    writeFileSync(join(target, address(n)), BODY)
    utimesSync(join(target, address(n)), 1_000_000, 1_000_000)
    lines.push(lineOf(address(n), { inputs: 'x', digest: digest(BODY) }))
  }
  rmSync(join(target, address(11)))
  writeFileSync(join(target, address(7000)), 'Somebody wrote to it.')
  writeFileSync(join(target, address(8000)), BODY)
  const before: Manifest = {
    ...{ version: 2, made: '', long: [], remembered: { said: {}, months: {} } },
    ...{
      at: 1_000_001_000,
      sections: { one: ['', lines.slice(0, 6000).join('\n')], two: ['', lines.slice(6000).join('\n')] },
    },
  }
  const output = folderOutput(target)
  const there = new Map([
    ['one', new Set([address(11)])],
    ['two', new Set([address(7000)])],
  ])
  assert.deepEqual(await foundOut(output, before), there)
  assert.deepEqual(await foundOutBeside(output, target)(before, false), there)
  const odd = join(target, address(9000))
  writeFileSync(odd, 'Its time was put back.')
  utimesSync(odd, 1_000_000, 1_000_000)
  there.get('two')!.add(address(9000))
  assert.deepEqual(await foundOutBeside(output, target)(before, true), there)
})

test('pages that cannot be looked at on another core stop the build', async () => {
  const sections = { one: ['', '\n'.repeat(12_000)] as const }
  const before: Manifest = {
    version: 2,
    made: '',
    at: 0,
    long: [],
    remembered: { said: {}, months: {} },
    sections,
  }
  const broken = {
    ...before,
    sections: { ...sections, two: ['', lineOf('/\0.html', { inputs: 'x', digest: 'y' })] as const },
  }
  await assert.rejects(foundOutBeside(folderOutput('/'), '/')(broken, false))
})
