// The doctor finds what is wrong, says what to do, and repairs what can be made again.
import assert from 'node:assert/strict'
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import sharp from 'sharp'
import { edition } from './whole.ts'
import { newFolder, publisher, rss, stet } from './world.ts'

const outlet = await publisher()
const template = join(newFolder(), 'archive')
const NOW = '2021-04-20T12:00:00Z'
const run = (root: string, args: readonly string[], env: Record<string, string> = {}) =>
  stet(['-C', root, ...args], { env: { STET_ALLOW_PRIVATE: outlet.host, STET_NOW: NOW, ...env } })

const PICTURES = { STET_KEEP_PICTURES: 'true' }
/** The outlet's articles, the first with a picture. */
const pages = (n: number) =>
  edition(n).map((one, i) => (i === 0 ? { ...one, html: `<p><img src="/p.png"></p>${one.html}` } : one))

outlet.pages.set('/p.png', {
  headers: { 'content-type': 'image/png' },
  body: await sharp({ create: { width: 640, height: 400, channels: 3, background: '#246' } })
    .png()
    .toBuffer(),
})
await stet(['init', template])
for (const n of [0, 6]) {
  outlet.pages.set('/feed', { headers: { etag: `"${n}"` }, body: rss(outlet.origin, '某报', pages(n)) })
  await (n === 0
    ? run(template, ['add', `${outlet.origin}/feed`, '--id', 'paper'], PICTURES)
    : run(template, ['poll', '--all'], PICTURES))
}
await run(template, ['build'])

const files = (root: string, folder: string, ending: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith(ending))
    .map(name => join(root, folder, name))
    .sort()
const first = (root: string, folder: string, ending: string): string => files(root, folder, ending)[0]!

function sql(root: string, name: string, text: string): void {
  const db = new DatabaseSync(join(root, '.stet', name))
  db.exec(text)
  db.close()
}

interface Illness {
  readonly name: string
  readonly make: (root: string) => void
  /** What the doctor says. */
  readonly says: RegExp
  /** False for what only a person can do. */
  readonly heals?: boolean
  readonly env?: Record<string, string>
}

const ILLNESSES: readonly Illness[] = [
  { name: 'no catalogue', make: root => rmSync(join(root, '.stet/index.db')), says: /there is no catalogue/ },
  {
    name: 'a catalogue of garbage',
    make: root => writeFileSync(join(root, '.stet/index.db'), 'x'.repeat(9000)),
    says: /index\.db: it is damaged/,
  },
  {
    name: 'a schedule of garbage',
    make: root => writeFileSync(join(root, '.stet/frontier.db'), 'x'.repeat(9000)),
    says: /frontier\.db: it is damaged/,
  },
  {
    name: 'a month of words gone',
    make: root => rmSync(join(root, '.stet/search-2021-04.db')),
    says: /words of this month are missing/,
  },
  {
    name: 'all words gone',
    make: root =>
      files(root, '.stet', '.db')
        .filter(path => path.includes('search'))
        .forEach(path => {
          rmSync(path)
        }),
    says: /words of this month are missing/,
  },
  {
    name: 'words of one article gone',
    make: root =>
      sql(root, 'search-2021-04.db', 'delete from articles where row = (select min(row) from articles)'),
    says: /words of 15 articles are indexed, and there are 16/,
  },
  {
    name: 'a row gone',
    make: root =>
      sql(root, 'index.db', 'delete from articles where number = (select min(number) from articles)'),
    says: /the catalogue has 1 post otherwise/,
  },
  {
    name: 'a row that says otherwise',
    make: root =>
      sql(
        root,
        'index.db',
        `update articles set data = json_set(data, '$.revision', 77) where number = (select min(number) from articles)`,
      ),
    says: /the catalogue has 1 post otherwise/,
  },
  {
    name: 'a temporary file',
    make: root => writeFileSync(join(root, '_posts/2021/04/.stet-tmp-1-1'), 'x'),
    says: /1 temporary file of a killed run/,
  },
  {
    name: 'a temporary file of a build',
    make: root => writeFileSync(join(root, '_site/.stet-tmp-1-1'), 'x'),
    says: /1 temporary file/,
  },
  {
    name: 'a journal line not finished',
    make: root => appendFileSync(first(root, 'log', '.ndjson'), '{"at":"2021'),
    says: /its last line was not finished/,
  },
  {
    name: 'a capture that breaks off',
    make: root => appendFileSync(first(root, 'captures', '.gz'), Buffer.from([0x1f, 0x8b, 8, 0, 0])),
    says: /its last record breaks off after \d+ of \d+ bytes/,
  },
  {
    name: 'a build’s memory of garbage',
    make: root => writeFileSync(join(root, '.stet/site.memory'), '{'),
    says: /site\.memory: it is damaged/,
  },
  {
    name: 'a site that is gone',
    make: root => rmSync(join(root, '_site'), { recursive: true }),
    says: /is gone/,
  },
  {
    name: 'a killed run',
    make: root => sql(root, 'index.db', "insert into notes (key, value) values ('writing', '_posts/x.md')"),
    says: /a run was killed/,
  },
  {
    name: 'a post that is gone',
    make: root => rmSync(first(root, '_posts', '.md')),
    says: /this article was kept, and its file is missing\.\n {2}What to do: restore/,
    heals: false,
  },
  {
    name: 'a post that was cut',
    make: root => truncateSync(first(root, '_posts', '.md'), 400),
    says: /not a whole post.*\n {2}What to do: restore/,
    heals: false,
  },
  {
    name: 'a post that somebody wrote in',
    make: root => {
      const post = first(root, '_posts', '.md')
      writeFileSync(post, readFileSync(post, 'utf8').replace('<p>', '<p>据悉，'))
    },
    says: /text is not what its digest was made of\.\n {2}What to do: somebody wrote in it/,
    heals: false,
  },
  {
    name: 'a picture that is gone',
    make: root => rmSync(first(root, 'pictures', '.png')),
    says: /its picture pictures\/.*\.png is missing(.|\n)*it has a picture that is not in pictures\//,
    heals: false,
  },
  {
    name: 'a record that is gone',
    make: root => rmSync(first(root, 'pictures', '.json')),
    says: /its record pictures\/.*\.json is missing/,
    heals: false,
  },
  {
    name: 'a record of garbage',
    make: root => writeFileSync(first(root, 'pictures', '.json'), '{'),
    says: /it is no record of a picture/,
    heals: false,
  },
  {
    name: 'an earlier state that is gone',
    make: root => rmSync(first(root, '_revisions', '.md')),
    says: /its state 1 of \d is missing/,
    heals: false,
  },
  {
    name: 'a capture that is gone',
    make: root => rmSync(first(root, 'captures', '.gz')),
    says: /the raw exchanges of \d+ articles are missing/,
    heals: false,
  },
  {
    name: 'a post twice',
    make: root => cpSync(first(root, '_posts', '.md'), join(root, '_posts/2021/04/2021-04-01-copy.md')),
    says: /is the same article as/,
    heals: false,
  },
  {
    name: 'a clock that has gone back',
    make: () => {},
    says: /the clock: it says 2020-/,
    heals: false,
    env: { STET_NOW: '2020-06-01T00:00:00Z' },
  },
  {
    name: 'a clock before its time',
    make: () => {},
    says: /the clock: it says 1970-/,
    heals: false,
    env: { STET_NOW: '1970-06-01T00:00:00Z' },
  },
]

test('an archive that is well is said to be', async () => {
  const { code, out } = await run(template, ['doctor'])
  assert.deepEqual([code, out], [0, 'All is well.\n'])
  assert.deepEqual((await run(template, ['doctor', '--json'])).out, '')
})

async function inThree<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  let next = 0
  const lane = async (): Promise<void> => {
    while (next < items.length) await work(items[next++]!)
  }
  await Promise.all([lane(), lane(), lane()])
}

test('each illness is found, and healed or left to a person with a word on what to do', async () => {
  await inThree(ILLNESSES, async ({ name, make, says, heals = true, env }) => {
    const root = join(newFolder(), 'archive')
    cpSync(template, root, { recursive: true })
    const site = join(root, '.stet/site.memory')
    writeFileSync(site, readFileSync(site, 'utf8').replaceAll(template, root))
    make(root)
    const found = await run(root, ['doctor'], env)
    assert.equal(found.code, 1, `${name}: ${found.out}${found.err}`)
    assert.match(found.out, says, name)
    assert.match(found.out, /What to do: \S/, name)
    const fixed = await run(root, ['doctor', '--fix'], env)
    if (heals) {
      assert.match(fixed.out, /^Repaired: /m, name)
      assert.equal(fixed.code, 0, `${name}: ${fixed.out}${fixed.err}`)
      assert.deepEqual((await run(root, ['doctor'])).out, 'All is well.\n', name)
      assert.match((await run(root, ['poll', '--all'])).out, /1 source polled: 0 new\.$/m, name)
    } else {
      assert.equal(fixed.code, 1, name)
      assert.match(fixed.out, says, name)
      const findings = (await run(root, ['doctor', '--json'], env)).out.trim().split('\n')
      for (const line of findings) assert.equal(typeof JSON.parse(line).way, 'string')
    }
    rmSync(root, { recursive: true })
  })
})

test('marks that a reader’s file has lost are named, and the doctor, a poll and a rebuild write them again', async () => {
  const root = join(newFolder(), 'archive')
  cpSync(template, root, { recursive: true })
  rmSync(join(root, '_site'), { recursive: true, force: true })
  rmSync(join(root, '.stet/site.memory'))
  const number = /^ {2}number: (\d+)$/m.exec(readFileSync(first(root, '_posts', '.md'), 'utf8'))?.[1]
  const file = join(root, 'state/li.ndjson')
  const mark = (kind: string) => `{"reader":"li","article":${number},"kind":"${kind}","on":true,"at":7}\n`
  const whole = mark('read') + mark('starred')
  mkdirSync(join(root, 'state'), { recursive: true })
  writeFileSync(file, whole)
  assert.equal((await run(root, ['rebuild'])).code, 0)
  assert.equal((await run(root, ['doctor'])).out, 'All is well.\n')

  truncateSync(file, mark('read').length)
  const found = await run(root, ['doctor'])
  assert.match(
    found.out,
    /^state\/li\.ndjson: it was removed, shortened or replaced: 1 mark is only in the catalogue\.$/m,
  )
  assert.equal(found.code, 1)
  assert.match((await run(root, ['doctor', '--fix'])).out, /^Repaired: state\/li\.ndjson/m)
  assert.equal(readFileSync(file, 'utf8'), whole)

  rmSync(file)
  assert.match(
    (await run(root, ['poll', '--all'])).err,
    /state\/li\.ndjson had lost 2 marks that the catalogue still knew/,
  )
  assert.equal(readFileSync(file, 'utf8'), whole)
  rmSync(file)
  assert.equal((await run(root, ['rebuild'])).code, 0)
  assert.equal(readFileSync(file, 'utf8'), whole)

  assert.equal((await run(root, ['user', 'remove', 'li', '--marks'])).code, 0)
  assert.ok(!existsSync(file))
  await run(root, ['poll', '--all'])
  assert.equal((await run(root, ['doctor'])).out, 'All is well.\n')
  assert.ok(!existsSync(file))
  assert.notEqual((await run(root, ['user', 'remove', 'li', '--marks'])).code, 0)
})

test('a feed that is followed twice is named, and `stet add` follows none a second time, whatever its address', async () => {
  const root = join(newFolder(), 'archive')
  cpSync(template, root, { recursive: true })
  rmSync(join(root, '_site'), { recursive: true, force: true })
  rmSync(join(root, '.stet/site.memory'))
  outlet.pages.set('/old-feed', { status: 301, headers: { location: '/feed' } })
  for (const address of ['/feed/', '/feed?utm_source=a', '/old-feed', '/feed']) {
    const added = await run(root, ['add', `${outlet.origin}${address}`])
    assert.match(added.out, /^paper is followed already: /, address)
    assert.equal(added.code, 0, address)
  }
  assert.equal((await run(root, ['list'])).out.trim().split('\n').length, 1)
  const file = join(root, 'stet.yml')
  appendFileSync(file, `  - id: again\n    url: ${outlet.origin}/feed/\n    paused: true\n`)
  const found = await run(root, ['doctor'])
  assert.ok(
    found.out.includes(`stet.yml: the sources paper and again follow one feed, ${outlet.origin}/feed/.\n`),
  )
  assert.match(found.out, /What to do: `stet remove again`/)
  assert.equal(found.code, 4)
  const edited = await run(root, ['edit', 'again', '--url', `${outlet.origin}/feed`])
  assert.match(edited.err, /\/feed is followed already, as paper/)
  assert.equal(edited.code, 2)
  assert.equal((await run(root, ['remove', 'again'])).code, 0)
  assert.equal((await run(root, ['doctor'])).out, 'All is well.\n')
})

test('what only a person can mend does not keep the rest from being repaired', async () => {
  const root = join(newFolder(), 'archive')
  cpSync(template, root, { recursive: true })
  rmSync(first(root, '_posts', '.md'))
  writeFileSync(join(root, '_posts/.stet-tmp-1-1'), 'x')
  mkdirSync(join(root, '.stet/damaged'))
  rmSync(join(root, '.stet/damaged'), { recursive: true })
  writeFileSync(join(root, '.stet/damaged'), '')
  const fixed = await run(root, ['doctor', '--fix'])
  assert.equal(fixed.code, 1)
  assert.match(fixed.out, /^Repaired: .*temporary/m)
  assert.match(fixed.out, /its file is missing/)
  assert.ok(!existsSync(join(root, '_posts/.stet-tmp-1-1')))
  assert.match((await run(root, ['search', '第'])).out, /第/)
})

test('a source that its server has withdrawn for good is named', async () => {
  const root = join(newFolder(), 'archive')
  cpSync(template, root, { recursive: true })
  outlet.pages.set('/feed', { status: 410 })
  for (const day of [21, 23]) await run(root, ['poll', '--all'], { STET_NOW: `2021-04-${day}T12:00:00Z` })
  const { code, out } = await run(root, ['doctor'], { STET_NOW: '2021-04-24T12:00:00Z' })
  assert.equal(code, 4)
  assert.match(out, /^paper: its server says that it was removed for good/m)
  assert.match(
    (await run(root, ['status'], { STET_NOW: '2021-04-24T12:00:00Z' })).out,
    /paper: gone for good/,
  )
})
