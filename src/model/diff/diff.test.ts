// What a comparison of two states of an article says.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Comparable, compare, type Diff } from './diff.ts'
import { commonRuns } from './myers.ts'
import { type Piece, piecesOf } from './pieces.ts'

const marked = (pieces: readonly Piece[]): string =>
  pieces
    .map(({ kind, text }) => (kind === 'same' ? text : kind === 'removed' ? `[-${text}-]` : `{+${text}+}`))
    .join('')

/** A comparison as lines, for the eye. */
const shown = ({ title, paragraphs }: Diff): string[] => [
  ...(title ? [`# ${marked(title)}`] : []),
  ...paragraphs.map(one => {
    if (one.kind === 'changed') return marked(one.pieces)
    if (one.kind === 'moved') return `${one.from}→${one.to} ${marked(one.pieces)}`
    return `${{ same: ' ', removed: '-', added: '+' }[one.kind]} ${one.text}`
  }),
]

const text = (...lines: string[]): Comparable => ({ title: '题', text: lines.join('\n') })

test('a changed character of a Chinese sentence is that character, not the sentence', () => {
  assert.equal(marked(piecesOf('会议将于周三举行。', '会议将于周四举行。')), '会议将于周[-三-]{+四+}举行。')
  assert.equal(marked(piecesOf('死亡人数升至12人。', '死亡人数升至15人。')), '死亡人数升至[-12-]{+15+}人。')
})

test('a changed word of an English sentence is that word, not its letters', () => {
  assert.equal(
    marked(piecesOf('The minister resigned on Monday.', 'The minister retired on Monday.')),
    'The minister [-resigned-]{+retired+} on Monday.',
  )
  assert.equal(marked(piecesOf("It doesn't work.", 'It does work.')), "It [-doesn't-]{+does+} work.")
})

test('letters that two phrases share by chance are not shown as kept', () => {
  assert.equal(
    marked(piecesOf('他今天上午辞职', '主席昨天已经离任')),
    '[-他今天上午辞职-]{+主席昨天已经离任+}',
  )
})

test('a changed title stands first', () => {
  const diff = compare({ title: '官员访华', text: '正文。' }, { title: '高级官员访华', text: '正文。' })
  assert.deepEqual(shown(diff), ['# {+高级+}官员访华', '  正文。'])
})

test('paragraphs added, removed and changed each show as what they are', () => {
  const before = text('第一段，讲的是开头的事情。', '第二段，谈到外交部的回应。', '第三段说结尾。')
  const after = text(
    '第一段，讲的是开头的事情。',
    '第二段，谈到外交部的最新回应。',
    '新的一段：分析人士指出形势紧张。',
  )
  assert.deepEqual(shown(compare(before, after)), [
    '  第一段，讲的是开头的事情。',
    '第二段，谈到外交部的{+最新+}回应。',
    '- 第三段说结尾。',
    '+ 新的一段：分析人士指出形势紧张。',
  ])
})

test('a paragraph that only moved is moved, not removed and added', () => {
  const [a, b, c, d] = [
    '甲段说的是北京的天气情况。',
    '乙段说的是上海的交通情况。',
    '丙段说的是广州的美食情况。',
    '丁段说的是深圳的科技情况。',
  ] as const
  const diff = compare(text(a, b, c, d), text(b, c, d, a))
  assert.deepEqual(shown(diff), [`  ${b}`, `  ${c}`, `  ${d}`, `1→4 ${a}`])
  assert.deepEqual([diff.removed, diff.added], [0, 0])
})

test('what moved is the lesser part', () => {
  const diff = compare(
    text('会议将于周三举行，地点是北京。', '外交部没有回应。', '第三段说的是背景情况。'),
    text('第三段说的是背景情况。', '会议将于周四举行，地点是上海。', '外交部没有回应。', '新来的一段。'),
  )
  assert.deepEqual(shown(diff), [
    '3→1 第三段说的是背景情况。',
    '会议将于周[-三-]{+四+}举行，地点是[-北京-]{+上海+}。',
    '  外交部没有回应。',
    '+ 新来的一段。',
  ])
})

test('a paragraph that moved and was changed shows both', () => {
  const diff = compare(
    text('甲段说的是北京的天气情况，今天多云。', '乙段说的是上海的交通情况。', '丙段说的是广州的美食。'),
    text('乙段说的是上海的交通情况。', '丙段说的是广州的美食。', '甲段说的是北京的天气情况，明天多云。'),
  )
  assert.equal(shown(diff).at(-1), '1→3 甲段说的是北京的天气情况，[-今-]{+明+}天多云。')
})

test('a text that got its line breaks back is the same text', () => {
  const lines = ['第一段说了开头。', '第二段说了中间。', '第三段说了结尾。']
  const diff = compare(text(lines.join('')), text(...lines))
  assert.deepEqual([diff.removed, diff.added], [0, 0])
  assert.deepEqual(
    shown(diff).map(line => line.replaceAll('{+\n+}', '↵')),
    [lines.join('↵')],
  )
})

/** A text of so many sentences, the same for the same seed. */
function written(sentences: number, seed: number): string {
  const characters =
    '的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可'
  let state = seed
  const next = (n: number): number => {
    state = (state * 1103515245 + 12345) % 2147483648
    return Math.floor((state / 2147483648) * n)
  }
  return Array.from(
    { length: sentences },
    (_, i) =>
      `${Array.from({ length: 15 + next(20) }, () => characters[next(characters.length)]).join('')}。${i % 5 === 4 ? '\n' : ''}`,
  ).join('')
}

test('both states can be read off a comparison, whatever was changed', () => {
  const cases: [string, string][] = [
    ['', ''],
    ['', '只有新的。'],
    ['只有旧的。', ''],
    ['a b c', 'c b a'],
    ['同样的', '同样的'],
    ['一\n二\n三', '三\n二\n一'],
    ['👨‍👩‍👧 emoji and 汉字 mixed', '👨‍👩‍👦 emoji und 漢字 mixed'],
  ]
  cases.push(
    [written(60, 1), written(60, 2)],
    [written(60, 3), written(60, 3).split('\n').reverse().join('\n')],
  )
  for (let seed = 1; seed <= 40; seed++) {
    const before = written(30, seed)
    const cut = (seed * 37) % before.length
    cases.push([before, before.slice(0, cut) + written(seed % 7, seed + 100) + before.slice(cut + seed)])
  }
  const side = (pieces: readonly Piece[], without: Piece['kind']): string =>
    pieces
      .filter(({ kind }) => kind !== without)
      .map(piece => piece.text)
      .join('')
  for (const [before, after] of cases) {
    const pieces = piecesOf(before, after)
    assert.equal(side(pieces, 'added'), before)
    assert.equal(side(pieces, 'removed'), after)
    const lines = (one: string): string[] =>
      one
        .split('\n')
        .filter(line => line.trim() !== '')
        .sort()
    const { paragraphs } = compare(text(before), text(after))
    const of = (gone: 'removed' | 'added'): string[] =>
      paragraphs
        .flatMap(one => ('pieces' in one ? [side(one.pieces, gone)] : one.kind === gone ? [] : [one.text]))
        .flatMap(lines)
        .sort()
    assert.deepEqual(of('removed'), lines(after))
    assert.deepEqual(of('added'), lines(before))
  }
})

test('what is found in common is a longest common subsequence', () => {
  /** The textbook's table, for a second opinion. */
  const longest = (a: Int32Array, b: Int32Array): number => {
    const row = new Array<number>(b.length + 1).fill(0)
    for (const x of a) {
      let diagonal = 0
      for (let j = 1; j <= b.length; j++) {
        const above = row[j]!
        row[j] = x === b[j - 1] ? diagonal + 1 : Math.max(above, row[j - 1]!)
        diagonal = above
      }
    }
    return row[b.length]!
  }
  let state = 7
  const next = (n: number): number => {
    state = (state * 48271) % 2147483647
    return state % n
  }
  for (let round = 0; round < 300; round++) {
    const sequence = (): Int32Array => Int32Array.from({ length: next(25) }, () => next(4))
    const [a, b] = [sequence(), sequence()]
    const runs = commonRuns(a, b)
    for (const run of runs)
      assert.deepEqual(a.slice(run.a, run.a + run.length), b.slice(run.b, run.b + run.length))
    for (const [i, run] of runs.entries()) {
      const last = runs[i - 1]
      if (last) assert.ok(run.a >= last.a + last.length && run.b >= last.b + last.length)
    }
    assert.equal(
      runs.reduce((n, run) => n + run.length, 0),
      longest(a, b),
      `${a} / ${b}`,
    )
  }
})

test('texts with nothing in common are replaced whole, in bounded work', () => {
  const before = '甲'.repeat(60_000)
  const after = '乙丙'.repeat(40_000)
  assert.equal(marked(piecesOf(before, after)), `[-${before}-]{+${after}+}`)
})
