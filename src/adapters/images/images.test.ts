import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import sharp from 'sharp'
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
