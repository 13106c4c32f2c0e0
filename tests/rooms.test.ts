// Who may import whom. The table is the house's plan; this test is its only guard.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { test } from 'node:test'

const MAY_IMPORT: Record<string, readonly string[]> = {
  model: [],
  formats: ['model'],
  page: ['model'],
  poll: ['model', 'formats', 'page'],
  publish: ['model', 'formats'],
  serve: ['model', 'formats', 'publish'],
  adapters: ['model'],
  cli: ['model', 'formats', 'page', 'poll', 'publish', 'serve', 'adapters'],
}
const SRC = resolve(import.meta.dirname, '../src')

const files = readdirSync(SRC, { recursive: true, withFileTypes: true })
  .filter(file => file.isFile() && file.name.endsWith('.ts'))
  .map(file => join(file.parentPath, file.name))

const roomOf = (file: string): string => relative(SRC, file).split(sep)[0]!

// Tests may reach for what they need, as long as it is not another room's adapter by accident: they wire worlds.
const isTest = (file: string): boolean => file.endsWith('.test.ts') || file.includes(`${sep}contracts${sep}`)

function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8')
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(match =>
    resolve(dirname(file), match[1]!),
  )
}

test('every file of src lives in one of the eight rooms', () => {
  for (const file of files) assert.ok(roomOf(file) in MAY_IMPORT, file)
})

test('rooms import only the rooms they may', () => {
  const broken = files
    .filter(file => !isTest(file))
    .flatMap(file =>
      importsOf(file)
        .filter(target => target.startsWith(SRC) && roomOf(target) !== roomOf(file))
        .filter(target => !MAY_IMPORT[roomOf(file)]!.includes(roomOf(target)))
        .map(target => `${relative(SRC, file)} imports ${relative(SRC, target)}`),
    )
  assert.deepEqual(broken, [])
})

test('no import goes round in a circle', () => {
  const state = new Map<string, 'open' | 'done'>()
  const walk = (file: string, path: string[]): void => {
    if (state.get(file) === 'done') return
    const at = path.indexOf(file)
    assert.equal(at, -1, `a circle: ${[...path.slice(at), file].map(f => relative(SRC, f)).join(' → ')}`)
    for (const target of importsOf(file)) if (files.includes(target)) walk(target, [...path, file])
    state.set(file, 'done')
  }
  for (const file of files) walk(file, [])
})
