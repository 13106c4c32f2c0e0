// What every place for a built site promises.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import type { Output } from '../../model/ports.ts'

export function outputContract(name: string, open: () => Promise<Output>): void {
  test(`${name}: a site's files are written, replaced, listed in order and removed`, async () => {
    const output = await open()
    assert.deepEqual(await output.list(), [])
    await output.write([
      { path: 'index.html', bytes: '旧' },
      { path: '2021/04/14/a.html', bytes: new TextEncoder().encode('文') },
    ])
    await output.write([{ path: 'index.html', bytes: '新' }])
    assert.deepEqual(await output.list(), ['2021/04/14/a.html', 'index.html'])
    assert.equal(new TextDecoder().decode(await output.read('index.html')), '新')
    assert.equal(await output.read('none.html'), undefined)
    assert.equal(await output.has('2021/04/14/a.html'), true)
    assert.equal(await output.has('none.html'), false)
    await output.remove(['2021/04/14/a.html', 'none.html'])
    assert.deepEqual(await output.list(), ['index.html'])
    await output.write([{ path: '2021/04/14/b.html', bytes: '' }])
    assert.deepEqual(await output.list(), ['2021/04/14/b.html', 'index.html'])
  })

  test(`${name}: files that are gone, or written to since, are told from those that are as they were`, async () => {
    const output = await open()
    const paths = ['a.html', '2021/b.html', '2021/c.html', 'none.html']
    await output.write(paths.slice(0, 3).map(path => ({ path, bytes: path })))
    // Files tell their times to some ms.
    await setTimeout(20)
    const moment = output.moment()
    assert.deepEqual(output.touched(paths, moment), ['none.html'])
    await setTimeout(20)
    await output.write([{ path: '2021/b.html', bytes: 'other' }])
    await output.remove(['2021/c.html'])
    assert.ok(output.moment() >= moment)
    assert.deepEqual(output.touched(paths, moment), ['2021/b.html', '2021/c.html', 'none.html'])
    assert.deepEqual(output.touched(paths, Number.NEGATIVE_INFINITY), paths)
  })
}
