// Pictures as a keeper sees them: fetched after a poll, kept byte for byte, named by the post, shown without the outlet.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { get, type Origin, origin, photo, picture } from './image-world.ts'
import { filesIn, newFolder, type Ran, rss, running, stet } from './world.ts'

const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

interface Paper {
  readonly outlet: Origin
  readonly folder: string
  readonly env: Record<string, string>
  /** Publishes a feed of one text. */
  publish(html: string, title?: string): void
  run(...args: string[]): Promise<Ran>
  post(): string
}

async function paper(more: Record<string, string> = {}): Promise<Paper> {
  const outlet = await origin()
  const folder = newFolder()
  const env = {
    STET_ALLOW_PRIVATE: outlet.host,
    STET_POLL_PAUSE_HERE: '0ms',
    STET_KEEP_PICTURES: 'true',
    ...more,
  }
  const run = (...args: string[]): Promise<Ran> => stet(['-C', folder, ...args], { env })
  assert.equal((await stet(['init', folder])).code, 0)
  const made: Paper = {
    outlet,
    folder,
    env,
    run,
    publish: (html, title = '一图胜千言') => {
      outlet.file('/feed', rss(outlet.origin, '报纸', [{ title, path: '/1', html }]), 'application/rss+xml')
    },
    post: () => [...filesIn(folder)].find(([path]) => path.startsWith('_posts/'))![1],
  }
  made.publish('<p>还没有新闻。</p>')
  return made
}

const figure = (src: string, caption: string): string =>
  `<figure><img src="${src}" alt="说明"><figcaption>${caption}</figcaption></figure><p>正文第一段，说的是新闻。</p>`

test('every picture of an article is kept byte for byte, with its record, and the post names it', async () => {
  const { outlet, folder, publish, run, post } = await paper()
  const bytes = await photo(640, 480).jpeg().toBuffer()
  const large = await photo(1200, 900, 2).webp().toBuffer()
  const first = outlet.file('/a.jpg', bytes)
  outlet.file('/small.webp', await photo(300, 225, 2).webp().toBuffer())
  outlet.file('/large.webp', large)
  publish(
    `${figure(first, '图为第一张')}<img src="/small.webp" srcset="/small.webp 300w, /large.webp 1200w"><p>完。</p>`,
  )
  assert.equal((await run('add', `${outlet.origin}/feed`)).code, 0)
  const digest = sha(bytes)
  const path = `pictures/${digest.slice(0, 2)}/${digest}`
  assert.deepEqual(readFileSync(join(folder, `${path}.jpg`)), bytes)
  const record = JSON.parse(readFileSync(join(folder, `${path}.json`), 'utf8'))
  assert.deepEqual(
    { ...record, hash: '', seen: '', addresses: record.addresses.map(({ url }: { url: string }) => url) },
    {
      digest,
      type: 'image/jpeg',
      bytes: bytes.length,
      width: 640,
      height: 480,
      pages: 1,
      alpha: false,
      hash: '',
      addresses: [first],
      seen: '',
      alt: '说明',
      caption: '图为第一张',
    },
  )
  assert.match(record.hash, /^[0-9a-f]{16}$/)
  assert.ok(
    filesIn(folder).has(`pictures/${sha(large).slice(0, 2)}/${sha(large)}.webp`),
    'the best of the srcset',
  )
  const text = Buffer.from(post(), 'latin1').toString()
  assert.match(text, new RegExp(`pictures: \\[\\{"url":"${first}","digest":"${digest}"`))
  assert.match(text, /<figcaption>图为第一张<\/figcaption>/)
  assert.match(text, new RegExp(`<img src="${first}"`))
  assert.match(text, /revision: 1\n/)
})

test('polling again makes no revision because of pictures, asks nobody twice, and rebuilding finds them all', async () => {
  const { outlet, folder, publish, run, post } = await paper()
  const url = outlet.file('/a.jpg', await photo(300, 200).jpeg().toBuffer())
  publish(figure(url, '图'))
  await run('add', `${outlet.origin}/feed`)
  const before = post()
  for (let n = 0; n < 2; n++) assert.equal((await run('poll', '--all')).code, 0)
  assert.equal(post(), before)
  assert.equal(outlet.asked.get('/a.jpg'), 1)
  const files = filesIn(folder)
  rmSync(join(folder, '.stet'), { recursive: true })
  assert.equal((await run('rebuild')).code, 0)
  assert.equal((await run('poll', '--all')).code, 0)
  assert.equal(outlet.asked.get('/a.jpg'), 1)
  for (const [path, text] of files)
    if (!path.startsWith('log/')) assert.equal(filesIn(folder).get(path), text, path)
  const status = JSON.parse((await run('pictures', 'status', '--json')).out)
  assert.equal(status.kept, 1)
  // A change of the text is a revision, and the new state has its pictures too.
  publish(`${figure(url, '图')}<p>后来又加了一段更正，说明此前报道有误。</p>`)
  assert.equal((await run('poll', '--all')).code, 0)
  assert.match(post(), /revision: 2\n/)
  assert.match(post(), /pictures: \[/)
  assert.equal(outlet.asked.get('/a.jpg'), 1)
})

test('a picture that cannot be had is missing with its reason, shown by status, and the text loses nothing', async () => {
  const { outlet, publish, run, post } = await paper({ STET_KEEP_PICTURE_BYTES: '100kB' })
  const whole = await photo(400, 300).jpeg().toBuffer()
  const cases: Record<string, [why: string, url: string]> = {
    gone: ['not-found', `${outlet.origin}/gone.jpg`],
    blocked: ['blocked', outlet.on('/blocked.jpg', (_, r) => r.writeHead(403).end())],
    large: [
      'too-large',
      outlet.file('/large.jpg', await photo(1200, 900, 3).jpeg({ quality: 95 }).toBuffer()),
    ],
    page: ['not-a-picture', outlet.file('/page.jpg', '<html>no picture', 'text/html')],
    cut: ['cut-short', outlet.file('/cut.jpg', whole.subarray(0, whole.length - 500))],
    trouble: ['unreachable', outlet.on('/trouble.jpg', (_, r) => r.writeHead(500).end())],
  }
  publish(
    `<p>开头。</p>${Object.values(cases)
      .map(([, url]) => `<p>前文。</p><img src="${url}">`)
      .join('')}<p>结尾。</p>`,
  )
  const added = await run('add', `${outlet.origin}/feed`)
  assert.equal(added.code, 0, added.err)
  const status = await run('pictures', 'status', '--json')
  const { missing } = JSON.parse(status.out) as { missing: { url: string; why: string; next?: string }[] }
  assert.deepEqual(
    Object.fromEntries(missing.map(({ url, why }) => [url, why])),
    Object.fromEntries(Object.values(cases).map(([why, url]) => [url, why])),
  )
  const told = (await run('status')).out
  assert.match(told, /^\S+: refused 1 picture \(access denied \(403\)\)\.$/m)
  const said = /6 pictures are missing \((.*)\); `stet pictures` lists them\./.exec(told)
  assert.deepEqual(said?.[1]?.split(', ').sort(), [
    '1 blocked',
    '1 cut short',
    '1 not a picture',
    '1 not found',
    '1 not reached',
    '1 too large',
  ])
  for (const [, url] of Object.values(cases)) assert.ok(post().includes(`<img src="${url}"`))
  // It was only being moved: asked again, it is there.
  outlet.file('/gone.jpg', whole)
  outlet.file('/cut.jpg', whole)
  const again = await run('pictures', 'fetch')
  assert.equal(again.code, 0, again.err)
  assert.equal(JSON.parse((await run('pictures', 'status', '--json')).out).missing.length, 4)
  assert.match(post(), new RegExp(`"url":"${outlet.origin}/gone.jpg","digest":"${sha(whole)}"`))
})

test('inside a proxy the outlet’s own picture is asked for first, the proxy when the outlet has none', async () => {
  const { outlet, publish, run } = await paper()
  const bytes = await photo(300, 200, 5).jpeg().toBuffer()
  outlet.file('/inner.jpg', bytes)
  outlet.file('/inner.jpg?imageView2/2/w/100', await picture(100, 75).jpeg().toBuffer())
  outlet.file('/only.jpg?imageView2/2/w/100', await picture(80, 60).jpeg().toBuffer())
  publish(
    `<img src="${outlet.origin}/inner.jpg?imageView2/2/w/100"><p>文字。</p><img src="${outlet.origin}/only.jpg?imageView2/2/w/100">`,
  )
  assert.equal((await run('add', `${outlet.origin}/feed`)).code, 0)
  assert.equal(outlet.asked.get('/inner.jpg'), 1)
  assert.equal(outlet.asked.get('/inner.jpg?imageView2/2/w/100'), undefined)
  assert.equal(outlet.asked.get('/only.jpg'), 1)
  const status = JSON.parse((await run('pictures', 'status', '--json')).out)
  assert.deepEqual([status.kept, status.missing.length], [2, 0])
})

test('check re-hashes every file, prune removes derived ones only, limits hold', async () => {
  const { outlet, folder, publish, run } = await paper({ STET_KEEP_PICTURES_PER_ARTICLE: '2' })
  const urls = await Promise.all(
    [1, 2, 3].map(async n => outlet.file(`/${n}.jpg`, await photo(200, 150, n).jpeg().toBuffer())),
  )
  publish(urls.map(url => `<p>段落。</p><img src="${url}">`).join(''))
  assert.equal((await run('add', `${outlet.origin}/feed`)).code, 0)
  const status = JSON.parse((await run('pictures', 'status', '--json')).out)
  assert.deepEqual([status.kept, status.missing.map(({ why }: { why: string }) => why)], [2, ['over-limit']])
  assert.equal((await run('pictures', 'check')).code, 0)
  assert.equal((await run('build')).code, 0)
  const before = filesIn(folder)
  assert.equal((await run('pictures', 'prune')).code, 0)
  assert.deepEqual(filesIn(folder), before)
  const [path] = [...before.keys()].filter(one => one.endsWith('.jpg') && one.startsWith('pictures/'))
  writeFileSync(join(folder, path!), 'rot')
  const checked = await run('pictures', 'check')
  assert.equal(checked.code, 1)
  assert.match(checked.out, new RegExp(`damaged\\s+${path}`))
})

test('the same photo in other sizes and codecs is listed as one group, the largest first', async () => {
  const { outlet, publish, run } = await paper()
  const { default: sharp } = await import('sharp')
  const scene = await sharp(
    Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" width="800" height="600"><rect width="800" height="600" fill="#9cf"/><circle cx="610" cy="140" r="90" fill="#fe8"/><path d="M0 420 L260 210 L520 460 L800 330 V600 H0Z" fill="#363"/><rect x="90" y="430" width="150" height="120" fill="#b43"/></svg>',
    ),
  )
    .png()
    .toBuffer()
  const other = await picture(400, 300).jpeg().toBuffer()
  const urls = [
    outlet.file('/small.jpg', await sharp(scene).resize(300).jpeg({ quality: 70 }).toBuffer()),
    outlet.file('/large.jpg', await sharp(scene).jpeg().toBuffer()),
    outlet.file('/other.jpg', other),
    outlet.file('/middle.webp', await sharp(scene).resize(500).webp().toBuffer()),
  ]
  publish(urls.map(url => `<p>段落。</p><img src="${url}">`).join(''))
  assert.equal((await run('add', `${outlet.origin}/feed`)).code, 0)
  const { groups } = JSON.parse((await run('pictures', 'alike', '--json')).out)
  assert.deepEqual(
    groups.map((group: { addresses: string[] }[]) => group.map(({ addresses }) => addresses[0])),
    [[urls[1], urls[3], urls[0]]],
  )
  assert.deepEqual(
    groups[0].map(({ width }: { width: number }) => width),
    [800, 500, 300],
  )
  const { out } = await run('pictures', 'alike')
  assert.match(out, /^1\t800x600\t\d+\tpictures\/.*\.jpg\thttp.*\/large\.jpg$/m)
  assert.match(out, /^3 pictures in 1 group look alike\. All of them are kept\.$/m)
  assert.doesNotMatch(out, /other\.jpg/)
})

test('the proxy gives the archive’s own copy when the outlet is gone, and nobody else’s picture unless signed', async () => {
  const { outlet, folder, env, publish, run } = await paper({ STET_IMAGE_SECRET: 'not-for-everybody' })
  const url = outlet.file('/a.jpg', await photo(400, 300).jpeg().toBuffer())
  const other = outlet.file('/other.jpg', await picture().jpeg().toBuffer())
  publish(figure(url, '图'))
  await run('add', `${outlet.origin}/feed`)
  outlet.on('/a.jpg', (_, response) => response.writeHead(410).end())
  const server = await running(['serve', '-C', folder, '--port', '0'], { env })
  const own = await get(`${server.url}image/?url=${encodeURIComponent(url)}&w=100`)
  assert.equal(own.status, 200)
  assert.equal((await get(`${server.url}image/?url=ssl:${outlet.host}/a.jpg&w=100`)).status, 200)
  const refused = await get(
    `${server.url}image/?url=${encodeURIComponent(other)}&w=100&default=${encodeURIComponent(url)}`,
  )
  assert.deepEqual([refused.status, refused.json?.code, refused.headers.get('location')], [403, 403, null])
  const signed = (await run('sign', other, '--query', 'w=100&output=webp')).out.trim()
  const query = signed.slice(signed.indexOf('?'))
  assert.equal((await get(`${server.url}image/${query}`)).headers.get('content-type'), 'image/webp')
  assert.equal((await get(`${server.url}image/${query.replace('w=100', 'w=101')}`)).status, 403)
  assert.equal((await get(`${server.url}image/${query}&maxage=1d`)).status, 403)
  assert.equal(
    (await get(`${server.url}image/?url=${encodeURIComponent(other)}&w=100&output=webp`)).status,
    403,
  )
  assert.equal((await run('sign', 'ftp://a.example/b')).code, 2)
  const unsigned = await stet(['-C', folder, 'sign', other], { env: { ...env, STET_IMAGE_SECRET: '' } })
  assert.equal(unsigned.code, 3)
  assert.match(unsigned.err, /image\.secret/)
})

test('a fetch that is killed at any moment is finished by the next, with nothing lost and nothing left over', async () => {
  const { outlet, folder, publish, run, env } = await paper({ STET_KEEP_PICTURES: 'false' })
  const all = await Promise.all(
    Array.from({ length: 60 }, async (_, n) => {
      const bytes = await photo(120, 90, n + 1)
        .jpeg()
        .toBuffer()
      return { url: outlet.file(`/${n}.jpg`, bytes), digest: sha(bytes) }
    }),
  )
  const third = (n: number): string =>
    all
      .slice(20 * n, 20 * n + 20)
      .map(({ url }) => `<p>段落。</p><img src="${url}">`)
      .join('')
  const stories = [0, 1, 2].map(n => ({ title: `第${n}篇`, path: `/a${n}`, html: third(n) }))
  publish('')
  outlet.file('/feed', rss(outlet.origin, '报纸', stories))
  assert.equal((await run('add', `${outlet.origin}/feed`)).code, 0)
  for (const killAfter of [700, 900, 1000, 1100, 1300])
    await stet(['-C', folder, 'pictures', 'fetch'], { env, killAfter })
  const last = await run('pictures', 'fetch')
  assert.equal(last.code, 0, last.err)
  const files = filesIn(folder)
  assert.deepEqual(
    [...files.keys()].filter(path => path.includes('.stet-tmp-')),
    [],
  )
  for (const { url, digest } of all) {
    assert.ok(files.has(`pictures/${digest.slice(0, 2)}/${digest}.jpg`))
    const named = [...files].filter(
      ([path, text]) => path.startsWith('_posts/') && text.includes(`"url":"${url}","digest":"${digest}"`),
    )
    assert.equal(named.length, 1, url)
  }
  assert.equal((await run('pictures', 'check')).code, 0)
  const before = filesIn(folder)
  assert.equal((await run('rebuild')).code, 0)
  assert.equal(JSON.parse((await run('pictures', '--json')).out).kept, 60)
  assert.equal((await run('poll', '--all')).code, 0)
  for (const [path, text] of before)
    if (!path.startsWith('log/') && !path.startsWith('captures/'))
      assert.equal(filesIn(folder).get(path), text, path)
})

test('redaction takes along the pictures that nobody else shows, and every trace of their addresses', async () => {
  const { outlet, folder, run } = await paper()
  const shared = outlet.file('/shared.jpg', await photo(200, 150, 1).jpeg().toBuffer())
  const own = outlet.file('/own.jpg', await photo(200, 150, 2).jpeg().toBuffer())
  const lost = `${outlet.origin}/lost-for-good.jpg`
  const text = (...urls: string[]): string =>
    urls.map(url => `<p>一段足够长的文字，说的是新闻。</p><img src="${url}">`).join('')
  outlet.file(
    '/feed',
    rss(outlet.origin, '报纸', [
      { title: '留下的一篇', path: '/1', html: text(shared) },
      { title: '撤下的一篇', path: '/2', html: text(shared, own, lost) },
    ]),
  )
  assert.equal((await run('add', `${outlet.origin}/feed`)).code, 0)
  assert.equal((await run('build')).code, 0)
  const redacted = await run('redact', `${outlet.origin}/2`, '--why', '法院命令', '--yes')
  assert.equal(redacted.code, 0, redacted.err)
  const files = filesIn(folder)
  const kept = [...files.keys()].filter(path => /^pictures\/.*\.jpg$/.test(path))
  assert.equal(kept.length, 1)
  for (const [path, bytes] of files)
    if (/^(?:_posts|_revisions|pictures|log)\//.test(path))
      for (const url of ['own.jpg', 'lost-for-good.jpg'])
        assert.ok(!bytes.includes(url), `${path} has ${url}`)
  assert.equal(JSON.parse((await run('pictures', '--json')).out).kept, 1)
})
