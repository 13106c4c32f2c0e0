// What must be true of an archive after any accident: every article once, every state of it, nothing half-written.
import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { readPost } from '../../src/formats/post/read.ts'
import { wholeLength } from '../../src/formats/warc/read.ts'
import { filesIn, type Story } from './world.ts'

/** The outlet after `edition` editions: each brings an article and changes an old one. */
export const edition = (n: number): Story[] =>
  Array.from({ length: n + 10 }, (_, i) => ({
    title: `第${i}条`,
    path: `/a/2021/${i}.html`,
    html: `<p>${'正文'.repeat(200)} ${i} 第${Math.floor((n + i) / 7)}版</p>`,
    date: new Date(Date.UTC(2021, 3, 1) + i * 7_200_000).toUTCString(),
  }))

/** A small generator of random numbers, so that a failure can be told again by its seed. */
export function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

export interface State {
  readonly id: string
  readonly revision: number
  readonly digest: string
  readonly title: string
}

export function states(root: string): State[] {
  const found: State[] = []
  for (const [path, text] of filesIn(root)) {
    if (!path.startsWith('_posts/')) continue
    const { id, revision, digest, title } = readPost(path, Buffer.from(text, 'latin1'))
    found.push({ id, revision, digest, title })
  }
  return found.sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** Fails unless the archive holds the stories of `last`, each once, with all their states, and nothing unfinished. */
export function check(root: string, last: readonly Story[], lane: string): void {
  const files = filesIn(root)
  const leftovers = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(path =>
    path.includes('.stet-tmp-'),
  )
  assert.deepEqual(leftovers, [], `${lane}: no temporary file is left`)
  const now = states(root)
  assert.deepEqual(
    now.map(({ title }) => title).sort(),
    last.map(({ title }) => title).sort(),
    `${lane}: every article once`,
  )
  for (const { id, revision } of now) {
    const folder = [...files.keys()].filter(
      path => path.startsWith('_revisions/') && path.includes(`-${id.slice(0, 8)}/`),
    )
    const earlier = folder
      .map(path => readPost(path, Buffer.from(files.get(path)!, 'latin1')))
      .sort((a, b) => a.revision - b.revision)
    assert.deepEqual(
      earlier.map(post => post.revision),
      Array.from({ length: revision - 1 }, (_, i) => i + 1),
      `${lane}: every state of ${id}`,
    )
    for (let i = 1; i < earlier.length; i++) assert.notEqual(earlier[i]!.digest, earlier[i - 1]!.digest)
  }
  for (const [path, text] of files) {
    if (path.startsWith('captures/'))
      assert.equal(wholeLength(Buffer.from(text, 'latin1')), text.length, `${lane}: ${path} is whole`)
    if (path.startsWith('log/')) checkJournal(text, lane)
  }
}

function checkJournal(text: string, lane: string): void {
  assert.ok(text.endsWith('\n'), `${lane}: the journal ends with a whole line`)
  const lines = text
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as { op: string; id: string; digest: string })
  const puts = lines.filter(({ op }) => op === 'put').map(({ id }) => id)
  assert.equal(new Set(puts).size, puts.length, `${lane}: every article was put once`)
}
