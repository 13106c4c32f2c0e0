import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { folderOutput } from '../adapters/fs/output.ts'
import { digest } from '../model/digest.ts'
import { foundOut } from '../publish/found-out.ts'
import { lineOf, type Manifest } from '../publish/manifest.ts'
import { buildMemory } from './build-memory.ts'
import { foundOutBeside } from './found-out.ts'

const BODY = 'A page.'
const address = (n: number): string => `/2026/11/${String(n % 28).padStart(2, '0')}/后来的一篇-${n}.html`

test('what became of very many pages is found on another core as on this one', async t => {
  const target = mkdtempSync(join(tmpdir(), 'stet-found-'))
  const derived = mkdtempSync(join(tmpdir(), 'stet-found-'))
  t.after(() => {
    for (const folder of [target, derived]) rmSync(folder, { recursive: true })
  })
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
  const manifest: Manifest = {
    ...{ version: 3, made: '', long: [], remembered: { said: {}, months: {} }, at: 1_000_001_000 },
    sections: {
      列: ['', lines.slice(0, 6000).join('\n')],
      two: ['', lines.slice(6000).join('\n')],
    },
  }
  buildMemory(derived).write({ target, manifest })
  const there = new Map([
    ['列', new Set([address(11)])],
    ['two', new Set([address(7000)])],
  ])
  assert.deepEqual(await foundOut(folderOutput(target), manifest), there)
  assert.deepEqual(await foundOutBeside({ derived, target, all: false })(manifest), there)
  // Another build ended meanwhile: what it left is looked at.
  const { sections } = manifest
  const next = { ...manifest, at: manifest.at + 1, sections: { two: sections.two! } }
  there.delete('列')
  assert.deepEqual(await foundOutBeside({ derived, target, all: false })(next), there)
  const odd = join(target, address(9000))
  writeFileSync(odd, 'Its time was put back.')
  utimesSync(odd, 1_000_000, 1_000_000)
  there.get('two')!.add(address(9000))
  buildMemory(derived).write({ target, manifest: next })
  assert.deepEqual(await foundOutBeside({ derived, target, all: true })(next), there)
})

test('pages that cannot be looked at on another core stop the build', async t => {
  const derived = mkdtempSync(join(tmpdir(), 'stet-found-'))
  t.after(() => rmSync(derived, { recursive: true }))
  const name = `${address(1)}/${'x'.repeat(1_000_000)}`
  const manifest: Manifest = {
    ...{ version: 3, made: '', long: [], remembered: { said: {}, months: {} }, at: 0 },
    sections: { one: ['', lineOf(name, { inputs: 'x', digest: 'y' })] },
  }
  buildMemory(derived).write({ target: derived, manifest })
  await assert.rejects(foundOutBeside({ derived, target: derived, all: false })(manifest), /ENAMETOOLONG/)
})
