// The picture proxy as its clients know it: every option of the URL interface, asked of the real server on loopback.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import sharp, { type Sharp } from 'sharp'
import {
  BLUE,
  colours,
  type Got,
  GREEN,
  get,
  isAbout,
  looksLike,
  type Origin,
  origin,
  picture,
  RED,
  WHITE,
} from './image-world.ts'
import { newFolder, type Running, running, stet } from './world.ts'

const sources: Record<string, string> = {}

const outlet: Origin = await origin()
const folder = newFolder()
assert.equal((await stet(['init', folder])).code, 0)
const server: Running = await running(['serve', '-C', folder, '--port', '0'], {
  env: { STET_IMAGE_POLICY: 'open', STET_ALLOW_PRIVATE: outlet.host, STET_IMAGE_HOST: 'pictures.example' },
})
const frames = Buffer.concat([0, 1, 2].map(n => Buffer.alloc(60 * 40 * 3, 60 + 70 * n)))
const moving = (): Sharp => sharp(frames, { raw: { width: 60, height: 120, channels: 3, pageHeight: 40 } })
const clear = sharp({
  create: { width: 200, height: 100, channels: 4, background: { r: 255, g: 0, b: 0, alpha: 0 } },
})
/** Two pages of 60 × 40, white but for a black spot at 10 in the first and at 30 in the second. */
const rolling = sharp(
  Buffer.from(
    Array.from({ length: 60 * 80 }, (_, i) => {
      const [x, y] = [i % 60, Math.floor(i / 60)]
      const left = y < 40 ? 10 : 30
      return x >= left && x < left + 10 && y % 40 >= 15 && y % 40 < 25 ? 0 : 255
    }).flatMap(value => [value, value, value]),
  ),
  { raw: { width: 60, height: 80, channels: 3, pageHeight: 40 } },
)
const made: Record<string, Promise<Buffer>> = {
  jpg: picture().jpeg({ quality: 95 }).toBuffer(),
  small: picture(40, 30).jpeg().toBuffer(),
  turned: picture().jpeg({ quality: 95 }).withMetadata({ orientation: 6 }).toBuffer(),
  png: picture(200, 100).png().toBuffer(),
  clear: clear.png().toBuffer(),
  webp: picture(200, 100).webp({ lossless: true }).toBuffer(),
  avif: picture(64, 48).avif({ lossless: true }).toBuffer(),
  gif: moving()
    .gif({ delay: [100, 200, 300], loop: 2 })
    .toBuffer(),
  movingWebp: moving()
    .webp({ lossless: true, delay: [100, 200, 300] })
    .toBuffer(),
  framed: picture(100, 80)
    .extend({ top: 10, bottom: 20, left: 30, right: 40, background: '#fff' })
    .png()
    .toBuffer(),
  grey: picture().greyscale().jpeg({ quality: 95 }).toBuffer(),
  half: picture(200, 100)
    .ensureAlpha(100 / 255)
    .png()
    .toBuffer(),
  greyHalf: picture(200, 100)
    .ensureAlpha(100 / 255)
    .toColourspace('b-w')
    .png()
    .toBuffer(),
  rolling: rolling.gif({ delay: [100, 200] }).toBuffer(),
}
for (const [name, bytes] of Object.entries(made)) sources[name] = outlet.file(`/${name}`, await bytes)
sources.svg = outlet.file(
  '/svg',
  '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="50"><rect width="50" height="50" fill="#f00"/></svg>',
  'image/svg+xml',
)

const ask = (source: string, query = '', init?: RequestInit): Promise<Got> =>
  get(`${server.url}image/?url=${encodeURIComponent(sources[source] ?? source)}${query && `&${query}`}`, init)

const TYPES: Record<string, string> = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  gif: 'image/gif',
  heif: 'image/avif',
  tiff: 'image/tiff',
}

/** Asserts that it is a picture of this format and size, and gives its bytes. */
async function drawn(
  source: string,
  query: string,
  format: string,
  width: number,
  height: number,
): Promise<Buffer> {
  const got = await ask(source, query)
  const what = `${source}?${query}`
  assert.equal(got.status, 200, `${what}: ${got.body.toString().slice(0, 200)}`)
  const meta = await sharp(got.body, { limitInputPixels: false }).metadata()
  assert.deepEqual([meta.format, meta.width, meta.pageHeight ?? meta.height], [format, width, height], what)
  assert.equal(got.headers.get('content-type'), TYPES[format], what)
  return got.body
}

test('sizes: width, height, dpr, percent and every fit', async () => {
  const cases: [query: string, width: number, height: number][] = [
    ['', 400, 300],
    ['w=200', 200, 150],
    ['width=200', 200, 150],
    ['h=60', 80, 60],
    ['height=60', 80, 60],
    ['w=50%25', 200, 150],
    ['w=50%', 200, 150],
    ['h=10%25', 40, 30],
    ['w=200&h=200', 200, 150],
    ['w=800', 800, 600],
    ['w=800&we', 400, 300],
    ['w=800&we=1', 400, 300],
    ['w=800&we=0', 800, 600],
    ['w=800&we=false', 800, 600],
    ['w=100&dpr=2', 200, 150],
    ['w=100&dpr=1.5', 150, 112],
    ['w=100&dpr=9', 100, 75],
    ['dpr=2', 400, 300],
    ['w=0', 400, 300],
    ['w=-5', 400, 300],
    ['w=abc', 400, 300],
    ['w=100px', 100, 75],
    ['w=1e2', 1, 1],
    ['w=150%25', 400, 300],
    ['w=100&w=300', 100, 75],
    ['W=100', 400, 300],
    ['w=200&h=200&fit=outside', 267, 200],
    ['w=200&h=200&fit=cover', 200, 200],
    ['w=200&h=200&fit=fill', 200, 200],
    ['w=200&fit=fill', 200, 300],
    ['h=200&fit=fill', 400, 200],
    ['w=200&h=200&fit=inside', 200, 150],
    ['w=200&h=200&fit=nonsense', 200, 150],
    ['w=800&h=800&t=fit', 400, 300],
    ['w=800&h=800&t=fitup', 800, 600],
    ['w=200&h=200&t=square', 200, 200],
    ['w=800&h=200&t=squaredown', 400, 200],
    ['w=200&h=200&t=absolute', 200, 200],
    ['w=200&h=200&t=crop-top', 200, 200],
    ['w=800&h=200&fit=cover&we', 400, 200],
    ['w=333', 333, 250],
    ['w=3', 3, 2],
    ['w=1', 1, 1],
    ['w=0.5', 400, 300],
    ['w=99.9', 99, 74],
    ['w=+50', 50, 38],
    ['w=5+0', 5, 4],
    ['w=%35%30', 50, 38],
    ['w=', 400, 300],
    ['w', 400, 300],
    ['w=99999999999', 400, 300],
    ['w=0.4%25', 2, 2],
    ['w=-10%25', 400, 300],
    ['width=60&w=50', 60, 45],
    ['&&&w=50&&', 50, 38],
    ['w=50&dpr=8', 400, 300],
    ['w=50&dpr=8.1', 50, 38],
    ['w=50&dpr=-2', 50, 38],
    ['w=50&dpr=.5', 25, 19],
    ['w=50&dpr', 50, 38],
    ['w=100&h=100&fit=COVER', 100, 75],
    ['w=800&h=800&fit=outside&we', 400, 300],
    ['w=800&h=100&fit=fill&we', 400, 100],
    ['w=100&h=10&fit=cover&fit=fill', 100, 10],
    ['w=800&we=FALSE', 400, 300],
    ['w=800&we=1&we=0', 400, 300],
    ['ro=450', 300, 400],
    ['ro=-450', 300, 400],
    ['w=100&h=50&fit=cover&ro=90', 75, 50],
  ]
  for (const [query, width, height] of cases) await drawn('jpg', query, 'jpeg', width, height)
})

test('cover cuts where it is told, contain pads, and pixels are where they should be', async () => {
  const cover = (align: string): string => `w=100&h=300&fit=cover&q=95&a=${align}`
  await looksLike(await drawn('jpg', cover('left'), 'jpeg', 100, 300), [RED, RED, BLUE, BLUE], 'left')
  await looksLike(await drawn('jpg', cover('r'), 'jpeg', 100, 300), [GREEN, GREEN, WHITE, WHITE], 'r')
  await looksLike(await drawn('jpg', cover('center'), 'jpeg', 100, 300), [RED, GREEN, BLUE, WHITE], 'center')
  await looksLike(await drawn('jpg', cover('focal&fpx=0'), 'jpeg', 100, 300), [RED, RED, BLUE, BLUE], 'fpx')
  await looksLike(
    await drawn('jpg', cover('focal-100-50'), 'jpeg', 100, 300),
    [GREEN, GREEN, WHITE, WHITE],
    'old',
  )
  await looksLike(await drawn('jpg', cover('crop-0-50'), 'jpeg', 100, 300), [RED, RED, BLUE, BLUE], 'older')
  const flat = (align: string): string => `w=400&h=100&fit=cover&q=95&align=${align}`
  for (const [align, top, bottom] of [
    ['top', RED, RED],
    ['t', RED, RED],
    ['top-left', RED, RED],
    ['bottom', BLUE, BLUE],
    ['b', BLUE, BLUE],
    ['bottom-left', BLUE, BLUE],
    ['center', RED, BLUE],
    ['nonsense', RED, BLUE],
  ] as const) {
    const body = await drawn('jpg', flat(align), 'jpeg', 400, 100)
    await looksLike(body, [top, top === RED ? GREEN : WHITE, bottom, bottom === RED ? GREEN : WHITE], align)
  }
  for (const align of ['attention', 'entropy']) await drawn('jpg', cover(align), 'jpeg', 100, 300)
  const padded = await drawn('jpg', 'w=400&h=400&fit=contain', 'png', 400, 400)
  const [above, inside] = await colours(padded, [
    [0.5, 0.05],
    [0.25, 0.3],
  ])
  assert.equal(above![3], 0)
  isAbout(inside!, RED, 'inside')
  const blue = await drawn('jpg', 'w=400&h=400&fit=contain&cbg=0000ff&a=top', 'jpeg', 400, 400)
  isAbout((await colours(blue, [[0.5, 0.95]]))[0]!, [0, 0, 255], 'padding')
  isAbout((await colours(blue, [[0.25, 0.05]]))[0]!, RED, 'top')
})

test('cuts: cx, cy, cw, ch, the old crop, percent, and before the resize', async () => {
  await looksLike(
    await drawn('jpg', 'cx=200&cy=0&cw=200&ch=150', 'jpeg', 200, 150),
    [GREEN, GREEN, GREEN, GREEN],
    'cut',
  )
  await looksLike(
    await drawn('jpg', 'crop=200,150,0,150', 'jpeg', 200, 150),
    [BLUE, BLUE, BLUE, BLUE],
    'crop',
  )
  await drawn('jpg', 'cw=50%25&ch=10%25', 'jpeg', 200, 30)
  await drawn('jpg', 'cx=999&cw=0&ch=-3', 'jpeg', 400, 300)
  await drawn('jpg', 'cx=300&cw=999', 'jpeg', 100, 300)
  await drawn('jpg', 'w=200&cx=150&cw=100', 'jpeg', 50, 150)
  const first = await drawn('jpg', 'precrop&cx=200&cy=150&cw=200&ch=150&w=100', 'jpeg', 100, 75)
  await looksLike(first, [WHITE, WHITE, WHITE, WHITE], 'precrop')
  await drawn('jpg', 'precrop=false&cx=50&cw=20&w=100', 'jpeg', 20, 75)
})

test('turns: EXIF is obeyed first, then ro, flip and flop; other angles grow the canvas', async () => {
  await looksLike(await drawn('turned', '', 'jpeg', 300, 400), [BLUE, RED, WHITE, GREEN], 'exif')
  await drawn('turned', 'w=150', 'jpeg', 150, 200)
  // The service itself swaps the sides here; stet does not.
  await drawn('turned', 'w=300&h=200&fit=cover', 'jpeg', 300, 200)
  await looksLike(await drawn('jpg', 'ro=90', 'jpeg', 300, 400), [BLUE, RED, WHITE, GREEN], 'ro=90')
  await drawn('jpg', 'w=100&ro=90', 'jpeg', 75, 100)
  await looksLike(await drawn('jpg', 'or=180', 'jpeg', 400, 300), [WHITE, BLUE, GREEN, RED], 'or=180')
  await looksLike(await drawn('jpg', 'ro=-90', 'jpeg', 300, 400), [GREEN, WHITE, RED, BLUE], 'ro=-90')
  await looksLike(await drawn('jpg', 'flip', 'jpeg', 400, 300), [BLUE, WHITE, RED, GREEN], 'flip')
  await looksLike(await drawn('jpg', 'flop', 'jpeg', 400, 300), [GREEN, RED, WHITE, BLUE], 'flop')
  await looksLike(await drawn('jpg', 'ro=90&flip', 'jpeg', 300, 400), [WHITE, GREEN, BLUE, RED], 'ro+flip')
  await looksLike(await drawn('jpg', 'flip=0', 'jpeg', 400, 300), [RED, GREEN, BLUE, WHITE], 'flip=0')
  const tilted = await ask('jpg', 'w=200&ro=45&output=png')
  const meta = await sharp(tilted.body).metadata()
  assert.ok(
    Math.abs(meta.width - 247) <= 2 && Math.abs(meta.height - 247) <= 2,
    `${meta.width}x${meta.height}`,
  )
  assert.equal((await colours(tilted.body, [[0.01, 0.01]]))[0]![3], 0)
  const filled = await ask('jpg', 'w=200&ro=45&rbg=00ff00')
  assert.equal(filled.headers.get('content-type'), 'image/jpeg')
  isAbout((await colours(filled.body, [[0.02, 0.02]]))[0]!, [0, 255, 0], 'rbg')
})

test('trim takes the edge away, and nothing when it is bare or all is edge', async () => {
  await drawn('framed', 'trim=10', 'png', 100, 80)
  await drawn('framed', 'trim', 'png', 170, 110)
  await drawn('framed', 'trim=255', 'png', 170, 110)
  await drawn('framed', 'trim=10&w=50', 'png', 50, 40)
  await drawn('clear', 'trim=10', 'png', 200, 100)
  await drawn('rolling', 'trim=10', 'gif', 10, 10)
  const pages = async (query: string) => {
    const {
      width,
      pageHeight,
      pages: count,
    } = await sharp((await ask('rolling', query)).body, {
      animated: true,
    }).metadata()
    return [width, pageHeight, count]
  }
  assert.deepEqual(await pages('n=-1&trim=10'), [30, 40, 2])
  assert.deepEqual(await pages('n=-1&trim=10&w=15'), [15, 20, 2])
})

test('adjustments change colours as documented', async () => {
  const red = async (query: string): Promise<number[]> =>
    (await colours((await ask('jpg', `${query}&output=png`)).body, [[0.25, 0.25]]))[0]!
  isAbout(await red('bri=20'), [255, 81, 81], 'bri')
  isAbout(await red('bri=-20'), [169, 0, 0], 'bri')
  isAbout(await red('bri=200'), RED, 'bri out of range')
  const [r, g] = await red('con=50')
  assert.ok(r! > RED[0] && g! < RED[1], 'con')
  const [calm] = await red('con=-50')
  assert.ok(calm! < RED[0], 'con')
  isAbout(
    await red('gam=2.2'),
    RED.map(v => 255 * (v / 255) ** 2.2),
    'gam',
  )
  isAbout(
    await red('gam'),
    RED.map(v => 255 * (v / 255) ** 2.2),
    'gam',
  )
  isAbout(await red('gam=1'), RED, 'gam=1')
  isAbout(
    await red('filt=negate'),
    RED.map(v => 255 - v),
    'negate',
  )
  const grey = await red('filt=greyscale')
  assert.ok(grey[0] === grey[1] && grey[1] === grey[2], 'greyscale')
  isAbout(
    await red('filt=sepia'),
    [0.3588, 0.299, 0.2392].map(
      (m, i) => m * 220 + [0.7044, 0.587, 0.4696][i]! * 30 + [0.1368, 0.114, 0.0912][i]! * 30,
    ),
    'sepia',
  )
  isAbout(await red('filt=nonsense'), RED, 'no filter')
  const white = (await colours((await ask('jpg', 'filt=duotone&output=png')).body, [[0.75, 0.75]]))[0]!
  isAbout(white, [216, 231, 79], 'duotone', 30)
  const dark = (
    await colours((await ask('jpg', 'filt=duotone&start=000000&stop=ffffff&output=png')).body, [[0.25, 0.25]])
  )[0]!
  isAbout(dark, [dark[0]!, dark[0]!, dark[0]!], 'duotone of black and white', 3)
  const [tr, tg, tb] = await red('tint=red')
  assert.ok(tr! > tg! && tr! > tb!, 'tint')
  const [mr, mg] = await red('sat=0')
  assert.ok(Math.abs(mr! - mg!) < 4, 'sat')
  const turned = await red('hue=120')
  assert.ok(turned[1]! > turned[0]!, `hue ${turned}`)
  const bright = await red('mod=1.2,1,0')
  assert.ok(bright[0]! > RED[0] || bright[1]! > RED[1], 'mod')
  isAbout(await red('mod=1,1,120'), turned, 'mod with hue', 3)
  for (const query of [
    'blur',
    'blur=5',
    'blur=5000',
    'sharp',
    'sharp=2',
    'sharp=1,2,3',
    'sharp=2&sharpf=1&sharpj=3',
  ])
    isAbout(await red(query), RED, query)
  const soft = (await colours((await ask('jpg', 'blur=20&output=png')).body, [[0.5, 0.25]]))[0]!
  assert.ok(soft[0]! > 60 && soft[0]! < 200 && soft[1]! > 60, `blur at the border: ${soft}`)
})

test('no filter takes transparency away: the picture’s own, that of bars, or of corners', async () => {
  const alpha = async (source: string, query: string, x: number, y: number): Promise<number> =>
    (await colours((await ask(source, query)).body, [[x, y]]))[0]![3]!
  for (const filter of ['greyscale', 'duotone', 'sepia', 'negate']) {
    const filt = `filt=${filter}`
    for (const source of ['half', 'greyHalf'])
      for (const output of ['', '&output=webp', '&output=png&w=50'])
        assert.equal(await alpha(source, filt + output, 0.5, 0.5), 100, `${source} ${filt}${output}`)
    assert.equal(await alpha('clear', filt, 0.5, 0.5), 0, filt)
    await drawn('jpg', `${filt}&w=100&h=100&fit=contain`, 'png', 100, 100)
    assert.equal(await alpha('jpg', `${filt}&w=100&h=100&fit=contain`, 0.5, 0.03), 0, filt)
    assert.equal(await alpha('jpg', `${filt}&w=100&h=100&fit=contain`, 0.5, 0.5), 255, filt)
    assert.equal(await alpha('jpg', `${filt}&ro=45&output=png`, 0.01, 0.01), 0, filt)
    isAbout(
      (await colours((await ask('half', `${filt}&ro=45&bg=00ff00`)).body, [[0.01, 0.01]]))[0]!,
      [0, 255, 0, 255],
      filt,
    )
  }
  const grey = JSON.parse((await ask('half', 'filt=greyscale&output=json')).body.toString())
  assert.deepEqual([grey.channels, grey.hasAlpha, grey.space], [2, true, 'b-w'])
})

test('sharpening wants a sigma: two values, or a sigma of 0, leave the picture as it is', async () => {
  const bytes = async (query: string): Promise<string> =>
    (await ask('jpg', `${query}&w=150&output=png`)).body.toString('base64')
  const plain = await bytes('')
  for (const none of ['sharp=0', 'sharp=1,2', 'sharp=1,2,0', 'sharp='])
    assert.equal(await bytes(none), plain, none)
  const mild = await bytes('sharp')
  for (const odd of ['sharp=11', 'sharp=x', 'sharp=1,2,99']) assert.equal(await bytes(odd), mild, odd)
  assert.equal(await bytes('sharp=1,2,3'), await bytes('sharp=3'))
  assert.notEqual(mild, plain)
  assert.notEqual(await bytes('sharp=3'), plain)
})

test('background, mask, mtrim and mbg', async () => {
  isAbout((await colours((await ask('clear', 'bg=00ff00')).body, [[0.5, 0.5]]))[0]!, [0, 255, 0, 255], 'bg')
  isAbout(
    (await colours((await ask('clear', 'bg=8000ff00')).body, [[0.5, 0.5]]))[0]!,
    [0, 255, 0, 128],
    'half bg',
  )
  const circle = await drawn('jpg', 'mask=circle', 'png', 400, 300)
  const [corner, middle] = await colours(circle, [
    [0.02, 0.02],
    [0.4, 0.4],
  ])
  assert.equal(corner![3], 0)
  isAbout(middle!, [...RED, 255], 'middle')
  await drawn('jpg', 'mask=circle&mtrim', 'png', 300, 300)
  await drawn('jpg', 'shape=circle&strim', 'png', 300, 300)
  await drawn('jpg', 'mask=ellipse&mtrim', 'png', 400, 300)
  await drawn('jpg', 'mask=nonsense', 'jpeg', 400, 300)
  const framed = await drawn('jpg', 'mask=circle&mbg=ff0000&mtrim', 'jpeg', 300, 300)
  isAbout((await colours(framed, [[0.01, 0.01]]))[0]!, [255, 0, 0], 'mbg', 20)
  for (const mask of [
    'triangle',
    'triangle-180',
    'pentagon',
    'pentagon-180',
    'hexagon',
    'square',
    'star',
    'heart',
  ]) {
    const body = await drawn('jpg', `mask=${mask}`, 'png', 400, 300)
    const found = await colours(body, [
      [0.01, 0.01],
      [0.5, 0.5],
      [0.99, 0.99],
    ])
    assert.deepEqual(
      found.map(([, , , alpha]) => alpha! > 200),
      [false, true, false],
      mask,
    )
  }
  const up = await colours(await drawn('jpg', 'mask=triangle', 'png', 400, 300), [
    [0.5, 0.05],
    [0.3, 0.95],
  ])
  const down = await colours(await drawn('jpg', 'mask=triangle-180', 'png', 400, 300), [
    [0.3, 0.05],
    [0.5, 0.95],
  ])
  for (const [, , , alpha] of [...up, ...down]) assert.ok(alpha! > 200)
})

test('output: every format, quality, level, and what each input becomes', async () => {
  for (const [output, format] of [
    ['jpg', 'jpeg'],
    ['png', 'png'],
    ['gif', 'gif'],
    ['tiff', 'tiff'],
    ['tif', 'tiff'],
    ['webp', 'webp'],
    ['avif', 'heif'],
    ['av1', 'heif'],
    ['jxl', 'jpeg'],
    ['nonsense', 'jpeg'],
  ] as const)
    await drawn('jpg', `w=100&output=${output}`, format, 100, 75)
  await drawn('png', '', 'png', 200, 100)
  await drawn('webp', '', 'webp', 200, 100)
  await drawn('avif', '', 'heif', 64, 48)
  await drawn('svg', '', 'png', 100, 50)
  await drawn('svg', 'w=400', 'png', 400, 200)
  await drawn('gif', '', 'gif', 60, 40)
  await drawn('clear', 'output=jpg', 'jpeg', 200, 100)
  await drawn('png', 'output=jpeg', 'jpeg', 200, 100)
  assert.equal(
    (await ask('png', 'output=jpeg')).headers.get('content-disposition'),
    'inline; filename=image.jpg',
  )
  const size = async (query: string): Promise<number> => (await ask('jpg', query)).body.length
  assert.ok((await size('q=10')) < (await size('q=95')))
  assert.equal(await size('q=0'), await size('q=80'))
  assert.equal(await size('quality=80'), await size(''))
  assert.ok((await size('output=png&l=0')) > (await size('output=png&level=9')))
  const meta = async (query: string) => sharp((await ask('jpg', query)).body).metadata()
  assert.equal((await meta('')).chromaSubsampling, '4:2:0')
  assert.equal((await meta('q=90')).chromaSubsampling, '4:4:4')
  assert.equal((await meta('il')).isProgressive, true)
  assert.equal((await meta('')).isProgressive, false)
  assert.equal((await meta('output=png&il')).isProgressive, true)
  assert.equal((await sharp((await ask('turned')).body).metadata()).exif, undefined)
  const lossless = await ask('png', 'output=webp&ll')
  const [exact] = await colours(lossless.body, [[0.25, 0.25]])
  assert.deepEqual(exact!.slice(0, 3), [...RED])
})

test('pages: one unless told, n=-1 for all, page to begin with; turns and colours of moving pictures', async () => {
  const animation = async (source: string, query: string) =>
    sharp((await ask(source, query)).body, { animated: true }).metadata()
  assert.equal((await animation('gif', '')).pages ?? 1, 1)
  const all = await animation('gif', 'n=-1')
  assert.deepEqual([all.pages, all.pageHeight, all.delay, all.loop], [3, 40, [100, 200, 300], 2])
  assert.equal((await animation('gif', 'n=2')).pages, 2)
  assert.equal((await animation('gif', 'pages=-1&page=1')).pages, 2)
  assert.deepEqual((await animation('gif', 'n=-1&delay=50')).delay, [50, 50, 50])
  assert.deepEqual((await animation('gif', 'n=-1&delay=10,20,30&loop=5')).loop, 5)
  const small = await animation('gif', 'n=-1&w=30&output=webp')
  assert.deepEqual([small.format, small.width, small.pageHeight, small.pages], ['webp', 30, 20, 3])
  const turned = await animation('gif', 'n=-1&ro=90')
  assert.deepEqual([turned.width, turned.pageHeight, turned.pages], [40, 60, 3])
  const flipped = await sharp((await ask('gif', 'n=-1&flip')).body, { page: 0 })
    .raw()
    .toBuffer()
  assert.ok(Math.abs(flipped[0]! - 60) < 12, 'the first page stays the first')
  const last = await colours((await ask('gif', 'page=2')).body, [[0.5, 0.5]])
  isAbout(last[0]!, [200, 200, 200], 'page=2')
  await drawn('gif', 'page=-1', 'gif', 60, 40)
  assert.equal((await animation('movingWebp', 'n=-1&w=30')).pages, 3)
  const cut = await animation('gif', 'n=-1&w=20&h=20&fit=cover')
  assert.deepEqual([cut.width, cut.pageHeight, cut.pages], [20, 20, 3])
})

test('output=json describes the picture', async () => {
  const got = await ask('jpg', 'w=200&output=json')
  assert.equal(got.headers.get('content-disposition'), null)
  const { format, width, height, space, channels, depth, hasAlpha, orientation } = JSON.parse(
    got.body.toString(),
  )
  assert.deepEqual(
    { format, width, height, space, channels, depth, hasAlpha, orientation },
    {
      format: 'jpeg',
      width: 200,
      height: 150,
      space: 'srgb',
      channels: 3,
      depth: 'uchar',
      hasAlpha: false,
      orientation: 0,
    },
  )
  const moving = JSON.parse((await ask('gif', 'n=-1&output=json')).body.toString())
  assert.deepEqual(
    [moving.format, moving.width, moving.height, moving.pages, moving.pageHeight],
    ['gif', 60, 120, 3, 40],
  )
  assert.deepEqual([moving.loop, moving.delay], [2, [100, 200, 300]])
  const slower = JSON.parse((await ask('gif', 'n=-1&loop=5&delay=50&output=json')).body.toString())
  assert.deepEqual([slower.loop, slower.delay], [5, [50, 50, 50]])
  const opaque = JSON.parse((await ask('movingWebp', 'n=-1&output=json')).body.toString())
  assert.deepEqual([opaque.channels, opaque.hasAlpha, opaque.pages], [3, false, 3])
  const padded = JSON.parse(
    (await ask('movingWebp', 'n=-1&w=30&h=30&fit=contain&output=json')).body.toString(),
  )
  assert.deepEqual([padded.channels, padded.hasAlpha, padded.pageHeight], [4, true, 30])
  assert.equal(JSON.parse((await ask('svg', 'output=json')).body.toString()).format, 'svg')
})

test('the answer’s headers: type, name, age, origin, and what a picture may do', async () => {
  const got = await ask('jpg', 'w=50')
  const head = (name: string): string | null => got.headers.get(name)
  assert.equal(head('content-disposition'), 'inline; filename=image.jpg')
  assert.equal(head('cache-control'), 'public, max-age=31536000')
  assert.ok(Math.abs(Date.parse(head('expires')!) - Date.now() - 31_536_000_000) < 60_000)
  assert.equal(head('link'), `<${sources.jpg}>; rel="canonical"`)
  assert.equal(head('access-control-allow-origin'), '*')
  assert.equal(head('cross-origin-resource-policy'), 'cross-origin')
  assert.equal(head('timing-allow-origin'), '*')
  assert.equal(head('x-images-api'), '5')
  assert.equal(head('x-content-type-options'), 'nosniff')
  assert.equal(head('content-security-policy'), "default-src 'none'; sandbox")
  assert.equal(head('content-length'), String(got.body.length))
  assert.equal(head('last-modified'), null)
  const named = async (query: string) => (await ask('png', query)).headers.get('content-disposition')
  assert.equal(await named('filename=photo1&output=avif'), 'inline; filename=photo1.avif')
  assert.equal(await named('filename=bad.name'), 'inline; filename=image.png')
  assert.equal(await named(`filename=${'a'.repeat(79)}`), 'inline; filename=image.png')
  assert.equal(await named('FILENAME=abc'), 'inline; filename=abc.png')
  const aged = async (query: string) => (await ask('jpg', `w=50&${query}`)).headers.get('cache-control')
  assert.equal(await aged('maxage=31d'), 'public, max-age=2678400')
  assert.equal(await aged('maxage=2w'), 'public, max-age=1209600')
  assert.equal(await aged('maxage=1M'), 'public, max-age=2592000')
  assert.equal(await aged('maxage=86400'), 'public, max-age=86400')
  assert.equal(await aged('maxage=1d12h'), 'public, max-age=129600')
  assert.equal(await aged('maxage=1w2d'), 'public, max-age=777600')
  for (const odd of ['1h', '2y', 'x', '', '-1d', '12h1d', '1d1d'])
    assert.equal(await aged(`maxage=${odd}`), 'public, max-age=31536000', odd)
  const head405 = await ask('jpg', 'w=50', { method: 'POST' })
  assert.equal(head405.status, 405)
  const onlyHead = await ask('jpg', 'w=50', { method: 'HEAD' })
  assert.deepEqual([onlyHead.status, onlyHead.body.length], [200, 0])
  assert.equal(onlyHead.headers.get('content-length'), head('content-length'))
})

test('base64, ETag and 304', async () => {
  const got = await ask('jpg', 'w=50&encoding=base64')
  assert.equal(got.headers.get('content-type'), 'text/plain')
  assert.equal(got.headers.get('content-disposition'), null)
  const plain = await ask('jpg', 'w=50')
  assert.equal(got.body.toString(), `data:image/jpeg;base64,${plain.body.toString('base64')}`)
  const tag = plain.headers.get('etag')!
  const again = await ask('jpg', 'w=50', { headers: { 'if-none-match': `"x", ${tag}` } })
  assert.deepEqual([again.status, again.body.length], [304, 0])
  assert.equal((await ask('jpg', 'w=51', { headers: { 'if-none-match': tag } })).status, 200)
})

test('addresses in every spelling', async () => {
  const { host } = outlet
  const path = outlet.file('/a%20b/%E5%9B%BE.jpg', await picture(40, 30).jpeg().toBuffer())
  for (const url of [
    `http://${host}/jpg`,
    `HTTP://${host}/jpg`,
    `${host}/jpg`,
    `http:///${host}/jpg`,
    `http://${host}/jpg#part`,
    encodeURIComponent(`http://${host}/jpg`),
  ])
    assert.equal((await get(`${server.url}image/?url=${url}`)).status, 200, url)
  assert.equal((await get(`${server.url}image/?URL=${host}/jpg`)).status, 200)
  assert.equal((await get(`${server.url}image/?url=${host}/jpg&url=${host}/none`)).status, 200)
  assert.equal((await get(`${server.url}image/?url=${encodeURIComponent(path)}`)).status, 200)
  assert.equal((await get(`${server.url}image/?url=${encodeURIComponent(`${host}/a b/图.jpg`)}`)).status, 200)
  assert.equal((await get(`${server.url}image/?w=10&url=${host}/jpg&unknown=1&verylongkey=2`)).status, 200)
  const asIs = outlet.on("/!*'();:@=+$,[]-_.~?a=b+c", (_, r) => r.writeHead(404).end())
  await get(`${server.url}image/?url=${encodeURIComponent(asIs)}`)
  assert.equal(outlet.asked.get("/!*'();:@=+$,[]-_.~?a=b+c"), 1)
})

test('after a redirect the next server is told which address led to it, and nothing of who asks', async () => {
  const seen: (string | undefined)[] = []
  const bytes = await picture(40, 30).jpeg().toBuffer()
  outlet.on('/landed.jpg', (request, response) => {
    seen.push(request.headers.referer, request.headers.cookie, request.headers['accept-language'])
    response.end(bytes)
  })
  const start = outlet.on('/leaving', (request, response) => {
    seen.push(request.headers.referer)
    response.writeHead(302, { location: '/landed.jpg' }).end()
  })
  const headers = { referer: 'https://visitor.example/', cookie: 'a=b', 'accept-language': 'zh' }
  assert.equal((await ask(start, 'w=10', { headers })).status, 200)
  assert.deepEqual(seen, [undefined, start, undefined, undefined])
})

test('on the configured host old addresses work as they are', async () => {
  const { request } = await import('node:http')
  const asked = (path: string): Promise<number> =>
    new Promise((resolve, reject) => {
      request(server.url + path, { headers: { host: 'pictures.example' } }, response => {
        response.resume()
        resolve(response.statusCode!)
      })
        .on('error', reject)
        .end()
    })
  assert.equal(await asked(`?url=${outlet.host}/jpg&w=20`), 200)
  assert.equal(await asked('?w=20'), 400)
  assert.equal(
    (await get(`${server.url}?url=${outlet.host}/jpg`)).headers.get('content-type'),
    'text/html; charset=utf-8',
  )
})

test('the same request many times at once is fetched and drawn once', async () => {
  const bytes = await picture(300, 200).jpeg().toBuffer()
  const slow = outlet.on('/slow', (_, response) => {
    setTimeout(() => response.end(bytes), 150)
  })
  const all = await Promise.all(Array.from({ length: 20 }, () => ask(slow, 'w=30')))
  assert.deepEqual(new Set(all.map(({ status }) => status)), new Set([200]))
  assert.equal(outlet.asked.get('/slow'), 1)
  await ask(slow, 'width=30&h=&unknown')
  assert.equal(outlet.asked.get('/slow'), 1)
})

test('a picture’s other sizes, asked for soon after, are made without asking the outlet again', async () => {
  const bytes = await picture(320, 200).jpeg().toBuffer()
  const sizes = outlet.on('/sizes', (_, response) => response.end(bytes))
  for (const width of [160, 80, 40])
    assert.equal((await sharp((await ask(sizes, `w=${width}`)).body).metadata()).width, width)
  assert.equal(outlet.asked.get('/sizes'), 1)
})
