// The documents against the program: what is documented is there, and what is there is documented.
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { test } from 'node:test'
import { allCommands } from '../src/cli/commands/index.ts'
import { options } from '../src/cli/options.ts'
import { referencePage, settingsHelp } from '../src/cli/reference.ts'
import { readValue } from '../src/cli/values.ts'

const ROOT = resolve(import.meta.dirname, '..')
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')
const documents = [
  ...readdirSync(ROOT).filter(name => name.endsWith('.md')),
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.md'))
    .map(name => join('docs', name)),
]

test('the reference page is what the tables of commands and settings make (`npm run reference`)', async () => {
  assert.equal(read('docs/reference.md'), referencePage(await allCommands()))
})

test('every setting has a default that it accepts itself, and stands in the help', () => {
  const help = settingsHelp()
  for (const [key, option] of Object.entries(options)) {
    assert.ok(help.includes(key), key)
    if (option.default !== '')
      assert.notEqual(readValue(option.type, option.default), undefined, `${key}: ${option.default}`)
    assert.match(option.doc, /\.$/, `${key} ends with a full stop`)
  }
})

test('every command says what it does, and shows how', async () => {
  for (const command of await allCommands()) {
    assert.doesNotMatch(command.summary, /\.$/, command.name)
    assert.ok(command.details.length > 40 && command.examples.length > 0, command.name)
    for (const example of command.examples) assert.match(example, /stet /, command.name)
  }
})

test('commands named in the documents exist', async () => {
  const names = new Set([...(await allCommands()).map(({ name }) => name), 'help'])
  for (const document of documents.filter(path => !path.includes('decisions'))) {
    const used = read(document).matchAll(/(?:^|`|\s)(?:\.\/)?stet(?: -C \S+| -q)* ([a-z]+)/gm)
    for (const [whole, name] of used)
      if (whole.includes('`') || whole.includes('./stet'))
        assert.ok(names.has(name!), `${document}: ${whole.trim()}`)
  }
})

test('links between the documents lead somewhere', () => {
  for (const document of documents)
    for (const [, target] of read(document).matchAll(/\]\((?!https?:|#|mailto:)([^)\s#]+)[^)]*\)/g)) {
      const path = resolve(ROOT, dirname(document), decodeURI(target!))
      assert.ok(existsSync(path), `${document} links to ${relative(ROOT, path)}`)
    }
})

test("README's two commands are scripts of the package, in both languages", () => {
  const scripts = JSON.parse(read('package.json')).scripts
  for (const readme of ['README.md', 'README.zh-Hans.md'])
    for (const command of ['npm ci && npm start', 'npm ci && npm test'])
      assert.ok(read(readme).includes(command), `${readme}: ${command}`)
  assert.ok(scripts.start && scripts.test)
})

test('no document or lock file names the host of a registry', () => {
  for (const path of [...documents, 'package.json', 'package-lock.json', '.npmrc'])
    assert.doesNotMatch(read(path), /registry\.npm|npmjs|npmmirror|"resolved"/, path)
})
