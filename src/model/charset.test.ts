// Every way a publisher's bytes can lie about themselves.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { charsetOfLabel, decodeText } from './charset.ts'

const NEWS =
  '拜登政府高级官员首次访问中国，能否为美中关系破冰？美国国务院4月13日证实，这是上任以来首位美国高级官员的访问。'
const bytes = (...parts: readonly (string | number | readonly number[])[]): Uint8Array =>
  Buffer.concat(
    parts.map(part =>
      typeof part === 'string' ? Buffer.from(part) : Buffer.from([part].flat() as number[]),
    ),
  )

/** The bytes of a text in a charset that Node can only read, found by reading every pair of bytes. */
function encode(text: string, charset: string): Uint8Array {
  const decoder = new TextDecoder(charset)
  const table = new Map<string, number[]>()
  for (let lead = 0x80; lead < 0x100; lead++) {
    const one = decoder.decode(Uint8Array.of(lead))
    if (one !== '\ufffd') table.set(one, [lead])
    for (let trail = 0x40; trail < 0x100; trail++) {
      const two = decoder.decode(Uint8Array.of(lead, trail))
      if ([...two].length === 1 && two !== '\ufffd' && !table.has(two)) table.set(two, [lead, trail])
    }
  }
  return Uint8Array.from([...text].flatMap(c => (c < '\x80' ? [c.charCodeAt(0)] : (table.get(c) ?? [0x3f]))))
}

const MULTI_BYTE: readonly [charset: string, text: string][] = [
  ['gb18030', NEWS],
  ['big5', '拜登政府高級官員首次訪問中國，能否為美中關係破冰？這是上任以來首位美國高級官員的訪問。'],
  ['euc-kr', '미국 국무부는 13일 바이든 정부의 고위 관리가 처음으로 중국을 방문한다고 밝혔다.'],
  ['shift_jis', 'アメリカの国務省は、政府の高官がはじめて中国を訪問することを明らかにした。'],
  ['euc-jp', 'アメリカの国務省は、政府の高官がはじめて中国を訪問することを明らかにした。'],
]

test('valid UTF-8 is UTF-8, whatever the server says', () => {
  for (const label of ['iso-8859-1', 'gb2312', 'utf-16', 'nonsense', undefined])
    assert.deepEqual(decodeText(bytes(NEWS), [label]), { text: NEWS, charset: 'utf-8' })
})

test('a byte order mark is no part of the text', () => {
  assert.deepEqual(decodeText(bytes([0xef, 0xbb, 0xbf], NEWS)), { text: NEWS, charset: 'utf-8' })
})

test('UTF-16 and UTF-32 are read with and without a byte order mark', () => {
  const text = `<?xml version="1.0"?><title>${NEWS}</title>`
  const le16 = Buffer.from(text, 'utf16le')
  const be16 = Buffer.from(le16).swap16()
  const le32 = Buffer.from(Uint32Array.from([...text].map(c => c.codePointAt(0)!)).buffer)
  const be32 = Buffer.from(le32).swap32()
  const marks: Record<string, [Buffer, number[]]> = {
    'utf-16le': [le16, [0xff, 0xfe]],
    'utf-16be': [be16, [0xfe, 0xff]],
    'utf-32le': [le32, [0xff, 0xfe, 0, 0]],
    'utf-32be': [be32, [0, 0, 0xfe, 0xff]],
  }
  for (const [charset, [encoded, mark]] of Object.entries(marks)) {
    assert.deepEqual(decodeText(encoded), { text, charset })
    assert.deepEqual(decodeText(bytes(mark, [...encoded])), { text, charset })
  }
})

test('characters beyond the basic plane survive UTF-32', () => {
  const text = '<article>𠮷野家😀</article>'
  const encoded = Buffer.from(Uint32Array.from([...text].map(c => c.codePointAt(0)!)).buffer)
  assert.equal(decodeText(encoded).text, text)
})

test('one byte of windows-1252 in UTF-8 spoils nothing', () => {
  assert.deepEqual(decodeText(bytes('美国', 0x93, '重启', 0x94, ' it', 0x92, 's')), {
    text: '美国“重启” it’s',
    charset: 'utf-8',
  })
})

test('a character cut by a byte counter is dropped, not the whole feed', () => {
  assert.equal(decodeText(bytes('中国访问', [0xe4, 0xb8], '</title>')).text, '中国访问</title>')
  assert.equal(decodeText(bytes('中国访问', [0xe4], '</title>')).text, '中国访问</title>')
  assert.equal(decodeText(bytes('中国访问', [0xb8, 0xad], '</title>')).text, '中国访问</title>')
  assert.equal(decodeText(bytes('中国', [0xf0, 0x9f, 0x98])).text, '中国')
  assert.equal(decodeText(bytes('<title>', [0xe4, 0xb8])).text, '<title>')
})

test('a Latin letter pasted into UTF-8 stays a letter', () => {
  assert.equal(decodeText(bytes('Ünder Ärzten: caf', 0xe9, ' naïve')).text, 'Ünder Ärzten: café naïve')
})

test('overlong forms and surrogates are no characters', () => {
  assert.equal(decodeText(bytes('中国', [0xc0, 0xaf], 'a', [0xed, 0xa0, 0x80], '美')).text, '中国a美')
})

test('the charset of a label is believed when the bytes bear it out', () => {
  for (const [charset, text] of MULTI_BYTE)
    assert.deepEqual(decodeText(encode(text, charset), [charset]), { text, charset })
  assert.deepEqual(decodeText(encode('中国', 'gb18030'), ['GB2312']), { text: '中国', charset: 'gb18030' })
  assert.deepEqual(decodeText(encode('Żółw', 'iso-8859-2'), ['iso-8859-2']).text, 'Żółw')
})

test('a wrong label gives way to the next, and a nonsense label to what the bytes look like', () => {
  const text = NEWS.repeat(3)
  const gb = encode(text, 'gb18030')
  assert.equal(decodeText(gb, ['shift_jis', 'gb2312']).text, text)
  assert.equal(decodeText(gb, ['shift_jis']).text, text)
  assert.equal(decodeText(gb, ['utf-8', 'x-no-such-thing']).text, text)
})

test('a server that calls everything Latin-1 does not turn Chinese into garbage', () => {
  assert.deepEqual(decodeText(encode(NEWS, 'gb18030'), ['ISO-8859-1']), { text: NEWS, charset: 'gb18030' })
  assert.deepEqual(decodeText(encode('中国', 'gb18030'), ['iso-8859-1', 'gbk']).text, '中国')
  assert.deepEqual(decodeText(encode('naïveté', 'windows-1252'), ['iso-8859-1']), {
    text: 'naïveté',
    charset: 'windows-1252',
  })
})

test('without any label, Chinese, Japanese and Korean are told by their common characters', () => {
  for (const [charset, text] of MULTI_BYTE) {
    assert.deepEqual(decodeText(encode(text, charset)), { text, charset })
    const inMarkup = `<?xml version="1.0"?><rss><channel><title>${text}</title></channel></rss>`
    assert.equal(decodeText(encode(inMarkup, charset)).text, inMarkup)
  }
})

test('a label survives one cut character', () => {
  const cut = bytes([...encode(NEWS, 'gb18030'), 0xd6], '</title>')
  assert.equal(decodeText(cut, ['gbk']).text, `${NEWS}\ufffd</title>`)
  assert.equal(decodeText(cut).text, `${NEWS}\ufffd</title>`)
})

test('single-byte charsets without a label are told apart by their letters', () => {
  const texts: [string, string][] = [
    ['windows-1251', 'Представители администрации впервые посетят страну'],
    ['koi8-r', 'Представители администрации впервые посетят страну'],
    ['windows-1253', 'Αξιωματούχος της κυβέρνησης επισκέπτεται τη χώρα'],
    ['windows-1252', 'À l’époque, la réunion a été annulée — « déjà »'],
    ['windows-1254', 'Başkan yardımcısı ülkeyi ziyaret ediyor, görüşme şaşırttı'],
  ]
  for (const [charset, text] of texts) assert.deepEqual(decodeText(encode(text, charset)), { text, charset })
})

test('ISO-2022-JP hides in seven bits', () => {
  const text = decodeText(bytes('<t>', [0x1b, 0x24, 0x42, 0x24, 0x22, 0x1b, 0x28, 0x42], '</t>'))
  assert.deepEqual(text, { text: '<t>あ</t>', charset: 'iso-2022-jp' })
})

test('HZ, ISO-2022-KR and ISO-2022-CN hide in seven bits too', () => {
  const pairs = (text: string, charset: string): number[] =>
    [...encode(text, charset)].map(byte => byte & 0x7f)
  const hz = bytes('<t>~{', pairs('拜登访华', 'gb18030'), '~}</t>~~ ~{', pairs('中', 'gb18030'), '~}')
  assert.deepEqual(decodeText(hz, ['hz-gb-2312']), { text: '<t>拜登访华</t>~ 中', charset: 'hz-gb-2312' })
  assert.equal(decodeText(bytes('a ~{code~} b')).text, 'a ~{code~} b')
  const kr = bytes([0x1b], '$)C<t>', 0x0e, pairs('미국', 'euc-kr'), 0x0f, '</t>')
  assert.deepEqual(decodeText(kr), { text: '<t>미국</t>', charset: 'iso-2022-kr' })
  const cn = bytes([0x1b], '$)A<t>', 0x0e, pairs('中国', 'gb18030'), 0x0f, '</t>')
  assert.deepEqual(decodeText(cn), { text: '<t>中国</t>', charset: 'iso-2022-cn' })
})

test('a code page that browsers forgot is read by its name', () => {
  assert.equal(decodeText(bytes('<t>', 0x80, 0x81), ['cp437']).text, '<t>Çü')
  assert.equal(decodeText(bytes('<t>', 0x80), ['cp866']).text, '<t>А')
  assert.equal(decodeText(bytes('<t>', 0x80), ['maccyrillic']).text, '<t>А')
  assert.equal(decodeText(bytes('<t>', 0x80), ['koi8-r']).text, '<t>─')
})

test('a byte lost in UTF-16 or UTF-32 costs one text, not all that follow', () => {
  const text = `<a>${NEWS}</a><b>${NEWS}</b>`
  const encoded = {
    'utf-16le': Buffer.from(text, 'utf16le'),
    'utf-16be': Buffer.from(text, 'utf16le').swap16(),
    'utf-32le': Buffer.from(Uint32Array.from([...text].map(c => c.codePointAt(0)!)).buffer),
  }
  for (const [charset, whole] of Object.entries(encoded)) {
    const cut = Buffer.concat([whole.subarray(0, 41), whole.subarray(42)])
    const got = decodeText(cut)
    assert.equal(got.charset, charset)
    assert.ok(got.text.endsWith(`<b>${NEWS}</b>`), got.text)
  }
})

test('a mark of UTF-16 or UTF-8 pasted before other bytes is no evidence', () => {
  assert.match(decodeText(bytes([0xff, 0xfe], `<rss>${NEWS}`)).text, /<rss>拜登/)
  assert.equal(decodeText(bytes([0xef, 0xbb, 0xbf], [...encode(NEWS, 'gb18030')])).text, NEWS)
})

test('labels have many names', () => {
  assert.equal(charsetOfLabel(' "GB2312" '), 'gb18030')
  assert.equal(charsetOfLabel('cp936'), 'gb18030')
  assert.equal(charsetOfLabel('Latin1'), 'windows-1252')
  assert.equal(charsetOfLabel('no-such-thing'), undefined)
  assert.equal(charsetOfLabel(undefined), undefined)
})

test('no bytes throw', () => {
  let seed = 7
  const next = (): number => {
    seed = (seed * 1103515245 + 12345) & 0x7fffffff
    return seed >> 16
  }
  for (let n = 0; n < 400; n++) {
    const noise = Uint8Array.from({ length: n }, () => next() & 0xff)
    assert.equal(typeof decodeText(noise, ['utf-16', 'gb2312']).text, 'string')
  }
})
