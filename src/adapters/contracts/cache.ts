// What every cache of derived bytes must do.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Cache } from '../../model/ports.ts'

/** `open` gives an empty cache of so many bytes. */
export function cacheContract(name: string, open: (most: number) => Promise<Cache>): void {
  const bytes = (n: number): Uint8Array => new Uint8Array(100).fill(n)

  test(`${name}: what was put in is given back, what was not is not there`, async () => {
    const cache = await open(1000)
    await cache.put('abc1', bytes(1))
    assert.deepEqual(Buffer.from((await cache.get('abc1'))!), Buffer.from(bytes(1)))
    await cache.put('abc1', bytes(2))
    assert.equal((await cache.get('abc1'))![0], 2)
    assert.equal(await cache.get('abc2'), undefined)
  })

  test(`${name}: when it is full, what was not used for longest goes`, async () => {
    const cache = await open(1000)
    for (let n = 0; n < 10; n++) await cache.put(`key${n}`, bytes(n))
    assert.ok(await cache.get('key0'))
    // The use of a file is noted beside the answer.
    await new Promise(resolve => setTimeout(resolve, 20))
    for (let n = 10; n < 13; n++) await cache.put(`key${n}`, bytes(n))
    assert.ok(await cache.get('key0'), 'it was used')
    assert.equal(await cache.get('key1'), undefined)
    assert.ok(await cache.get('key12'))
    await cache.put('large', new Uint8Array(2000))
    assert.equal(await cache.get('large'), undefined)
  })
}
