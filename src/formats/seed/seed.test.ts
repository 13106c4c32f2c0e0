import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { parse } from 'yaml'
import { readPredecessorPost } from './read.ts'
import { writeSeed } from './write.ts'

const folder = new URL('../../../tests/fixtures/seed/', import.meta.url)
const name = readdirSync(folder).find(file => file.endsWith('.md'))!
const seed = readFileSync(new URL(name, folder), 'utf8')

test("the predecessor's post read and written again is the same, name and bytes", () => {
  const post = readPredecessorPost(name, seed)
  assert.ok(!('reason' in post))
  assert.deepEqual(post.repairs, [])
  assert.deepEqual(writeSeed({ ...post, date: post.date!, site: post.tags[0]! }), { name, text: seed })
})

test('a title with quotes and slashes makes valid front matter and a name that can be', () => {
  const { name, text } = writeSeed({
    title: 'He said "no": a/b',
    date: 0,
    author: '[x]',
    url: 'https://a.example/?a=1#b',
    site: 'a: b',
    html: '',
  })
  assert.equal(name, '1970-01-01-He said "no": ab.md')
  assert.deepEqual(parse(text.split('\n---\n')[0]!.slice(4)), {
    layout: 'post',
    title: 'He said "no": a/b',
    date: '1970-01-01T00:00:00.000Z',
    author: '[x]',
    from: 'https://a.example/?a=1#b',
    tags: ['a: b'],
    categories: ['a: b'],
  })
})

const read = (text: string, name = '2021-04-14-名字.md') => {
  const post = readPredecessorPost(name, text)
  assert.ok(!('reason' in post), JSON.stringify(post))
  return post
}

test('front matter that is no YAML is read line by line', () => {
  const post = read(
    '---\nlayout: post\ntitle: "他说："不"，走了"\ndate: 2021-04-14 09:00:00 +0800\nauthor: A: B\nfrom: https://x.example/a?b=c: d\ntags: [ 甲, "乙" ]\n---\n<!--NaN-->\n<p>文</p>\n',
  )
  assert.equal(post.title, '他说："不"，走了')
  assert.equal(post.date, Date.UTC(2021, 3, 14, 1))
  assert.equal(post.author, 'A: B')
  assert.deepEqual(post.tags, ['甲', '乙'])
  assert.equal(post.html, '<p>文</p>')
})

test('what the predecessor kept escaped is plain text: a name, a title, a tag', () => {
  const post = read(
    '---\ntitle: "Q&amp;A: 1 &lt; 2"\nauthor: Teng Biao, Isabel Hilton &#38; more\ntags: [ R&amp;D, AT&T ]\ncategories: [ A&amp;#38;B ]\n---\n文',
  )
  assert.equal(post.title, 'Q&A: 1 < 2')
  assert.equal(post.author, 'Teng Biao, Isabel Hilton & more')
  assert.deepEqual([post.tags, post.categories], [['R&D', 'AT&T'], ['A&B']])
})

test('a post without a date takes it from the comment, else from its name, and says so', () => {
  assert.equal(read('---\ntitle: x\ndate: Invalid Date\n---\n<!--1618364342000-->\n文').date, 1618364342000)
  const named = read('---\ntitle: x\n---\n文')
  assert.equal(named.date, Date.UTC(2021, 3, 14))
  assert.ok(named.repairs.includes('date taken from the file name'))
  assert.equal(read('---\ntitle: x\n---\n文', 'x.md').date, undefined)
})

test('a cut or missing front matter loses no text', () => {
  assert.equal(read('---\ntitle: x\n<div>\n文\n</div>').html, '文')
  assert.equal(read('只有正文').html, '只有正文')
  assert.equal(read('只有正文').title, '名字')
  assert.deepEqual(readPredecessorPost('x.md', '  \n'), {
    reason: 'there is neither a title nor a text in it',
  })
})

test('a title over two lines and a list in YAML form are joined', () => {
  const post = read('---\ntitle: "one\n  two"\ntags:\n  - a\n  - b\n---\nx')
  assert.equal(post.title, 'one two')
  assert.deepEqual(post.tags, ['a', 'b'])
})

test('a line separator inside a value ends no line', () => {
  const post = read('---\ntitle: a\nfrom: https://a.example/1\ntags: [ "x\u2028y" ]\n---\n文\n')
  assert.deepEqual([post.url, post.tags], ['https://a.example/1', ['x y']])
})
