// Titles, names, tags, dates and texts made to break a file format: each becomes a post that YAML readers in three
// languages and Jekyll itself read as it was meant, under a harmless name, and that no terminal obeys.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { JSON_SCHEMA, load as loadYaml } from 'js-yaml'
import { parse as parseYaml } from 'yaml'
import { oneLine } from '../../src/model/text.ts'
import { without } from '../debian.ts'
import { assertEveryPost, jekyll, postsOf } from './built.ts'
import { filesIn, newFolder, stet } from './world.ts'

/** What means something to somebody. One a line; \u as in JSON. */
const PIECES: readonly string[] = [
  // YAML
  ...String.raw`: x|a: b|- x|? x|! x|!!binary x|!ruby/object:Gem::Installer|!<tag:yaml.org,2002:str> x|&a x|*a|> x|'|"|''|""|'a' "b"|%YAML 1.2|%TAG|@x|{|}|{a: b}|[|]|[a, b]|,|#|# x|a #b|---|--- x|...|~|null|Null|true|yes|NO|on|1|-1|+1|1e3|0x1F|0o17|010|1_000|1.5|.5|.inf|-.INF|.NaN|12:30:45|190:20:30|2001-12-14|2001-12-14t21:59:43.10-05:00|<<|=|\|\n---\nx: y\n|\ttab|a\tb|  two  spaces  |layout: post|title: "x"|\\|\\"|\\u0041|\\x41|x\\`.split(
    '|',
  ),
  '| x',
  '|-',
  'a\n\nb',
  'x"\nlayout: evil\n"',
  '"\n---\n<script>alert(1)</script>\n',
  // Liquid and Jekyll
  '{{ site.title }}',
  '{{ "x" | upcase }}',
  '{{{{',
  '}}}}',
  '{% raw %}',
  '{% endraw %}{{ x }}',
  '{%- include head.html -%}',
  '{% assign x = "y" %}{{x}}',
  '{% comment %}',
  '{#x#}',
  '{:.class}',
  '{: #id}',
  '{::options parse_block_html="true" /}',
  '{::comment}',
  '{:toc}',
  // Markdown
  '# x',
  '- [ ] x',
  '1. x',
  '1) x',
  '+ x',
  '> x',
  '```x',
  '~~~',
  '    x',
  '***x***',
  '__x__',
  '[x](javascript:alert(1))',
  '![x](y)',
  '[x]: y',
  '[^1]: x',
  '*[x]: y',
  ': x',
  'x | y',
  '--- | ---',
  '$$x$$',
  '<https://evil.example>',
  'x  \ny',
  '^',
  '--',
  '<<x>>',
  '(c) (tm)',
  // HTML and XML
  '<b>x</b>',
  '</div>',
  '</div></div><div markdown="1">*x*',
  '<script>alert(1)</script>',
  '<!-- x',
  '-->',
  '<![CDATA[x',
  ']]>',
  '&amp;',
  '&lt;b&gt;',
  '&#x27;',
  '&nosuch;',
  '&#0;',
  '1 < 2 && 3 > 2',
  "<img src=x onerror='alert(1)'>",
  // Paths and shells
  '../../etc/passwd',
  '..\\..\\x',
  '/etc/passwd',
  'C:\\Windows\\x',
  'CON',
  'nul.txt',
  'aux',
  '.',
  '..',
  '...x',
  '.git/config',
  '-rf',
  '--help',
  '~root',
  '$(id)',
  '`id`',
  '$HOME',
  'x;y|z&',
  '*?<>|"',
  '%2e%2e%2f',
  '%00',
  '%s%n',
  'x.md',
  'index.html',
  '_posts/x',
  'x/'.repeat(40),
  'a'.repeat(400),
  '文'.repeat(300),
  '👨‍👩‍👧‍👦'.repeat(30),
  'e\u0301'.repeat(120),
  // Terminals
  '\u001b[31mred',
  '\u001b]0;title\u0007',
  '\u001b[2J\u001b[H',
  '\u001bP$q\u001b\\',
  '\u009b31m',
  '\u0090x\u009c',
  '\u0008\u0008\u0008',
  '\rover',
  '\u007f',
  '\u0000',
  'a\u0000b',
  '\u0085',
  '\u000b\u000c',
  // Directions and what is not seen
  '\u202egnp.exe',
  '\u202axy\u202c',
  '\u2066x\u2069',
  '\u2067',
  '\u200e',
  '\u200f',
  '\u061c',
  '\u2028x',
  'x\u2029y',
  '\ufeff',
  '\u200b',
  '\u00ad',
  '\u2060',
  '\u180e',
  '\u{e0041}\u{e007f}',
  '\u3000',
  '\u00a0',
  // Half characters and rare ones
  '\ud800',
  '\udc00x',
  '\ufffe',
  '\uffff',
  '\ufffd',
  '𠮷野家',
  '\u{10ffff}',
  '\ue000',
  '﷽',
  'Z̸̛͈a̵l̶g̷o̴',
  '☠️',
  '1️⃣',
  'ﬃ',
  'İ',
  'ẞ',
]

const SHAPES: readonly ((piece: string) => string)[] = [
  piece => piece,
  piece => `${piece} 新闻`,
  piece => `新闻 ${piece}`,
  piece => `新闻${piece}新闻`,
]

const DATES = [
  '2021-04-14T01:39:02Z',
  '2021-04-14T23:59:59+14:00',
  '2020-02-29T12:00:00-12:00',
  '2021-02-30T00:00:00Z',
  '0000-00-00',
  '0001-01-01T00:00:00Z',
  '1600-01-01T00:00:00Z',
  '1969-12-31T23:59:59Z',
  '1970-01-01T00:00:00Z',
  '2038-01-19T03:14:08Z',
  '9999-12-31T23:59:59Z',
  '275760-09-13',
  '-1',
  '1618364342',
  'yesterday',
  '{{ x }}',
  '"\n---',
  '',
]

interface Item {
  readonly id: string
  readonly url: string
  readonly title: string
  readonly date_published: string
  readonly authors: readonly { readonly name: string }[]
  readonly tags: readonly string[]
  readonly content_text: string
}

const items: readonly Item[] = PIECES.flatMap((piece, n) =>
  SHAPES.map((shape, m) => {
    const text = shape(piece)
    const other = PIECES[(n * 31 + 7) % PIECES.length]!
    return {
      id: `${n}-${m} ${other}`,
      url: `https://x.example/a/${n}/${m}`,
      title: text,
      date_published: DATES[(n + m) % DATES.length]!,
      authors: [{ name: SHAPES[(m + 1) % SHAPES.length]!(piece) }],
      tags: [text, other],
      content_text: `${text}\n\n第二段 ${other}`,
    }
  }),
)

const folder = newFolder()
const archive = join(folder, 'archive')
const now = { env: { STET_NOW: '2026-01-01T00:00:00Z' } }
// JSON can say every character, halves of one too.
writeFileSync(
  join(folder, 'feed.json'),
  JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title: '\u001b[31m{{ x }}: "某报"\u202e',
    items,
  }),
)
await stet(['init', archive])
const added = await stet(['-C', archive, 'add', join(folder, 'feed.json'), '--id', 'hostile'], now)
const posts = await postsOf(archive)
const byUrl = new Map(posts.map(post => [post.url, post]))

/** The front matter as it stands in a post. */
const frontMatter = (path: string): string =>
  /^---\n([\s\S]*?\n)---\n/.exec(readFileSync(join(archive, path), 'utf8'))![1]!

interface Meta {
  readonly title: string
  readonly author?: string
  readonly tags?: readonly string[]
  readonly from: string
  readonly stet: { readonly id: string; readonly source: string; readonly revision: number }
}

/** A reader of YAML in another language: paths on standard input, JSON out. */
function readElsewhere(command: string, script: string): Meta[] {
  const input = JSON.stringify(posts.map(({ path }) => frontMatter(path)))
  const { stdout, stderr, status } = spawnSync(
    command,
    ['-e', script].with(0, command === 'ruby' ? '-e' : '-c'),
    {
      input,
      encoding: 'utf8',
      maxBuffer: 1e9,
      env: { ...process.env, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8', PYTHONUTF8: '1' },
    },
  )
  assert.equal(status, 0, stderr)
  return JSON.parse(stdout)
}

const RUBY = `require 'yaml'; require 'json'; require 'date'
puts JSON.generate(JSON.parse(STDIN.read).map { |text| YAML.safe_load(text, permitted_classes: [Date, Time]) })`
const PYTHON = `import json, sys, yaml
print(json.dumps([yaml.safe_load(text) for text in json.load(sys.stdin)], default=str))`

test('every article is a post', () => {
  assert.ok(items.length > 700, String(items.length))
  assert.equal(added.code, 0, added.err)
  assert.equal(posts.length, items.length)
})

test('title, author and tags are read as they were meant, by YAML readers of three languages', async t => {
  const readers: Record<string, () => Meta[]> = {
    yaml: () => posts.map(({ path }) => parseYaml(frontMatter(path)) as Meta),
    'js-yaml': () => posts.map(({ path }) => loadYaml(frontMatter(path), { schema: JSON_SCHEMA }) as Meta),
    ...(without('ruby', ['ruby']) ? {} : { 'Ruby’s Psych': () => readElsewhere('ruby', RUBY) }),
    ...(spawnSync('python3', ['-c', 'import yaml']).status === 0 && {
      'Python’s PyYAML': () => readElsewhere('python3', PYTHON),
    }),
  }
  t.diagnostic(Object.keys(readers).join(', '))
  assert.ok(Object.keys(readers).length >= 2)
  for (const [name, read] of Object.entries(readers))
    for (const [n, meta] of read().entries()) {
      const post = posts[n]!
      assert.deepEqual(
        [meta.title, meta.author ?? '', meta.tags ?? [], meta.from, meta.stet.id, meta.stet.source],
        [post.title, post.author, post.tags, post.url, post.id, 'hostile'],
        `${name}: ${post.path}`,
      )
    }
})

/** The end of a line on some mainframes is a control character anywhere else. */
const meant = (text: string): string => oneLine(text.replaceAll('\u0085', ''))

/** The same, or the beginning of it with a sign that it was shortened. */
const isMeant = (read: string, said: string): boolean =>
  read === said || (read.endsWith('…') && read.length > 40 && said.startsWith(read.slice(0, -1)))

/** An element's tag, a comment or a character reference. */
const MARKUP = /<[a-z/!]|&[#a-z]/i

test('what is read is what the feed said, without what nobody sees', () => {
  for (const item of items) {
    const post = byUrl.get(item.url)!
    const title = meant(item.title)
    // Feeds put markup into titles; what looks like it is read as it.
    if (title !== '' && !MARKUP.test(title))
      assert.ok(isMeant(post.title, title), JSON.stringify([item.title, post.title]))
    const name = meant(item.authors[0]!.name)
    if (name !== '' && !MARKUP.test(name))
      assert.ok(isMeant(post.author, name), JSON.stringify([item.authors[0]!.name, post.author]))
    for (const tag of item.tags.map(meant).filter(tag => tag !== '' && !MARKUP.test(tag)))
      assert.ok(
        post.tags.some(found => isMeant(found, tag)),
        `${JSON.stringify(tag)} in ${JSON.stringify(post.tags)}`,
      )
    assert.match(post.html, /第二段/)
  }
})

test('file names are slugs of letters and digits of at most a hundred bytes or so, one for each', () => {
  const names = [...filesIn(archive).keys()].filter(path => path.startsWith('_posts/'))
  assert.equal(new Set(names.map(name => name.toLowerCase())).size, items.length)
  for (const path of names) {
    assert.match(path, /^_posts\/\d{4}\/\d{2}\/\d{4}-\d{2}-\d{2}-[\p{L}\p{N}\p{M}-]+-[0-9a-f]{8}\.md$/u)
    assert.ok(Buffer.byteLength(path.split('/').at(-1)!) <= 11 + 90 + 9 + 3, path)
    assert.equal(path, path.normalize('NFC'))
  }
})

test('no terminal is told anything but what can be read', async () => {
  const obeyed = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/
  const some = posts.filter((_, n) => n % 60 === 0).map(({ id }) => id)
  for (const args of [
    ['list'],
    ['list', '--json'],
    ['status'],
    ['poll', '--all', '-v'],
    ['poll', '--all', '--json', '--log', 'json'],
    ['search', '新闻', '--limit', '500'],
    ['search', '新闻', '--json', '--limit', '500'],
    ['search', '\u001b[31m\u202e'],
    ['show', '\u001b[31m\u202e'],
    ['poll', '\u001b[31m\u202e'],
    ['\u001b[31m\u202e'],
    ['add', '\u001b[31m\u202e.xml'],
    ['parse', join(folder, 'feed.json'), '--json'],
    ['doctor'],
    ...some.map(id => ['show', id]),
    ...some.slice(0, 3).map(id => ['show', '--json', id]),
  ]) {
    const { out, err } = await stet(['-C', archive, ...args], now)
    for (const said of [out, err]) {
      const found = obeyed.exec(said)
      assert.equal(
        found,
        null,
        `${JSON.stringify(args)} says ${JSON.stringify(said.slice(found?.index, (found?.index ?? 0) + 40))}`,
      )
    }
    if (args.includes('--json')) for (const line of out.split('\n').filter(Boolean)) JSON.parse(line)
  }
})

test('Jekyll builds every one of them as it was meant', async t => {
  const missing = without('jekyll', ['jekyll'])
  if (missing) return t.skip(missing)
  assertEveryPost(posts, jekyll(archive))
})
