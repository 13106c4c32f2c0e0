import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parsePage } from '../parse.ts'
import { select, textAt, xpath } from './select.ts'
import { stringOfItem } from './values.ts'

const PAGE = parsePage(`<html><head><title>一页</title></head><body>
<div id="main" class="story wide"><h1>标题</h1><p class="a">一</p><p>二 <a href="/x">链</a></p><p class="b">三</p></div>
<div class="side"><p>旁</p><ul><li>1</li><li>2</li><li>3</li></ul></div></body></html>`)

const found = (path: string): string[] => select(PAGE, xpath(path)).map(item => stringOfItem(item).trim())

const CASES: readonly [path: string, wanted: readonly string[]][] = [
  ["//div[@id='main']/p", ['一', '二 链', '三']],
  ['//p[@class]', ['一', '三']],
  ['//p[not(@class)][1]', ['二 链', '旁']],
  ['(//p[not(@class)])[1]', ['二 链']],
  ['//li[last()]', ['3']],
  ['//li[position() < 3]', ['1', '2']],
  ['//li[position() mod 2 = 1]', ['1', '3']],
  ["//p[contains(concat(' ', normalize-space(@class), ' '), ' b ')]", ['三']],
  ["//a/ancestor::div[contains(@class, 'wide')]/h1", ['标题']],
  ["//p[@class='b']/preceding-sibling::p[1]", ['二 链']],
  ["//p[@class='b']/preceding::p", ['一', '二 链']],
  ["//h1/following-sibling::*[starts-with(., '三')]", ['三']],
  ['//h1/following::li', ['1', '2', '3']],
  ['//li | //h1', ['标题', '1', '2', '3']],
  ['//a/@href', ['/x']],
  ['//*[self::h1 or self::title]', ['一页', '标题']],
  ['//ul[count(li) = 3]/li[2]/text()', ['2']],
  ["//div[@class='side']//p | //div[@class='side']/p", ['旁']],
  ["id('main')/h1", ['标题']],
  ["//p[ends-with(., '链')]/a/..", ['二 链']],
  ['//div[.//li]/descendant-or-self::div/@class', ['side']],
  ['/html/body/div[2]/p', ['旁']],
  ['//p[string-length(normalize-space()) > 1]', ['二 链']],
  ['//li[. > 1 and . != 3]', ['2']],
  ['//p/a/parent::p[2 - 1]', ['二 链']],
  ['//li[2]', ['2']],
  ['//p[position() = 1]', ['一', '旁']],
  ["//div[contains(@class, 'wide')]//p[last()]", ['三']],
  ['//div//*[self::p][not(@class)]', ['二 链', '旁']],
  ['//div[p[2]]/@id', ['main']],
]

for (const [path, wanted] of CASES)
  test(`${path} finds what XPath 1.0 says`, () => {
    assert.deepEqual(found(path), wanted)
  })

test('an expression may be a text, not nodes', () => {
  assert.equal(textAt(PAGE, xpath("substring-after(//a/@href, '/')")), 'x')
  assert.equal(textAt(PAGE, xpath("translate(substring('12345', 1.5, 2.6), '2', '两')")), '两34')
  assert.equal(textAt(PAGE, xpath("concat(sum(//li), ' ', floor(7 div 2), ' ', -(1))")), '6 3 -1')
})

test('what is no XPath is said with what was expected, and a function that there is not by its name', () => {
  for (const bad of [
    '',
    '//',
    "//p[@class='a'",
    '//p]',
    "//p[contains(., 'x'",
    '//div[@]',
    "//p['",
    'p q',
    '//p[foo(.)]',
    `${'('.repeat(5000)}`,
  ])
    assert.throws(() => xpath(bad), { name: 'StetError', code: 'config' }, bad)
  assert.throws(() => xpath('//p[matches(., "x")]'), /matches\(\), which there is not/)
})

test('an expression that would look at a page for minutes gives up and finds nothing', () => {
  const big = parsePage('<div>'.repeat(150) + '<p>x</p>'.repeat(20_000))
  assert.deepEqual(select(big, xpath("//*[//*[//*[contains(., 'no')]]]")), [])
})
