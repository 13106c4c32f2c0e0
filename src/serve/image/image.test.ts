import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sourceAddress } from './address.ts'
import { type Made, pictureAnswer } from './answer.ts'
import { colour } from './colour.ts'
import { drawingOf } from './drawing.ts'
import { hotShelf } from './hot.ts'
import { float, integer, length } from './numbers.ts'
import { counter } from './patience.ts'
import { imageQuery, unescaped } from './query.ts'
import { isSigned, signed } from './sign.ts'

const drawing = (query: string) => drawingOf(imageQuery(query).drawing)

test('numbers are read leniently, and what is none is none', () => {
  assert.deepEqual(
    ['100', '100px', '1e2', '-3', 'x', '', '99999999', '10000000'].map(integer),
    [100, 100, 1, -3, -1, -1, -1, 10_000_000],
  )
  assert.deepEqual(['1.5x', '.5', '1e2', 'x', '-2.5'].map(float), [1.5, 0.5, 100, -1, -2.5])
  assert.deepEqual(['50%', '50%25', '0%', '101%', '%', 'x%', '30', '-1'].map(length), [
    { share: 0.5 },
    { share: 0.5 },
    { share: 0 },
    undefined,
    undefined,
    undefined,
    { pixels: 30 },
    undefined,
  ])
})

test('colours: names, and digits with alpha first', () => {
  const of = (value: string) => Object.values(colour(value))
  assert.deepEqual(of('red'), [255, 0, 0, 255])
  assert.deepEqual(of('RebeccaPurple'), [102, 51, 153, 255])
  assert.deepEqual(of('f0f'), [255, 0, 255, 255])
  assert.deepEqual(of('8f00'), [255, 0, 0, 136])
  assert.deepEqual(of('%23c83658'), [200, 54, 88, 255])
  assert.deepEqual(of('#80c83658'), [200, 54, 88, 128])
  assert.deepEqual(of('0c83658'), [200, 54, 88, 240])
  for (const bad of ['', 'nonsense', 'f', 'ff', 'fffff', 'fffffffff', 'ggg'])
    assert.deepEqual(of(bad), [0, 0, 0, 0], bad)
})

test('an age is said in units of time, the larger first, each once', () => {
  const made: Made = {
    kind: 'made',
    bytes: new Uint8Array(),
    format: 'png',
    width: 1,
    height: 1,
    canonical: 'http://a.example/',
    tag: 'x',
  }
  const age = (text: string): string | null =>
    pictureAnswer(new Request('http://x/'), made, imageQuery(`maxage=${text}`), 0, 'public').headers.get(
      'cache-control',
    )
  const cases: [string, number][] = [
    ['1d', 86_400],
    ['1d12h', 129_600],
    ['1w2d', 777_600],
    ['1M1w1d1h1m1s', 2_592_000 + 604_800 + 86_400 + 3600 + 60 + 1],
    ['1d30', 86_430],
    ['1d30s', 86_430],
    ['90000', 90_000],
    ['1y', 31_536_000],
    ['11M30d', 31_104_000],
  ]
  for (const [text, seconds] of cases) assert.equal(age(text), `public, max-age=${seconds}`, text)
  for (const odd of ['12h1d', '1d1d', '1d2w', '1y1s', '23h', '', 'd', '1x', '1.5d', '-1d', '9'.repeat(40)])
    assert.equal(age(odd), 'public, max-age=31536000', odd)
})

test('a query is taken apart raw: a plus is a plus, the first of two wins, keys have their case', () => {
  const { drawing: keys, outer } = imageQuery('url=a+b%20c&w=1&w=2&W=3&URL=x&flag&toolongakey=1&h=&=5')
  assert.equal(outer.get('url'), 'a+b%20c')
  assert.deepEqual(
    [...keys],
    [
      ['w', '1'],
      ['W', '3'],
      ['flag', undefined],
      ['h', ''],
    ],
  )
  assert.equal(unescaped('a+b%20c%zz%E5%9B%BE%25'), 'a+b c%zz图%')
})

test('what is out of bounds falls back, what has no value is what the service takes it for', () => {
  assert.deepEqual(
    drawing('w=-1&h=0x10&dpr=9&q=101&l=10&bri=101&con=-101&trim&blur=0&gam=0&page=-3&n=0&loop=-1'),
    {
      height: { pixels: 0 },
    },
  )
  assert.deepEqual(drawing('blur&sharp&gam&n'), { blur: 'mild', sharpen: 'mild', gamma: 2.2, pages: -1 })
  assert.deepEqual(drawing('sharp=1,2,3'), { sharpen: { flat: 1, jagged: 2, sigma: 3 } })
  assert.deepEqual(drawing('sharp=5&sharpf=3'), { sharpen: { flat: 3, jagged: 2, sigma: 5 } })
  assert.deepEqual(drawing('sharpf=9&sharp=1,2,3'), { sharpen: { flat: 9, jagged: 2, sigma: 3 } })
  assert.deepEqual(drawing('sharp=1,2,3&sharpf=9'), { sharpen: { flat: 1, jagged: 2, sigma: 3 } })
  for (const mild of ['sharp=x', 'sharp=-3', 'sharp=11', 'sharp=1,2,99', 'sharp=1,2,x'])
    assert.deepEqual(drawing(mild), { sharpen: 'mild' }, mild)
  for (const none of ['sharp=0', 'sharp=', 'sharp=1,2', 'sharp=1,2,0'])
    assert.deepEqual(drawing(none), {}, none)
  assert.deepEqual(drawing('output=jpeg'), { output: 'jpg' })
  assert.deepEqual(drawing('mod=1.5,2,400'), { modulate: { brightness: 1.5, saturation: 2, hue: 40 } })
  assert.deepEqual(drawing('sat=2&mod=1,3'), { modulate: { brightness: 1, saturation: 2, hue: 0 } })
  assert.deepEqual(drawing('t=squaredown'), { fit: 'cover', withoutEnlargement: true })
  assert.deepEqual(drawing('we=0&t=fit'), { fit: 'inside', withoutEnlargement: false })
  assert.deepEqual(drawing('a=focal-30-200'), { align: 'focal', focus: { x: 0.3, y: 0.5 } })
  assert.deepEqual(drawing('fpx=.2&a=focal-30-40'), { align: 'focal', focus: { x: 0.2, y: 0.4 } })
  assert.deepEqual(drawing('crop=1,2,3,4&cx=9'), {
    cut: { width: { pixels: 1 }, height: { pixels: 2 }, x: { pixels: 3 }, y: { pixels: 4 } },
  })
  assert.deepEqual(drawing('delay=10,20,-1'), {})
  assert.deepEqual(drawing('flip=false&flop=no&il=1'), { flip: false, flop: true, interlaced: true })
})

test('addresses: schemes, dots, ports, Chinese, and what names nobody', () => {
  const cases: [string, string | undefined][] = [
    ['example.org/a', 'http://example.org/a'],
    ['ssl:example.org/a', 'https://example.org/a'],
    ['//example.org', 'https://example.org/'],
    ['HTTPS://Example.ORG:8080?x=/y#z', 'https://example.org:8080/?x=/y'],
    ['http:////example.org//a', 'http://example.org//a'],
    ['例子。测试/图 片.jpg', 'http://xn--fsqu00a.xn--0zwm56d/%E5%9B%BE%20%E7%89%87.jpg'],
    ['example%2Eorg%2Fa%2520b', 'http://example.org/a%20b'],
    ['example.org/a|b^c', 'http://example.org/a%7Cb%5Ec'],
    ['abc', undefined],
    ['http://user@example.org/', undefined],
    [`${'a'.repeat(64)}.org`, undefined],
    ['http://[::1]:80/x', 'http://[::1]/x'],
    ['example.org:8080', 'http://example.org:8080/'],
    ['http://example.org:080/x', 'http://example.org/x'],
    ['https:///', undefined],
    ['http:\\\\foobar', undefined],
    ['http:foobar', undefined],
    ['ftp://example.org/x.png', undefined],
    ['file:///etc/passwd', undefined],
    ['gopher://example.org/', undefined],
    ['javascript:alert(1)', undefined],
    ['127.0.0.1:41570\\q.png', undefined],
    ['example.org\\q.png', undefined],
    ['example.org%5Cq.png', undefined],
    ['example.org/a\\b', 'http://example.org/a%5Cb'],
    ['example.org:/x', undefined],
    ['[::1]:/x', undefined],
    ['example.org:0/x', undefined],
    ['example.org:65536/x', undefined],
    ['example.org:8x/x', undefined],
  ]
  for (const [given, wanted] of cases) assert.equal(sourceAddress(given), wanted, given)
})

test('a signature is of what is asked for, not of how it is written', () => {
  const text = signed('url=https%3A%2F%2Fa.example%2Fx.jpg&w=300&output=webp', 'secret')!
  assert.ok(isSigned(imageQuery(text), 'secret'))
  const sig = /sig=[\w-]+/.exec(text)![0]
  assert.ok(isSigned(imageQuery(`${sig}&output=webp&width=300&url=https://a.example/x.jpg`), 'secret'))
  assert.ok(!isSigned(imageQuery(text.replace('300', '301')), 'secret'))
  assert.ok(!isSigned(imageQuery(`${text}&default=https://evil.example/`), 'secret'))
  assert.ok(!isSigned(imageQuery(text), 'other'))
  assert.ok(!isSigned(imageQuery(text), ''))
  assert.equal(signed('w=300', 'secret'), undefined)
  assert.equal(signed('url=ftp://a.example/b', 'secret'), undefined)
})

test('the shelf in memory is bounded, and counting begins anew with each window', () => {
  const shelf = hotShelf<{ bytes: Uint8Array }>()
  for (let n = 0; n < 100; n++) shelf.put(String(n), { bytes: new Uint8Array(300_000) })
  assert.equal(shelf.get('0'), undefined)
  assert.ok(shelf.get('99'))
  shelf.put('large', { bytes: new Uint8Array(600_000) })
  assert.equal(shelf.get('large'), undefined)
  const count = counter(2, 1000)
  assert.deepEqual(
    [0, 1, 2, 999, 1000].map(now => count.takes('a', now)),
    [true, true, false, false, true],
  )
  assert.ok(count.takes('b', 1))
})
