import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import sharp from 'sharp'
import type { Drawing } from '../../model/drawing.ts'
import { distance } from '../../model/picture.ts'
import { imagesContract } from '../contracts/images.ts'
import { coverCut, cutArea, halfEven, resized, target } from './geometry.ts'
import { fromLab, labOf } from './lab.ts'
import { hashOf } from './look.ts'
import { imagePool } from './pool.ts'

const pool = imagePool({ size: 2, rest: 2000 })
after(() => pool.close())

/** Panes of all sizes, as different as photos are. */
function panes(width: number, height: number, seed: number): Buffer {
  const data = Buffer.alloc(width * height * 3, 128)
  let x = seed * 7919
  const next = (most: number): number => {
    x = (x * 1103515245 + 12345) & 0x7fffffff
    return (x >> 8) % most
  }
  for (let n = 0; n < 60; n++) {
    const [left, top, across, down] = [next(width), next(height), 20 + next(150), 20 + next(120)]
    const colour = [next(256), next(256), next(256)]
    for (let at = top; at < Math.min(height, top + down); at++)
      for (let to = left; to < Math.min(width, left + across); to++) data.set(colour, 3 * (at * width + to))
  }
  return data
}
const photo = (seed = 1) => sharp(panes(400, 300, seed), { raw: { width: 400, height: 300, channels: 3 } })

imagesContract('the pool', pool, async () => ({
  photo: await photo().jpeg().toBuffer(),
  endless: Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="900"><filter id="f"><feGaussianBlur stdDeviation="40"/></filter><defs><g id="l0"><circle r="400" filter="url(#f)"/></g>${Array.from({ length: 9 }, (_, i) => `<g id="l${i + 1}">${`<use href="#l${i}"/>`.repeat(12)}</g>`).join('')}</defs><use href="#l5"/><use href="#l6"/></svg>`,
  ),
}))

test('the same picture in another size and format looks alike, another picture does not', async () => {
  const hash = async (bytes: Buffer): Promise<string> => {
    const seen = await pool.look(bytes)
    assert.ok(seen.kind === 'seen')
    return seen.hash
  }
  const original = await hash(await photo().png().toBuffer())
  assert.ok(distance(original, await hash(await photo().resize(200).webp({ quality: 50 }).toBuffer())) <= 10)
  assert.ok(distance(original, await hash(await photo(6).jpeg().toBuffer())) > 10)
  assert.equal(distance('ffffffffffffffff', '0000000000000000'), 64)
  assert.equal(hashOf(new Uint8Array(1024)).length, 16)
})

test('a picture that lies on its side is seen upright', async () => {
  const turned = await photo().jpeg().withMetadata({ orientation: 8 }).toBuffer()
  const seen = await pool.look(turned)
  assert.ok(seen.kind === 'seen')
  assert.deepEqual([seen.width, seen.height], [300, 400])
})

test('halves are rounded to the even neighbour', () => {
  assert.deepEqual([0.5, 1.5, 2.5, 112.5, 2.49, 2.51].map(halfEven), [0, 2, 2, 112, 2, 3])
})

test('sides by arithmetic: fits, percent, dpr, and never less than a pixel', () => {
  const of = { width: 4000, height: 3000 }
  const sides = (drawing: Parameters<typeof resized>[0]) =>
    Object.values(resized(drawing, of, target(drawing, of)))
  assert.deepEqual(sides({ width: { pixels: 300 }, height: { pixels: 300 }, fit: 'cover' }), [400, 300])
  assert.deepEqual(sides({ width: { share: 0.1 }, dpr: 2 }), [800, 600])
  assert.deepEqual(sides({ height: { pixels: 1 } }), [1, 1])
  assert.deepEqual(sides({ width: { pixels: 5000 }, withoutEnlargement: true }), [4000, 3000])
  assert.deepEqual(
    sides({ width: { pixels: 5000 }, height: { pixels: 100 }, fit: 'fill', withoutEnlargement: true }),
    [4000, 100],
  )
})

test('a focal point is kept in the cut, as near to its middle as the edges allow', () => {
  const of = { width: 400, height: 300 }
  const cut = (x: number) =>
    coverCut({ fit: 'cover', align: 'focal', focus: { x, y: 0.5 } }, of, { width: 100, height: 300 }, of)
      ?.left
  assert.deepEqual([0, 0.25, 0.5, 1].map(cut), [0, 50, 150, 300])
  assert.equal(coverCut({ fit: 'inside' }, of, { width: 10, height: 10 }, of), undefined)
  assert.deepEqual(cutArea({ cut: { x: { pixels: 500 }, width: { share: 0.5 } } }, of), {
    left: 0,
    top: 0,
    width: 200,
    height: 300,
  })
})

test('colours go to Lab and back', () => {
  for (const [red, green, blue] of [
    [200, 54, 88],
    [0, 0, 0],
    [255, 255, 255],
    [12, 200, 250],
  ] as const) {
    const back = fromLab(labOf({ red, green, blue, alpha: 255 }))
    assert.ok(Math.max(...[red, green, blue].map((value, i) => Math.abs(value - back[i]!))) <= 1, `${back}`)
  }
})

/** Raw pixels of a drawing of these bytes, and their channels in the file. */
async function drawnOf(bytes: Uint8Array, drawing: Drawing) {
  const got = await pool.draw(bytes, drawing)
  assert.ok(got.kind === 'drawn', JSON.stringify(got))
  const { channels, format } = await sharp(got.bytes).metadata()
  const { data, info } = await sharp(got.bytes)
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  const at = (x: number, y: number): number[] => [...data.subarray(4 * (y * info.width + x)).subarray(0, 4)]
  return { channels, format, at, width: info.width, height: info.height }
}

test('a filter takes no transparency away, wherever it came from', async () => {
  const pixels = Buffer.alloc(4 * 40 * 30)
  for (let i = 0; i < pixels.length; i += 4) pixels.set([200, 30, 30, i % 160 < 80 ? 100 : 255], i)
  const clear = await sharp(pixels, { raw: { width: 40, height: 30, channels: 4 } })
    .png()
    .toBuffer()
  const greyClear = await sharp(clear).toColourspace('b-w').png().toBuffer()
  assert.equal((await sharp(greyClear).metadata()).channels, 2)
  const duotone = {
    start: { red: 200, green: 54, blue: 88, alpha: 255 },
    stop: { red: 216, green: 231, blue: 79, alpha: 255 },
  }
  for (const drawing of [{ filter: 'greyscale' }, { filter: 'duotone', duotone }] satisfies Drawing[]) {
    const { filter } = drawing
    for (const bytes of [clear, greyClear]) {
      const got = await drawnOf(bytes, drawing)
      assert.deepEqual([got.at(5, 5)[3], got.at(35, 5)[3]], [100, 255], filter)
    }
    for (const output of ['png', 'webp', 'tiff', 'avif'] as const)
      assert.ok(Math.abs((await drawnOf(clear, { ...drawing, output })).at(5, 5)[3]! - 100) < 3, output)
    const turned = await drawnOf(clear, { ...drawing, turn: 45 })
    assert.equal(turned.at(0, 0)[3], 0, filter)
    const jpeg = await photo().jpeg().toBuffer()
    const side = { pixels: 100 }
    const padded = await drawnOf(jpeg, { ...drawing, fit: 'contain', width: side, height: side })
    assert.deepEqual([padded.format, padded.width, padded.height], ['png', 100, 100])
    assert.deepEqual([padded.at(50, 2)[3], padded.at(50, 50)[3]], [0, 255], filter)
    const filled = { red: 0, green: 255, blue: 0, alpha: 255 }
    assert.deepEqual(
      (await drawnOf(clear, { ...drawing, turn: 45, background: filled })).at(0, 0),
      [0, 255, 0, 255],
    )
  }
  const grey = await drawnOf(clear, { filter: 'greyscale' })
  assert.equal(grey.channels, 2)
  const said = await pool.draw(clear, { filter: 'greyscale', output: 'json' })
  assert.ok(said.kind === 'drawn')
  const { channels, hasAlpha, space } = JSON.parse(Buffer.from(said.bytes).toString())
  assert.deepEqual({ channels, hasAlpha, space }, { channels: 2, hasAlpha: true, space: 'b-w' })
})

test('of pages only what is edge in all of them is trimmed, left and right; a description says loop and delay as asked', async () => {
  const roll = Buffer.alloc(3 * 40 * 90, 255)
  for (let page = 0; page < 3; page++)
    for (let y = 10; y < 20; y++)
      for (let x = 10 + 5 * page; x < 15 + 5 * page; x++) roll.set([0, 0, 0], 3 * ((30 * page + y) * 40 + x))
  const gif = await sharp(roll, { raw: { width: 40, height: 90, channels: 3, pageHeight: 30 } })
    .gif({ loop: 2, delay: [100, 200, 300] })
    .toBuffer()
  const trim = { threshold: 10 }
  const got = await pool.draw(gif, { pages: -1, trim })
  assert.ok(got.kind === 'drawn')
  const { width, pageHeight, pages } = await sharp(got.bytes, { animated: true }).metadata()
  assert.deepEqual([width, pageHeight, pages], [15, 30, 3])
  const one = await pool.draw(gif, { trim })
  assert.ok(one.kind === 'drawn')
  assert.deepEqual([one.width, one.height], [5, 10])
  const blank = await sharp(Buffer.alloc(3 * 40 * 60, 255), {
    raw: { width: 40, height: 60, channels: 3, pageHeight: 30 },
  })
    .gif()
    .toBuffer()
  const whole = await pool.draw(blank, { pages: -1, trim })
  assert.ok(whole.kind === 'drawn')
  assert.equal(whole.width, 40)
  const said = async (drawing: Drawing) => {
    const json = await pool.draw(gif, { ...drawing, output: 'json' })
    assert.ok(json.kind === 'drawn')
    const { loop, delay } = JSON.parse(Buffer.from(json.bytes).toString())
    return { loop, delay }
  }
  assert.deepEqual(await said({ pages: -1 }), { loop: 2, delay: [100, 200, 300] })
  assert.deepEqual(await said({ pages: -1, loop: 7, delay: [50] }), { loop: 7, delay: [50, 50, 50] })
  assert.deepEqual(await said({ pages: -1, delay: [10, 20, 30] }), { loop: 2, delay: [10, 20, 30] })
})
