// Rules for single sites: a collection taken over, the keeper's own left alone, and what a rule finds on a page.
import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { archiveFor, newFolder, publisher, rss, stet } from './world.ts'

const SENTENCE = '会谈定于星期三在上海举行，双方将讨论气候与能源的合作，并在年内再次会面。'

test('a collection of rules is taken over; what the keeper made or changed stays, what cannot be read is named', async () => {
  const folder = newFolder()
  const root = join(folder, 'archive')
  const collection = join(folder, 'collection')
  await stet(['init', root])
  mkdirSync(collection)
  mkdirSync(join(root, 'rules'))
  const put = (name: string, text: string) => writeFileSync(join(collection, `${name}.txt`), text)
  put('one.example', "body: //div[@id='one']\n")
  put('.two.example', 'body: //div[\nstrip: //aside\n')
  put('mine.example', 'body: //p\n')
  put('global', 'tidy: yes\n')
  writeFileSync(join(root, 'rules', 'mine.example.txt'), 'body: //main\n')
  const run = (...args: string[]) => stet(['-C', root, 'rules', ...args])

  const first = await run('update', collection)
  assert.equal(first.code, 0, first.err)
  assert.match(
    first.out,
    /^2 rules taken over, 0 unchanged, 1 of your own left alone, 1 without a use here; 1 lines/,
  )
  assert.match(first.err, /\.two\.example\.txt:1: the XPath \/\/div\[/)
  assert.equal(readFileSync(join(root, 'rules', 'mine.example.txt'), 'utf8'), 'body: //main\n')

  put('one.example', "body: //div[@id='uno']\n")
  writeFileSync(join(root, 'rules', '.two.example.txt'), 'strip: //nav\n')
  const second = await run('update', collection)
  assert.match(second.out, /^1 rules taken over, 0 unchanged, 2 of your own left alone/)
  assert.match(readFileSync(join(root, 'rules', 'one.example.txt'), 'utf8'), /uno/)
  assert.match(
    (await run('list')).out,
    /^\.two\.example\tstrip 1\nmine\.example\tbody 1\none\.example\tbody 1$/m,
  )

  const page = join(folder, 'page.html')
  writeFileSync(
    page,
    `<html><body><div id="uno"><p>${SENTENCE}</p></div><p>${SENTENCE}旁边的文字。</p></body></html>`,
  )
  const tried = await run('test', page, '--url', 'https://www.one.example/a/1')
  assert.match(tried.out, /the rule one\.example\n {2}body: \/\/div\[@id='uno'\]\t1\t会谈/)
  const none = await run('test', page, '--url', 'https://three.example/a')
  assert.equal(none.code, 1)
  assert.match(none.out, /there is no rule for https:\/\/three\.example\/a/)

  const extracted = JSON.parse(
    (await stet(['-C', root, 'extract', page, '--url', 'https://one.example/a/1'])).out,
  )
  assert.equal(extracted.text, SENTENCE)
  assert.equal((await run('forget')).code, 2)
})

test('a rule is set from a file or standard input, says what changed, and writes nothing with a line that cannot be read', async () => {
  const outlet = await publisher()
  const stories = [{ title: '官员访华', path: '/2021/1.html', html: `<p>${SENTENCE}</p>` }]
  outlet.pages.set('/feed', { body: rss(outlet.origin, '某报', stories) })
  const { root, run: at } = await archiveFor(outlet)
  assert.equal((await at(['add', `${outlet.origin}/feed`, '--id', 'paper'])).code, 0)
  const run = (args: readonly string[], stdin?: string) =>
    stet(['-C', root, 'rules', ...args], stdin === undefined ? {} : { input: stdin })
  const file = join(newFolder(), 'rule.txt')
  const rule = join(root, 'rules', 'one.example.txt')

  writeFileSync(file, "title: //h1\r\nbody: //div[@id='one']\r\n")
  const dry = await run(['set', 'one.example', file, '--dry-run'])
  assert.equal(
    dry.out,
    "rules/one.example.txt: new (not written: --dry-run)\n+title: //h1\n+body: //div[@id='one']\n",
  )
  assert.ok(!existsSync(rule))
  assert.equal((await run(['set', 'WWW.One.example', file])).code, 0)
  assert.equal(readFileSync(rule, 'utf8'), "title: //h1\nbody: //div[@id='one']\n")

  const set = await run(['set', 'one.example', '-'], 'title: //h1\nbody: //main\nstrip: //aside\n')
  assert.equal(
    set.out,
    "rules/one.example.txt: changed\n-body: //div[@id='one']\n+body: //main\n+strip: //aside\n",
  )
  assert.match(set.err, /`stet reextract`/)
  const same = await run(['set', 'one.example', '-'], 'title: //h1\nbody: //main\nstrip: //aside\n')
  assert.equal(same.out, 'rules/one.example.txt: unchanged\n')

  writeFileSync(file, 'title: //h1\nbdy: //main\nstrip: //div[\n')
  const wrong = await run(['set', 'one.example', file])
  assert.equal(wrong.code, 2)
  assert.match(wrong.err, /rule\.txt:2: there is no directive bdy; \S*rule\.txt:3: the XPath \/\/div\[/)
  assert.match(wrong.err, /nothing was written.*stet rules --help/)
  assert.match((await run(['set', 'one.example', '-'], 'bdy: //p')).err, /standard input:1: there is no/)
  assert.match(
    (await run(['set', 'one.example', '-'], ' \n')).err,
    /is empty; `stet rules remove one\.example`/,
  )
  assert.match((await run(['set', '../stet', file])).err, /neither a source nor a host/)
  assert.equal((await run(['set', 'one.example'])).code, 2)
  assert.match(readFileSync(rule, 'utf8'), /\/\/main/)

  const removed = await run(['remove', 'one.example'])
  assert.match(removed.out, /^rules\/one\.example\.txt: removed\n-title: \/\/h1\n/)
  assert.ok(!existsSync(rule))
  assert.match((await run(['remove', 'one.example'])).err, /there is no rule of yours for one\.example/)

  const ofSource = await run(['set', 'paper', '-'], 'body: //main\n')
  assert.equal(ofSource.out, 'rules/127.0.0.1.txt: new\n+body: //main\n', 'its pages are there')
})
