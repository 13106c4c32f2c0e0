// Who wrote it, from the places where pages say so.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startsWithSurname } from './bylines.ts'
import { extract } from './extract.ts'

const TEXT = '<p>外交部发言人在例行记者会上回答了关于气候会谈的提问，并介绍了双方的安排。</p>'.repeat(8)

const authorOf = (head: string, body: string): string => {
  const page = `<html><head><title>官员访华</title>${head}</head><body><h1>官员访华</h1>${body}</body></html>`
  return extract({ bytes: new TextEncoder().encode(page), url: 'https://paper.example/a/1.html' }).author
}
const thing = (author: unknown, publisher = 'The Paper'): string =>
  `<script type="application/ld+json">${JSON.stringify({ '@type': 'NewsArticle', headline: '官员访华', author, publisher: { '@type': 'Organization', name: publisher } })}</script>`
const person = (name: string) => ({ '@type': 'Person', name })

test('several names in one field are several people, and the letters behind a name stay with it', () => {
  assert.equal(
    authorOf('<meta name="author" content="Rui Ma, Heba Ledwon and Suparn Patra">', TEXT),
    'Rui Ma, Heba Ledwon, Suparn Patra',
  )
  assert.equal(authorOf(thing(person('Dylan Bailey, MS, RD')), TEXT), 'Dylan Bailey, MS, RD')
  assert.equal(
    authorOf(
      '<meta name="citation_author" content="Roy, Aniruddha"><meta name="citation_author" content="Das, Amitava">',
      TEXT,
    ),
    'Aniruddha Roy, Amitava Das',
  )
})

test('names are plain however often a page escapes them', () => {
  for (const given of [
    'Ann Lee &amp; Zoë Chan',
    'Ann Lee &amp;amp; Zo&amp;euml; Chan',
    'Ann Lee &amp;#38; Zo&amp;#235; Chan',
  ]) {
    const names = 'Ann Lee, Zoë Chan'
    assert.equal(authorOf(`<meta name="author" content="${given}">`, TEXT), names, given)
    assert.equal(authorOf(thing(person(given)), TEXT), names, given)
    assert.equal(authorOf('', `<p class="byline">By ${given}</p>${TEXT}`), 'Ann Lee & Zoë Chan', given)
  }
})

test('what somebody types to come in is no name', () => {
  assert.equal(
    authorOf(thing(person('andrew.keaveney')), `<p class="byline">By Denise Everheart</p>${TEXT}`),
    'Denise Everheart',
  )
  assert.equal(authorOf(thing(person('mdelatorre6vk')), TEXT), '')
})

test('the outlet is not the author of its articles, but somebody may have a site of their own name', () => {
  assert.equal(authorOf(thing({ '@type': 'Organization', name: 'The Paper' }), TEXT), '')
  assert.equal(authorOf(thing(person('Marco Bambini'), 'Marco Bambini'), TEXT), 'Marco Bambini')
  assert.equal(authorOf(thing([person('Brian Truitt'), person('The Paper')]), TEXT), 'Brian Truitt')
})

test('the first link to an author’s page behind the title names the author; a page full of them names none', () => {
  const link = (name: string): string =>
    `<a href="/authors/${name.toLowerCase().replace(' ', '-')}">${name}</a>`
  assert.equal(authorOf('', `<div>${link('Trevor Jackins')}</div>${TEXT}`), 'Trevor Jackins')
  const all = ['Ann Lee', 'Bo Chan', 'Cy Young', 'Di Wu', 'Ed Sun'].map(link).join(' ')
  assert.equal(authorOf('', `<div>${all}</div>${TEXT}`), '')
})

test('a line that says “written by” is followed by the name', () => {
  assert.equal(authorOf('', `<p>Written by</p><p>Edzel Tabing</p>${TEXT}`), 'Edzel Tabing')
  assert.equal(authorOf('', `<p>Written by</p><p>on a rainy day</p>${TEXT}`), '')
})

test('a name alone under a Chinese title is its author, a heading there is not', () => {
  assert.equal(authorOf('', `<p>胡平</p>${TEXT}`), '胡平')
  assert.equal(authorOf('', `<p>赵延东、张晓</p>${TEXT}`), '赵延东, 张晓')
  for (const heading of ['核心提示', '编者按', '导读', '摘要', '图片新闻'])
    assert.equal(authorOf('', `<p>${heading}</p>${TEXT}`), '', heading)
  assert.ok(startsWithSurname('王丹'))
  assert.ok(!startsWithSurname('专题'))
})

test('the one line of a page that is 作者 and a name is believed, wherever it stands; of two none is', () => {
  const foot = (...names: string[]): string =>
    `<div id="foot">${names.map(name => `<div>作者：${name}</div>`).join('')}</div>`
  assert.equal(authorOf('', `${TEXT}<p>编辑：金金</p>${foot('宋怡 杨志华')}`), '宋怡, 杨志华')
  assert.equal(authorOf('', `${TEXT}${'<p>另一条新闻的标题。</p>'.repeat(30)}${foot('张三', '李四')}`), '')
})
