// What counts as an edit, in both languages: real ones and the noise around them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Changed } from '../model/article.ts'
import { DAY, HOUR, MINUTE } from '../model/time.ts'
import { realChanges, type State } from './sense.ts'

const AT = Date.UTC(2024, 2, 5, 6, 30)
const state = (over: Partial<State> = {}): State => ({
  title: '拜登政府高级官员首次访问中国',
  author: '林森',
  published: AT,
  lead: { url: 'https://gdb.voanews.example/1A2B3C4D-5E6F_w650_r0_s.jpg' },
  html: '<p>美国总统气候特使克里抵达上海。</p><p>他说：“这次访问很重要。”</p><p>报道称，遇难人数为12人。</p>',
  ...over,
})
const text = (...paragraphs: string[]): Partial<State> => ({
  html: paragraphs.map(one => `<p>${one}</p>`).join(''),
})
const CHINESE = ['美国总统气候特使克里抵达上海。', '他说：“这次访问很重要。”', '报道称，遇难人数为12人。']
const ENGLISH = [
  'The minister resigned on Monday after weeks of protests.',
  '“I have nothing to hide,” she said.',
  'Police said 12 people were killed.',
]

const whole = (paragraphs: readonly string[]): State => state(text(...paragraphs))

test('trivial edits are none', () => {
  const cases: [string, State, State][] = [
    [
      'white space',
      whole(CHINESE),
      state(text('　　美国总统气候特使克里抵达上海。', '他说： “这次访问很重要。”', CHINESE[2]!)),
    ],
    ['quotation marks', whole(CHINESE), state(text(CHINESE[0]!, '他说：「这次访问很重要。」', CHINESE[2]!))],
    [
      'straight quotes',
      whole(ENGLISH),
      state(text(ENGLISH[0]!, '"I have nothing to hide," she said.', ENGLISH[2]!)),
    ],
    ['full width', whole(CHINESE), state(text(CHINESE[0]!, CHINESE[1]!, '报道称，遇难人数为１２人。'))],
    ['zero width', whole(CHINESE), state(text(`${CHINESE[0]}\u200b`, CHINESE[1]!, CHINESE[2]!))],
    ['dashes', state(text('He – who knew – left.')), state(text('He — who knew — left.'))],
    ['ellipses', state(text('他走了……')), state(text('他走了...'))],
    ['no-break space', state(text('12&nbsp;people')), state(text('12 people'))],
    ['paragraphs joined', whole(CHINESE), state({ html: `<p>${CHINESE.join('<br>')}</p>` })],
    [
      'markup',
      whole(ENGLISH),
      state({
        html: `<div><p><strong>${ENGLISH[0]}</strong></p><p>${ENGLISH[1]}</p><p>${ENGLISH[2]}</p></div>`,
      }),
    ],
    [
      'a link added',
      whole(ENGLISH),
      state(
        text(
          ENGLISH[0]!.replace('protests', '<a href="https://x.example/">protests</a>'),
          ENGLISH[1]!,
          ENGLISH[2]!,
        ),
      ),
    ],
    [
      'a link’s tracking',
      state(text('See <a href="https://x.example/a?utm_source=a">this</a> now.')),
      state(text('See <a href="https://x.example/a?utm_source=b">this</a> now.')),
    ],
    ['a counter', state(text(...CHINESE, '阅读 1,234')), state(text(...CHINESE, '阅读 1,298'))],
    ['a counter that came', whole(CHINESE), state(text(...CHINESE, '浏览次数：12 | 评论：3'))],
    ['comments', state(text(...ENGLISH, '3 comments')), state(text(...ENGLISH, '17 comments'))],
    [
      'shares',
      state(text(...ENGLISH, '1.2k views · 30 shares')),
      state(text(...ENGLISH, '1.9k views · 41 shares')),
    ],
    [
      'an updated line',
      state(text(...CHINESE, '更新时间：2024年3月5日 14:30')),
      state(text(...CHINESE, '更新时间：2024年3月5日 16:45')),
    ],
    [
      'an English updated line',
      state(text('Last updated: 5 March 2024, 14:30', ...ENGLISH)),
      state(text('Last updated: 6 March 2024, 09:12', ...ENGLISH)),
    ],
    ['an age', state(text('3 hours ago', ...ENGLISH)), state(text('2 days ago', ...ENGLISH))],
    ['a Chinese age', state(text('3小时前', ...CHINESE)), state(text('2天前', ...CHINESE))],
    [
      'related stories',
      state(text(...CHINESE, '相关阅读：习近平会见克里')),
      state(text(...CHINESE, '相关阅读：中美发表联合声明')),
    ],
    [
      'related links',
      state({ html: `${text(...ENGLISH).html}<ul><li><a href="/a">Storm hits coast</a></li></ul>` }),
      state({
        html: `${text(...ENGLISH).html}<ul><li><a href="/b">Markets fall</a></li><li><a href="/c">More rain</a></li></ul>`,
      }),
    ],
    ['read more', whole(ENGLISH), state(text(...ENGLISH, 'Read more: Storm hits coast'))],
    [
      'a caption that its feed has not',
      whole(CHINESE),
      state({
        html: `<figure><img src="https://x.example/a.jpg"><figcaption>资料图片</figcaption></figure>${text(...CHINESE).html}`,
      }),
    ],
    [
      'what a program puts below each text of a feed',
      whole(ENGLISH),
      state(
        text(
          ...ENGLISH,
          'The post <a href="https://x.example/a">Minister resigns</a> appeared first on <a href="https://x.example/">The Courier</a>.',
        ),
      ),
    ],
    ['the same in Chinese', whole(CHINESE), state(text(...CHINESE, '本文首发于某报'))],
    ['a share bar', whole(CHINESE), state(text(...CHINESE, '分享到微信'))],
    ['a newsletter', whole(ENGLISH), state(text(...ENGLISH, 'Sign up for our newsletter'))],
    ['seconds of a timestamp', state(), state({ published: AT + 5 * MINUTE })],
    ['a zone corrected', state(), state({ published: AT - 8 * HOUR })],
    ['a date that came', state({ published: undefined as never }), state()],
    [
      'another size of the picture',
      state(),
      state({ lead: { url: 'https://gdb.voanews.example/1A2B3C4D-5E6F_w1023_r1_s.jpg' } }),
    ],
    [
      'another host of the picture',
      state({ lead: { url: 'https://img1.x.example/2024/boat-at-sea.jpg?v=1' } }),
      state({ lead: { url: 'https://img2.x.example/2024/boat-at-sea-1024x683.jpg' } }),
    ],
    [
      'a proxy around the picture',
      state({ lead: { url: 'https://x.example/2024/boat-at-sea.jpg' } }),
      state({ lead: { url: 'https://images.weserv.nl/?url=https://x.example/2024/boat-at-sea.jpg&w=600' } }),
    ],
    ['the author’s order and prefix', state({ author: '林森、王小明' }), state({ author: '王小明, 林森' })],
    ['a name escaped', state({ author: 'Ann Lee &#38; Bo Chan' }), state({ author: 'Ann Lee & Bo Chan' })],
    ['by', state({ author: 'Jane Doe' }), state({ author: 'By Jane  Doe' })],
    ['quotes in the title', state({ title: '他说“不”' }), state({ title: '他说 「不」' })],
    [
      'a feed that turned to summaries',
      state(text('一二三四五六七八九十。'.repeat(30))),
      state(text('一二三四五六七八九十。'.repeat(4))),
    ],
    [
      'a summary cut in the sentence',
      whole(ENGLISH),
      state(text('The minister resigned on Monday after weeks…')),
    ],
    ['a summary that says where to read on', whole(CHINESE), state(text(`${CHINESE[0]} 阅读全文`))],
  ]
  for (const [what, before, after] of cases) {
    assert.deepEqual(realChanges(before, after), [], what)
    if (!/summar/.test(what)) assert.deepEqual(realChanges(after, before), [], `${what}, back`)
  }
})

test('real edits are told by what they change', () => {
  const cases: [string, Changed[], State, State][] = [
    ['a number', ['text'], whole(CHINESE), state(text(CHINESE[0]!, CHINESE[1]!, '报道称，遇难人数为15人。'))],
    [
      'an English number',
      ['text'],
      whole(ENGLISH),
      state(text(ENGLISH[0]!, ENGLISH[1]!, 'Police said 15 people were killed.')),
    ],
    [
      'one character',
      ['text'],
      whole(CHINESE),
      state(text('美国总统气候特使克里抵达北海。', CHINESE[1]!, CHINESE[2]!)),
    ],
    [
      'a negation',
      ['text'],
      whole(CHINESE),
      state(text(CHINESE[0]!, '他说：“这次访问不重要。”', CHINESE[2]!)),
    ],
    [
      'one word',
      ['text'],
      whole(ENGLISH),
      state(text('The minister retired on Monday after weeks of protests.', ENGLISH[1]!, ENGLISH[2]!)),
    ],
    ['a paragraph that went', ['text'], whole(CHINESE), state(text(CHINESE[0]!, CHINESE[2]!))],
    ['the last paragraph that went', ['text'], whole(ENGLISH), state(text(ENGLISH[0]!, ENGLISH[1]!))],
    [
      'half of a long article that went',
      ['text'],
      state(text(...Array.from({ length: 20 }, (_, i) => `第${i}段说的是一件很长的事情，细节很多。`))),
      state(text(...Array.from({ length: 10 }, (_, i) => `第${i}段说的是一件很长的事情，细节很多。`))),
    ],
    ['a paragraph that came', ['text'], whole(CHINESE), state(text(...CHINESE, '外交部拒绝置评。'))],
    [
      'a correction',
      ['text'],
      whole(ENGLISH),
      state(text(...ENGLISH, 'Correction: an earlier version misspelled the name.')),
    ],
    ['paragraphs that moved', ['text'], whole(CHINESE), state(text(CHINESE[2]!, CHINESE[0]!, CHINESE[1]!))],
    [
      'a sentence that speaks of comments',
      ['text'],
      whole(ENGLISH),
      state(text(...ENGLISH, 'The post drew 300 comments before it was deleted.')),
    ],
    [
      'a sentence that speaks of reading',
      ['text'],
      whole(CHINESE),
      state(text(...CHINESE, '这篇文章阅读量超过一百万次后被删除。')),
    ],
    [
      'a caption put right',
      ['text'],
      state({ html: '<figure><figcaption>克里抵达北京</figcaption></figure><p>正文。</p>' }),
      state({ html: '<figure><figcaption>克里抵达上海</figcaption></figure><p>正文。</p>' }),
    ],
    [
      'a sentence on what appeared first elsewhere',
      ['text'],
      whole(CHINESE),
      state(text(...CHINESE, '文章发表在《自然》杂志上，引发关注。')),
    ],
    ['the whole text', ['text'], whole(CHINESE), whole(ENGLISH)],
    ['an emptied text', ['text'], whole(CHINESE), state(text('此文章已被删除。'))],
    ['the title', ['title'], state(), state({ title: '美国高官首次访问中国' })],
    [
      'a softened title',
      ['title'],
      state({ title: 'Police kill protester' }),
      state({ title: 'Protester dies' }),
    ],
    ['the author', ['author'], state(), state({ author: '王小明' })],
    ['an author that went', ['author'], state(), state({ author: '' })],
    ['the date', ['date'], state(), state({ published: AT + 3 * DAY })],
    [
      'another picture',
      ['lead'],
      state(),
      state({ lead: { url: 'https://gdb.voanews.example/99887766-AAAA_w650_r0_s.jpg' } }),
    ],
    ['a picture that went', ['lead'], state(), state({ lead: undefined as never })],
    [
      'pictures told apart by their folder alone',
      ['lead'],
      state({ lead: { url: 'https://x.example/2024/a/image.jpg' } }),
      state({ lead: { url: 'https://x.example/2024/b/image.jpg' } }),
    ],
    ['title and text', ['title', 'text'], state(), state({ title: '别的标题', ...text('别的正文。') })],
  ]
  for (const [what, kinds, before, after] of cases) assert.deepEqual(realChanges(before, after), kinds, what)
})

test('a text made to be slow is compared in a moment', () => {
  const nasty = [
    '<p>'.repeat(50_000),
    `<p>${'<a>x</a> '.repeat(50_000)}`,
    '阅读 1'.repeat(50_000),
    `${'views '.repeat(50_000)}`,
    `<li>${'<b>'.repeat(50_000)}`,
    `更新${'1 '.repeat(100_000)}x`,
  ]
  for (const html of nasty)
    assert.deepEqual(
      realChanges(state({ html }), state({ html: `${html}<p>末段。</p>` })).includes('text'),
      true,
    )
})
