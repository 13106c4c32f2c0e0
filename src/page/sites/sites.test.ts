// Each outlet that is known by name has a page in its shape, and the text that it must give.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { extract } from '../extract.ts'
import { readRule } from '../rules/read.ts'
import { OUTLETS } from './index.ts'

const FOLDER = new URL('../../../tests/fixtures/pages/sites/', import.meta.url)

interface Wanted {
  readonly url: string
  readonly title: string
  readonly author?: string
  /** As far as the page says it. */
  readonly published?: string
  readonly lead?: string
  readonly caption?: string
  readonly text: readonly string[]
}

for (const file of readdirSync(FOLDER).filter(name => name.endsWith('.json'))) {
  const name = file.replace(/\.json$/, '')
  test(`a page as ${name} makes them gives its whole text and nothing around it`, () => {
    const wanted: Wanted = JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8'))
    const got = extract({ bytes: readFileSync(new URL(`${name}.html`, FOLDER)), url: wanted.url })
    assert.deepEqual(lines(got.text), wanted.text.map(squeezed))
    assert.equal(got.title, wanted.title)
    if (wanted.author !== undefined) assert.equal(got.author, wanted.author)
    if (wanted.published !== undefined) assert.match(got.published, new RegExp(`^${wanted.published}`))
    if (wanted.lead !== undefined) assert.equal(got.lead?.src, wanted.lead)
    if (wanted.caption !== undefined)
      assert.equal(squeezed(got.lead?.caption ?? ''), squeezed(wanted.caption))
    assert.ok(got.confidence > 0.9)
  })
}

const squeezed = (line: string): string => line.replace(/\s+/g, '')
const lines = (text: string): string[] =>
  text
    .split('\n')
    .map(squeezed)
    .filter(line => line !== '')

test('every rule that comes with stet is whole', () => {
  for (const { hosts, rule } of Object.values(OUTLETS))
    if (rule !== undefined) assert.deepEqual(readRule(hosts[0]!, rule).faults, [], hosts[0])
})
