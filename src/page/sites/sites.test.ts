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

test('a copy of an outlet’s page at another address is known by its own word or by its marks', () => {
  for (const name of ['voa', 'rfa', 'rfi', 'bbc', 'nytimes', 'cna', 'initium']) {
    const wanted: Wanted = JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8'))
    const bytes = readFileSync(new URL(`${name}.html`, FOLDER))
    const copy = extract({ bytes, url: 'https://mirror.example/copies/1' })
    assert.deepEqual(lines(copy.text), lines(extract({ bytes, url: wanted.url }).text), name)
  }
  const said = '<link rel="canonical" href="https://chinadigitaltimes.net/chinese/1.html">'
  const text = '会谈定于星期三在上海举行，双方将讨论气候与能源的合作。'.repeat(3)
  const bytes = new TextEncoder().encode(
    `<html><head>${said}</head><body><article><div class="entry-content"><p>${text}</p><p class="donate">请支持我们的工作，谢谢各位读者。</p></div></article></body></html>`,
  )
  assert.equal(extract({ bytes, url: 'https://cache.example/x' }).text, text)
})
