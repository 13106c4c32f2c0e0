// What everybody who draws pictures must do.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Images } from '../../model/ports.ts'

/** Files to draw from; `photo` is a JPEG of 400 × 300. */
export interface Samples {
  readonly photo: Uint8Array
  /** An SVG that never ends. */
  readonly endless: Uint8Array
}

export function imagesContract(name: string, images: Images, samples: () => Promise<Samples>): void {
  test(`${name}: a picture is drawn as asked, the same bytes each time`, async () => {
    const { photo } = await samples()
    const drawing = { width: { pixels: 100 }, output: 'avif', effort: 2, quality: 60 } as const
    const [first, second] = await Promise.all([images.draw(photo, drawing), images.draw(photo, drawing)])
    assert.ok(first!.kind === 'drawn' && second!.kind === 'drawn')
    assert.deepEqual([first.format, first.width, first.height], ['avif', 100, 75])
    assert.deepEqual(Buffer.from(first.bytes), Buffer.from(second.bytes))
  })

  test(`${name}: what is no picture, and what is cut short, is told apart`, async () => {
    const { photo } = await samples()
    const why = async (bytes: Uint8Array) => {
      const seen = await images.look(bytes)
      return seen.kind === 'refused' ? seen.why : seen.type
    }
    assert.equal(await why(photo), 'image/jpeg')
    assert.equal(await why(Buffer.from('<!doctype html>')), 'unsupported')
    assert.equal(await why(new Uint8Array()), 'unsupported')
    assert.equal(await why(photo.subarray(0, photo.length / 2)), 'unreadable')
  })

  test(`${name}: work that does not end is ended, and other work goes on`, async () => {
    const { photo, endless } = await samples()
    const [stuck, ...others] = await Promise.all([
      images.draw(endless, { width: { pixels: 500 } }, { time: 700 }),
      ...Array.from({ length: 6 }, (_, i) => images.draw(photo, { width: { pixels: 50 + i } })),
    ])
    assert.ok(stuck!.kind === 'refused' && stuck.why === 'failed', JSON.stringify(stuck))
    for (const other of others) assert.equal(other.kind, 'drawn')
  })

  test(`${name}: limits of pixels, pages and memory hold`, async () => {
    const { photo } = await samples()
    const why = async (limits: object, drawing = {}) => {
      const drawn = await images.draw(photo, drawing, limits)
      return drawn.kind === 'refused' ? drawn.why : drawn.kind
    }
    assert.equal(await why({ pixels: 1000 }), 'too-many-pixels')
    assert.equal(await why({ pixels: 400 * 300 }), 'drawn')
    assert.equal(await why({ pixels: 400 * 300 }, { width: { pixels: 401 } }), 'too-many-pixels')
    assert.equal(await why({ memory: 1024 }, { width: { pixels: 6000 }, output: 'png' }), 'failed')
    assert.equal(await why({}), 'drawn')
  })
}
