import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isAllowed, NONE_ALLOWED, readRobots } from './robots.ts'

const at = (path: string): string => `https://paper.example${path}`
const allows = (rules: string, path: string): boolean =>
  isAllowed(readRobots(`User-agent: *\n${rules}`, 'stet'), at(path))

test('the longest pattern decides, and of two as long the one that allows', () => {
  const rules = 'Disallow: /news\nAllow: /news/open\nDisallow: /news/open/not\nAllow: /even\nDisallow: /even'
  assert.ok(allows(rules, '/'))
  assert.ok(!allows(rules, '/newspaper'))
  assert.ok(allows(rules, '/news/open/1'))
  assert.ok(!allows(rules, '/news/open/not/1'))
  assert.ok(allows(rules, '/even'))
  assert.ok(allows('Disallow:', '/anything'))
  assert.ok(!allows('Disallow: /', '/anything'))
  assert.ok(allows('Disallow: /', '/robots.txt'))
})

test('a star is any run of characters and a dollar at the end is the end', () => {
  assert.ok(!allows('Disallow: /*.pdf$', '/a/b.pdf'))
  assert.ok(allows('Disallow: /*.pdf$', '/a/b.pdf?x'))
  assert.ok(!allows('Disallow: /*?sort=', '/list?a=1&sort=2'.replace('a=1&', '')))
  assert.ok(!allows('Disallow: *print', '/a/print'))
  assert.ok(!allows('Disallow: /a$b', '/a$b'))
  assert.ok(allows('Disallow: /a$', '/ab'))
  assert.ok(!allows('Disallow: /fish*', '/fish'))
  assert.ok(allows('Disallow: /a*b*a$', '/aba/b'))
  assert.ok(!allows('Disallow: /a*b*a$', '/axbxbxa'))
  assert.ok(allows(`Disallow: /${'*a'.repeat(5000)}b`, `/${'a'.repeat(20_000)}`))
})

test('percent-encoding is one spelling of the same path, but an encoded slash is no slash', () => {
  assert.ok(!allows('Disallow: /图', '/%E5%9B%BE/1'))
  assert.ok(!allows('Disallow: /%e5%9b%be', '/图/1'))
  assert.ok(!allows('Disallow: /%7Ejoe', '/~joe/x'))
  assert.ok(!allows('Disallow: /a%2fb', '/a%2Fb'))
  assert.ok(allows('Disallow: /a%2fb', '/a/b'))
  assert.ok(allows('Disallow: /News', '/news'))
})

test('the own group is obeyed instead of the one for all, whatever its case and however often it comes', () => {
  const text =
    '\ufeffUser-Agent: *\rDisallow: /\r\rUser-agent: other\nUSER-AGENT: Stet/2.0 # us\nDisallow : /a # comment\n\nSitemap: https://x.example/s.xml\nCrawl-delay: 2.5\n\nUser-agent: stetson\nDisallow: /b\nuser-agent: stet\nDisallow: /c'
  const robots = readRobots(text, 'stet')
  assert.deepEqual(
    ['/a', '/b', '/c', '/d'].map(path => isAllowed(robots, at(path))),
    [false, true, false, true],
  )
  assert.equal(robots.delay, 2500)
  assert.ok(!isAllowed(readRobots(text, 'unknown'), at('/d')))
})

test('rules before any group count for nobody, and what is no robots.txt forbids nothing', () => {
  assert.ok(isAllowed(readRobots('Disallow: /\nUser-agent: *\nAllow: /', 'stet'), at('/x')))
  assert.ok(isAllowed(readRobots('<!doctype html><p>Disallow: /', 'stet'), at('/x')))
  assert.ok(isAllowed(readRobots('', 'stet'), at('/x')))
  assert.ok(!isAllowed(NONE_ALLOWED, at('/x')))
  assert.ok(!isAllowed(readRobots('User-agent: a\nUser-agent: stet\nDisallow: /x', 'stet'), at('/x')))
})
