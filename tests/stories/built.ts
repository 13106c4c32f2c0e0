// What Jekyll makes of an archive, read back: each post a page, with its title, its link and its text as they were meant.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type DefaultTreeAdapterTypes, parse, parseFragment } from 'parse5'
import { dateOf, type Post } from '../../src/model/article.ts'
import { oneLine } from '../../src/model/text.ts'
import { filesIn } from './world.ts'

type Node = DefaultTreeAdapterTypes.Node
type Element = DefaultTreeAdapterTypes.Element

function* nodesIn(node: Node): Generator<Node> {
  yield node
  for (const child of 'childNodes' in node ? node.childNodes : []) yield* nodesIn(child)
}

export const elements = (node: Node, tag: string): Element[] =>
  [...nodesIn(node)].filter((at): at is Element => at.nodeName === tag)

/** The characters a reader sees, whatever the spaces between them. */
export const textOf = (node: Node): string =>
  [...nodesIn(node)]
    .map(at => ('value' in at ? at.value : ''))
    .join('')
    .replace(/[ \t\n\r\f]+/g, ' ')
    .trim()

const attribute = (element: Element, name: string): string | undefined =>
  element.attrs.find(attr => attr.name === name)?.value

export interface Built {
  readonly said: string
  /** Jekyll's pages by path. */
  readonly pages: ReadonlyMap<string, string>
}

/** `jekyll build` in the archive as it stands. */
export function jekyll(archive: string): Built {
  const before = filesIn(archive)
  const env = { ...process.env, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8', JEKYLL_ENV: 'production' }
  const ran = spawnSync('jekyll', ['build', '--trace'], {
    cwd: archive,
    env,
    encoding: 'utf8',
  })
  const said = ran.stdout + ran.stderr
  assert.equal(ran.status, 0, said)
  assert.doesNotMatch(said, /Liquid|YAML|Error|Warning|Conflict|Skipping/i)
  const after = filesIn(archive)
  for (const [path, bytes] of before) assert.equal(after.get(path), bytes, `${path} is as it was`)
  const pages = [...filesIn(join(archive, '_jekyll'))].map(
    ([path, bytes]) => [path, Buffer.from(bytes, 'latin1').toString()] as const,
  )
  return { said, pages: new Map(pages) }
}

export async function postsOf(archive: string): Promise<Post[]> {
  const { readPost } = await import('../../src/formats/post/read.ts')
  return [...filesIn(archive).keys()]
    .filter(path => path.startsWith('_posts/'))
    .map(path => readPost(path, readFileSync(join(archive, path))))
}

/** Where `permalink` of the archive's _config.yml puts a post. */
export function pageOf(post: Post): string {
  const name = post.path.split('/').at(-1)!
  const date = new Date(dateOf(post)).toISOString()
  return `${date.slice(0, 10).replaceAll('-', '/')}/${name.slice(11).replace(/\.md$/, '')}.html`
}

/** Every post is a page, with its title, its link and its text as they were meant. */
export function assertEveryPost(posts: readonly Post[], { pages }: Built): void {
  for (const post of posts) {
    const path = pageOf(post)
    const html = pages.get(path)
    assert.ok(html !== undefined, `${post.path} is no page (${path})`)
    const article = elements(parse(html), 'article')[0]!
    const text = elements(article, 'div')[0]!
    assert.equal(textOf(text), textOf(parseFragment(post.html)), `the text of ${path}`)
    assert.equal(elements(text, 'p').length, elements(parseFragment(post.html), 'p').length, path)
    const time = elements(article, 'time')[0]!
    assert.equal(Date.parse(attribute(time, 'datetime')!), Math.floor(dateOf(post) / 1000) * 1000, path)
    const title = elements(article, 'h2')[0]!
    assert.equal(textOf(title), oneLine(post.title) || post.url, `the title of ${path}`)
    assert.deepEqual(
      elements(title, 'a').map(a => attribute(a, 'href')),
      post.url ? [attributeSafe(post.url)] : [],
      path,
    )
  }
}

/** An address as Markdown can hold it: the few characters that are markup there are percent-encoded. */
const attributeSafe = (url: string): string =>
  url.replace(/[()[\]{}|\\^`"'*]/g, c => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)

export function assertListed(posts: readonly Post[], { pages }: Built): void {
  const items = elements(parse(pages.get('index.html')!), 'li')
  const newest = posts.toSorted((a, b) => dateOf(b) - dateOf(a)).slice(0, 100)
  assert.equal(items.length, newest.length)
  const listed = new Map(
    items.map(item => {
      const link = elements(item, 'a')[0]!
      return [decodeURI(attribute(link, 'href')!).slice(1), textOf(link)]
    }),
  )
  for (const post of newest) assert.equal(listed.get(pageOf(post)), oneLine(post.title), pageOf(post))
}
