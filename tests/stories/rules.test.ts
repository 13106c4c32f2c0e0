// Rules for single sites: a collection taken over, the keeper's own left alone, and what a rule finds on a page.
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { newFolder, stet } from './world.ts'

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
