// Pictures on the site: the seed's, shown with the network cut; an archive of real texts, on phone and desktop, by day
// and by night.
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import sharp from 'sharp'
import { type Look, look, noBrowser, startBrowser } from '../site/browser.ts'
import { get, origin, photo } from './image-world.ts'
import { filesIn, newFolder, REPOSITORY, rss, running, stet } from './world.ts'

const SEED = join(REPOSITORY, 'tests/fixtures/seed')
const browser = noBrowser ? undefined : await startBrowser()
after(() => browser?.close())

const LOOKS: Look[] = [360, 1440].flatMap(width =>
  (['light', 'dark'] as const).map(scheme => ({ width, scheme })),
)

/** Pictures of a page that did not load, by address; all of it is scrolled through first. */
const UNLOADED = `(async () => {
  for (let y = 0; y < document.body.scrollHeight; y += 400) { scrollTo(0, y); await new Promise(r => setTimeout(r, 30)) }
  const all = [...document.images]
  await Promise.all(all.map(img => img.decode().catch(() => {})))
  document.querySelector('.shot, picture img')?.scrollIntoView({ block: 'center' })
  return all.filter(img => !img.complete || img.naturalWidth === 0).map(img => img.currentSrc || img.src)
})()`

/** What lies uppermost in the middle of the first picture, and how far its hint is larger than it, in px. */
const UPPERMOST = `(() => {
  const img = document.querySelector('.shot picture img')
  const box = img.getBoundingClientRect()
  const hint = img.closest('.shot').getBoundingClientRect()
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)
  return { isPicture: top === img, larger: Math.max(hint.width - box.width, hint.height - box.height) }
})()`

const NAME = '38B9B086-86F8-443B-A33C-FFD84092FFDF_r1_s_w900.jpg'

test('the seed’s picture is kept, taken out of its proxy, captioned, and shown with the network cut', async () => {
  const outlet = await origin()
  const bytes = await photo(900, 506).jpeg().toBuffer()
  outlet.file(`/${NAME}`, bytes)
  const env = { STET_ALLOW_PRIVATE: outlet.host, STET_KEEP_PICTURES: 'true', STET_POLL_PAUSE_HERE: '0ms' }
  const archive = join(newFolder(), 'archive')
  const run = (...args: string[]) => stet(['-C', archive, ...args], { env })
  await stet(['init', archive])
  const feed = readFileSync(join(SEED, 'feed.xml'), 'utf8').replaceAll('gdb.voanews.com', outlet.host)
  outlet.file('/feed.xml', feed, 'application/rss+xml')
  assert.equal((await run('add', `${outlet.origin}/feed.xml`)).code, 0)
  assert.equal(outlet.asked.get(`/${NAME}`), 1)
  const [path, text] = [...filesIn(archive)].find(([path]) => path.startsWith('_posts/'))!
  const post = Buffer.from(text, 'latin1').toString()
  assert.match(post, /<figcaption>时任美国国务卿克里/, path)
  assert.match(post, /pictures: \[\{"url":"https:\/\/127\.0\.0\.1:/)
  assert.doesNotMatch(post, /weserv/)
  const kept = [...filesIn(archive)].find(([path]) => /^pictures\/.*\.jpg$/.test(path))!
  assert.deepEqual(Buffer.from(kept[1], 'latin1'), bytes)
  // The network is cut: the outlet is gone, and so is everything else.
  outlet.on(`/${NAME}`, (_, response) => response.destroy())
  assert.equal((await run('build')).code, 0)
  const server = await running(['serve', '-C', archive, '--port', '0'], { env })
  const built = filesIn(join(archive, '_site'))
  const page = [...built.keys()].find(one => /^\d{4}\/\d\d\/\d\d\/[0-9a-f]{8}\.html$/.test(one))!
  const shown = [...built.keys()].filter(one => one.startsWith('pictures/'))
  assert.deepEqual(shown.map(one => one.replace(/^.*-/, '')).sort(), [
    '480.avif',
    '800.avif',
    '800.jpg',
    '900.avif',
  ])
  for (const one of [page, ...shown]) {
    const got = await get(server.url + one)
    assert.equal(got.status, 200)
    assert.equal(got.body.toString('latin1'), built.get(one), `${one} is served as it was built`)
  }
  const html = Buffer.from(built.get(page)!, 'latin1').toString()
  assert.match(
    html,
    /<picture><source type="image\/avif" srcset="[^"]*480w, [^"]*800w, [^"]*900w" sizes="[^"]+"><img src="\/pictures\/[0-9a-f]{64}-800\.jpg" alt="[^"]*" width="900" height="506" fetchpriority="high" decoding="async">/,
  )
  assert.match(html, /<img class="hint" src="data:image\/webp;base64,/)
  const atom = Buffer.from(built.get('atom.xml')!, 'latin1').toString()
  assert.match(atom, /<img src="http:\/\/127\.0\.0\.1:4000\/pictures\/[0-9a-f]{64}-800\.jpg"/)
  assert.doesNotMatch(
    JSON.parse(Buffer.from(built.get('feed.json')!, 'latin1').toString()).items[0].image,
    /voanews|127\.0\.0\.1:(?!4000)/,
  )
  const rows = await run('build')
  assert.match(rows.out, / 0 written/)
  if (!browser) return
  for (const how of LOOKS) {
    const { page: tab, complaints } = await look(browser, server.url, how)
    await tab.goto(server.url + page)
    assert.deepEqual(await tab.evaluate<string[]>(UNLOADED), [])
    const wide = await tab.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
    assert.ok(wide <= 0, `${wide} px too wide`)
    // The hint is under the picture, not over it, and no larger.
    const { isPicture, larger } = await tab.evaluate<{ isPicture: boolean; larger: number }>(UPPERMOST)
    assert.ok(isPicture && larger < 1, `${isPicture} ${larger}`)
    const box = await tab.locator('figure picture img').boundingBox()
    assert.ok(box && Math.abs(box.width / box.height - 900 / 506) < 0.02, JSON.stringify(box))
    assert.match(
      await tab.evaluate<string>("document.querySelector('figure picture img').currentSrc"),
      /\.avif$/,
    )
    if (process.env.STET_SHOTS)
      await tab.screenshot({ path: `${process.env.STET_SHOTS}/seed-${how.width}-${how.scheme}.png` })
    assert.deepEqual(complaints, [])
    await tab.context().close()
  }
})

test('copies carry no GPS and no profile, moving pictures move, transparent ones stay so', async () => {
  const outlet = await origin()
  const moving = sharp(Buffer.concat([0, 1, 2].map(n => Buffer.alloc(300 * 200 * 3, 60 * n + 40))), {
    raw: { width: 300, height: 600, channels: 3, pageHeight: 200 },
  })
  const clear = sharp({
    create: { width: 640, height: 300, channels: 4, background: { r: 200, g: 0, b: 0, alpha: 0.4 } },
  })
  const files: Record<string, Buffer> = {
    '/moving.gif': await moving.gif({ delay: [80, 80, 80] }).toBuffer(),
    '/glass.png': await clear.png().toBuffer(),
    '/gps.jpg': await photo(700, 500)
      .withExif({ IFD3: { GPSLatitude: '51/1 30/1 0/1', GPSLatitudeRef: 'N' } })
      .jpeg()
      .toBuffer(),
    '/drawn.svg': Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" width="500" height="250"><script>alert(1)</script><rect width="500" height="250" fill="#393"/></svg>',
    ),
  }
  for (const [path, bytes] of Object.entries(files)) outlet.file(path, bytes)
  outlet.file(
    '/feed',
    rss(outlet.origin, '报', [
      {
        title: '四图',
        path: '/1',
        html: Object.keys(files)
          .map(path => `<p>文。</p><img src="${path}">`)
          .join(''),
      },
    ]),
  )
  const env = { STET_ALLOW_PRIVATE: outlet.host, STET_KEEP_PICTURES: 'true', STET_POLL_PAUSE_HERE: '0ms' }
  const archive = join(newFolder(), 'archive')
  await stet(['init', archive])
  assert.equal((await stet(['-C', archive, 'add', `${outlet.origin}/feed`], { env })).code, 0)
  assert.equal((await stet(['-C', archive, 'build'], { env })).code, 0)
  const folder = join(archive, '_site/pictures')
  const metas = await Promise.all(
    readdirSync(folder).map(async name => ({
      name,
      ...(await sharp(readFileSync(join(folder, name)), { animated: true }).metadata()),
    })),
  )
  assert.ok(metas.every(({ exif, icc, xmp }) => !exif && !icc && !xmp))
  assert.equal(metas.filter(({ pages = 1 }) => pages === 3).length, 1)
  assert.ok(metas.some(({ format, hasAlpha }) => format === 'webp' && hasAlpha))
  assert.ok(metas.every(({ name }) => !name.endsWith('.svg')))
})

const corpus = join(REPOSITORY, '../shared/corpus/posts.tar.xz')
const noCorpus = !existsSync(corpus) && 'the corpus of posts is not here'
/** Pages that are looked at in a browser, spread over the archive. */
const LOOKED_AT = 8

/** What a built article fails to show: pictures left at their source, none of its own, files that are not there. */
function troubleOf(built: ReadonlyMap<string, string>, address: string): string[] {
  const html = built.get(address)
  if (html === undefined) return [`${address} is not there`]
  const sources = [...html.matchAll(/<img\b[^>]*?\ssrc="([^"]*)"/g)].map(([, src]) => src!)
  const left = [...html.matchAll(/class="elsewhere"[^>]*>Picture at its source.*?<\/small>/g)].map(
    ([all]) => all,
  )
  const absent = sources.filter(src => !src.startsWith('data:') && !built.has(decodeURI(src.slice(1))))
  const none = sources.some(src => src.startsWith('/pictures/')) ? [] : ['no kept picture']
  return [...left, ...absent, ...none].map(what => `${address}: ${what}`)
}

test('an archive of real texts shows all its pictures offline, on phone and desktop, by day and by night', {
  skip: noCorpus,
}, async () => {
  const { corpusOutlet } = await import('./picture-corpus.ts')
  const { archive, env, articles, posts } = await corpusOutlet(corpus)
  assert.ok(articles.length >= posts * 0.98, `${articles.length} of ${posts} posts name kept pictures`)
  assert.equal((await stet(['-C', archive, 'build'], { env })).code, 0)
  const built = filesIn(join(archive, '_site'))
  const wrong = articles.flatMap(address => troubleOf(built, address))
  assert.deepEqual(wrong, [])
  if (!browser) return
  const step = Math.max(1, Math.floor(articles.length / LOOKED_AT))
  const spread = articles.filter((_, n) => n % step === 0).slice(0, LOOKED_AT)
  const server = await running(['serve', '-C', archive, '--port', '0'], { env })
  for (const how of LOOKS) {
    const { page: tab, complaints } = await look(browser, server.url, how)
    for (const [n, address] of spread.entries()) {
      await tab.goto(server.url + address)
      assert.deepEqual(await tab.evaluate<string[]>(UNLOADED), [], address)
      assert.ok((await tab.locator('.shot img:not(.hint)').count()) > 0, address)
      const wide = await tab.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
      assert.ok(wide <= 0, `${address} is ${wide} px too wide`)
      if (process.env.STET_SHOTS && n < 3)
        await tab.screenshot({
          path: `${process.env.STET_SHOTS}/corpus-${n}-${how.width}-${how.scheme}.png`,
          fullPage: n === 0,
        })
    }
    assert.deepEqual(complaints, [])
    await tab.context().close()
  }
})
