import assert from 'node:assert/strict'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { newFolder } from '../../tests/stories/world.ts'
import { readTheme } from './theme.ts'

test('a theme is read, and what is wrong in it is named with its file', () => {
  const folder = join(newFolder(), 'theme')
  assert.equal(readTheme(folder), undefined)
  mkdirSync(folder)
  assert.equal(readTheme(folder), undefined)
  writeFileSync(join(folder, 'style.css'), ':root { --paper: #fec }')
  writeFileSync(join(folder, 'footer.html'), '<p>{{ site }} {{home}} {% not ours %} {{</p>')
  assert.deepEqual(readTheme(folder), {
    style: ':root { --paper: #fec }',
    parts: { footer: '<p>{{ site }} {{home}} {% not ours %} {{</p>' },
  })
  const wrong = (name: string, bytes: string | Uint8Array, expected: RegExp): void => {
    const path = join(folder, name)
    writeFileSync(path, bytes)
    assert.throws(() => readTheme(folder), { code: 'config', message: expected })
    rmSync(path)
  }
  wrong('hed.html', '', /hed\.html is no part of a page; there are head\.html, masthead\.html/)
  wrong(
    'head.html',
    '<i>{{constructor}}</i>',
    /head\.html has \{\{constructor\}\}; what can be filled in is \{\{site\}\}/,
  )
  wrong('head.html', Uint8Array.of(0xff, 0xfe), /head\.html is not written in UTF-8/)
  mkdirSync(join(folder, 'masthead.html'))
  assert.throws(() => readTheme(folder), { code: 'config', message: /masthead\.html cannot be read/ })
})
