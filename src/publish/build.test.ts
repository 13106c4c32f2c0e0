import assert from 'node:assert/strict'
import { test } from 'node:test'
import { samplePost, samplePosts, type World, world } from '../../tests/site/world.ts'
import { memoryOutput } from '../adapters/memory/archive.ts'
import type { Output } from '../model/ports.ts'
import { DAY } from '../model/time.ts'
import { build } from './build.ts'
import { addresses } from './plan.ts'
import { render } from './render.ts'
import { fileOf } from './urls.ts'

/** An output that remembers which files were written and removed. */
function watched() {
  const output = memoryOutput()
  const written: string[] = []
  const removed: string[] = []
  const watching: Output = {
    ...output,
    write: files => {
      written.push(...files.map(({ path }) => path))
      return output.write(files)
    },
    remove: paths => {
      removed.push(...paths)
      return output.remove(paths)
    },
  }
  return { output: watching, files: output.files, written, removed }
}

/** After a build, the files are what `render` says and nothing else. */
async function assertSame({ site }: World, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  const expected = new Map<string, string>()
  for await (const address of addresses(site)) {
    const document = await render(address, site)
    assert.ok(document, address)
    assert.equal(document.path, fileOf(address))
    assert.ok(!expected.has(document.path), `${document.path} twice`)
    expected.set(document.path, String(document.body))
  }
  const built = new Map(
    [...files]
      .filter(([path]) => !/^search\/.*\.js$/.test(path))
      .map(([path, bytes]) => [path, Buffer.from(bytes).toString()]),
  )
  assert.deepEqual([...built.keys()].sort(), [...expected.keys()].sort())
  for (const [path, body] of expected) assert.equal(built.get(path), body, path)
}

test('a built file and the served document are the same bytes, for every address', async () => {
  const made = await world(samplePosts(130), { timezone: 'Asia/Shanghai' })
  const revised = { ...samplePost(5), title: '改', revision: 2, revised: samplePost(5).taken + DAY }
  await made.keepRevision(revised, samplePost(5))
  await made.keep(revised)
  const { output, files } = watched()
  const report = await build(made.site, output)
  await assertSame(made, files)
  assert.equal(report.written, files.size)
  assert.equal(report.documents, files.size)
})

test('the build of an unchanged archive writes nothing', async () => {
  const { site } = await world(samplePosts(100))
  const { output, written } = watched()
  const { manifest } = await build(site, output)
  written.length = 0
  const again = await build(site, output, { manifest: JSON.parse(JSON.stringify(manifest)) })
  assert.deepEqual(written, [])
  assert.equal(again.removed, 0)
  assert.ok(again.rendered < 20, `${again.rendered} documents made to see that nothing changed`)
  assert.deepEqual(again.manifest, { ...manifest, at: again.manifest.at })
})

test('an article that arrives changes its lists and its neighbour, and no page of another', async () => {
  const made = await world(samplePosts(200))
  const { output, files, written } = watched()
  const { manifest } = await build(made.site, output)
  written.length = 0
  await made.keep(samplePost(201))
  await build(made.site, output, { manifest })
  const articles = written.filter(path => /\/[0-9a-f]{8}\.html$/.test(path))
  assert.equal(articles.length, 2)
  assert.equal(written.filter(path => path.includes('/page/') || path.startsWith('page/')).length, 0)
  assert.ok(
    !written.some(path => path.startsWith('sources/') && !/^sources\/(voa\/.*|index\.html)$/.test(path)),
    written.join('\n'),
  )
  await assertSame(made, files)
})

test('whatever happens to an archive, an incremental build gives what a full one gives', async () => {
  const made = await world(samplePosts(90))
  const { output, files } = watched()
  let { manifest } = await build(made.site, output)
  const steps: (() => Promise<void>)[] = [
    () => made.keep(samplePost(91), samplePost(92, { published: Date.UTC(2020, 0, 1) })),
    () => made.keep({ ...samplePost(7), title: '新题', tags: ['另一个'], author: '乙', revision: 2 }),
    () =>
      made.keep({ ...samplePost(8), tombstone: { since: 1, confirmed: 2, why: '404', kind: 'withdrawn' } }),
    () => made.store.apply({ removed: [samplePost(20).id, samplePost(21).id] }),
    () =>
      made.store.apply({
        sources: [{ id: 'voa', title: 'VOA', description: 'd', url: 'https://voa.example/' }],
      }),
    () => made.keep(...Array.from({ length: 60 }, (_, i) => samplePost(100 + i))),
  ]
  for (const step of steps) {
    await step()
    manifest = (await build(made.site, output, { manifest })).manifest
    await assertSame(made, files)
  }
})

test('an emptied or half emptied output is filled again; files that stet did not make stay', async () => {
  const made = await world(samplePosts(10))
  const { output, files } = watched()
  const { manifest } = await build(made.site, output)
  files.delete('index.html')
  files.delete('style.css')
  files.set('CNAME', Buffer.from('example.org'))
  await build(made.site, output, { manifest })
  assert.ok(files.delete('CNAME'))
  await assertSame(made, files)
})

test('a page that somebody removed or wrote over is as it was after the next build, whichever it is', async () => {
  const made = await world(samplePosts(40))
  const { output, files, written } = watched()
  let { manifest } = await build(made.site, output)
  for (const path of [...files.keys()].filter((_, n) => n % 7 === 3)) {
    if (path.length % 2) files.delete(path)
    else files.set(path, Buffer.from('somebody else’s'))
    written.length = 0
    manifest = (await build(made.site, output, { manifest })).manifest
    assert.deepEqual(
      written.filter(one => one !== path && !one.startsWith('search/')),
      [],
    )
  }
  await assertSame(made, files)
})

test('an article whose file was missing is made again when it is back', async () => {
  const made = await world(samplePosts(3))
  await made.archive.remove([samplePost(2).path])
  const { output, files } = watched()
  const { manifest } = await build(made.site, output)
  await made.keep(samplePost(2))
  await build(made.site, output, { manifest })
  await assertSame(made, files)
})

test('other code or another configuration makes everything again and writes what differs', async () => {
  const { site } = await world(samplePosts(5))
  const { output, written } = watched()
  const { manifest } = await build(site, output, { made: 'one' })
  written.length = 0
  const { rendered, documents } = await build(site, output, { made: 'two', manifest })
  assert.equal(rendered, documents)
  assert.deepEqual(written, [])
})

test('a damaged manifest costs a full build, never a wrong one', async () => {
  const made = await world(samplePosts(5))
  for (const manifest of [
    null,
    7,
    'x',
    {},
    { version: 3 },
    { version: 3, made: 'x' },
    { version: 3, made: 'x', at: 0, long: [], remembered: 3, sections: {} },
    { version: 3, made: 'x', at: 0, long: [], remembered: { said: {}, months: {} }, sections: { a: [1] } },
    {
      ...{ version: 3, made: 'x', at: 0, long: [], remembered: { said: {}, months: {} } },
      sections: { a: ['x', 'a b /../../x'], always: ['', 'nothing'] },
    },
  ]) {
    const { output, files } = watched()
    await build(made.site, output, { manifest })
    await assertSame(made, files)
  }
})

test('progress is told in order and ends at the whole', async () => {
  const { site } = await world(samplePosts(250))
  const told: [number, number][] = []
  const { documents } = await build(site, memoryOutput(), {
    progress: (done, total) => told.push([done, total]),
  })
  assert.deepEqual(told.at(-1), [documents, documents])
  for (const [i, [done, total]] of told.entries()) {
    assert.ok(done <= total)
    assert.ok(i === 0 || done >= told[i - 1]![0])
  }
})

test('related articles are earlier ones: an article that arrives changes no page of those it relates to', async () => {
  const made = await world(samplePosts(60))
  await made.keep({ ...samplePost(40), title: '翁山苏姬首次出庭' })
  const { output, files, written } = watched()
  const { manifest } = await build(made.site, output)
  written.length = 0
  const later = { ...samplePost(61), title: '法庭再审翁山苏姬' }
  await made.keep(later)
  await build(made.site, output, { manifest })
  await assertSame(made, files)
  const pageOf = ({ id }: { id: string }) => written.find(path => path.includes(`/${id.slice(0, 8)}.html`))
  const page = String(Buffer.from(files.get(pageOf(later)!)!))
  assert.match(page, /<nav class="related"[\s\S]*翁山苏姬首次出庭/)
  const neighbour = written.filter(path => /\/[0-9a-f]{8}\.html$/.test(path))
  assert.equal(neighbour.length, 2, 'its own page and its neighbour')
})

test('a date that changes far back changes the rhythm that its source shows', async () => {
  const made = await world(samplePosts(200))
  const { output, files } = watched()
  const { manifest } = await build(made.site, output)
  await made.keep({ ...samplePost(3), published: samplePost(3).published! - 400 * DAY })
  await build(made.site, output, { manifest })
  await assertSame(made, files)
})

test('without Markdown no page names a Markdown file, and none is written', async () => {
  const made = await world(samplePosts(20), { markdown: false })
  const { output, files } = watched()
  await build(made.site, output)
  await assertSame(made, files)
  for (const [path, bytes] of files) {
    assert.doesNotMatch(path, /\.md$|^search\/.*\.js$/)
    assert.doesNotMatch(String(Buffer.from(bytes)), /\d\.md"/, path)
  }
})

test('where the keeper wants them, texts alone stand beside the pages, with their Markdown or without', async () => {
  for (const markdown of [true, false]) {
    const made = await world(samplePosts(20), { markdown, text: true })
    const { output, files } = watched()
    await build(made.site, output)
    await assertSame(made, files)
    const texts = [...files].filter(([path]) => /^2021\/.*\.txt$/.test(path))
    assert.equal(texts.length, 20)
    assert.match(
      String(Buffer.from(texts[0]![1])),
      /^新闻 \d+\n\n第\d+篇的正文，说的是气候特使访问中国。\n第二段。\n$/,
    )
    assert.match(String(Buffer.from(files.get('llms.txt')!)), /put \.txt there/)
  }
})
