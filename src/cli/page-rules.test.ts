// Rules of single sites as the keeper's pages change them: which file, and what is never written.
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { samplePost } from '../../tests/site/world.ts'
import { memoryArchive } from '../adapters/memory/archive.ts'
import { pageRulesOf } from './page-rules.ts'

const context = { clock: { now: () => 0 }, log: { debug() {}, info() {}, warn() {}, error() {} } }

function rules() {
  const root = mkdtempSync(join(tmpdir(), 'stet-rules-'))
  const files = (): string[] => readdirSync(root, { recursive: true, encoding: 'utf8' }).sort()
  return { root, files, ...pageRulesOf(context, root, memoryArchive()) }
}

test('a host of an outlet that stet knows has a rule built in, one of another has none, and a file of the archive comes first', async () => {
  const { pageRule, setPageRule } = rules()
  assert.deepEqual(await pageRule('voachinese.com'), { kind: 'built-in', name: 'voachinese.com', text: '' })
  assert.deepEqual(await pageRule('paper.example'), { kind: 'none', name: 'paper.example', text: '' })
  await setPageRule('voachinese.com', 'body: //main\n')
  assert.deepEqual(await pageRule('voachinese.com'), {
    kind: 'own',
    name: 'voachinese.com',
    text: 'body: //main\n',
  })
  await setPageRule('voachinese.com', ' \n')
  assert.equal((await pageRule('voachinese.com')).kind, 'built-in')
})

test('a rule for a host and all below it is changed where it stands', async () => {
  const { root, files, pageRule, setPageRule } = rules()
  mkdirSync(join(root, 'rules'))
  writeFileSync(join(root, 'rules', '.paper.example.txt'), 'body: //p\n')
  assert.equal((await pageRule('news.paper.example')).name, '.paper.example')
  await setPageRule('news.paper.example', 'body: //main\n')
  assert.equal(readFileSync(join(root, 'rules', '.paper.example.txt'), 'utf8'), 'body: //main\n')
  assert.deepEqual(files(), ['rules', join('rules', '.paper.example.txt')])
})

test('a rule may be made for a host and all below it', async () => {
  const { files, setPageRule, pageRule } = rules()
  await setPageRule('.paper.example', 'body: //main\n')
  assert.deepEqual(files(), ['rules', join('rules', '.paper.example.txt')])
  assert.equal((await pageRule('news.paper.example')).text, 'body: //main\n')
})

test('what is no host, and a rule that cannot be read, write nothing', async () => {
  const { files, setPageRule, previewPageRule } = rules()
  for (const host of [
    '',
    '..',
    '../stet',
    'a/b.example',
    'paper.example/../../x',
    '/etc/x.example',
    'a\\b.example',
    'a.example\0',
  ]) {
    const refused = { code: 'usage', message: /is no host/ }
    await assert.rejects(setPageRule(host, 'body: //p'), refused, host)
    await assert.rejects(setPageRule(host, ''), refused, host)
    await assert.rejects(previewPageRule(host, '', samplePost(1)), refused, host)
  }
  const lines = Array.from({ length: 9 }, () => 'bdy: //p').join('\n')
  await assert.rejects(setPageRule('paper.example', `body: //p\n${lines}`), {
    code: 'usage',
    message: /^paper\.example\.txt:2: there is no directive bdy; .*:6: [^;]*; …$/,
  })
  await assert.rejects(setPageRule('paper.example', '#'.repeat(200_001)), /expected at most 200000/)
  assert.deepEqual(files(), [])
})

test('a page whose capture is gone gives no preview, and the reason', async () => {
  const { previewPageRule } = rules()
  const article = samplePost(1, { pages: ['captures/2021/a.warc.gz#0-9'] })
  const preview = await previewPageRule('voa.example', 'body: //p', article)
  assert.deepEqual(preview, {
    kind: 'nothing',
    why: 'its captured pages are not there any more.',
    reasons: [{ name: 'captures-gone' }],
  })
})
