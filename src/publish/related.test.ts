import assert from 'node:assert/strict'
import { test } from 'node:test'
import { samplePost } from '../../tests/site/world.ts'
import type { Article } from '../model/article.ts'
import { NEARBY, nearby, relatedAmong, termsOf } from './related.ts'

const titled = (n: number, title: string, more: Partial<Article> = {}): Article => ({
  ...samplePost(n),
  title,
  tags: [],
  categories: [],
  ...more,
})

const relatedTo = (article: Article, before: readonly Article[]): Article[] =>
  relatedAmong(termsOf(article), before.map(termsOf)).map(place => before[place]!)

test('an article names the earlier ones about the same person, in either script', () => {
  const before = [
    titled(3, '北約峰會討論烏克蘭局勢'),
    titled(2, '翁山蘇姬遭軍方起訴'),
    titled(1, '央行下调存款准备金率'),
  ]
  const related = relatedTo(titled(4, '缅甸：翁山苏姬首次出庭'), before)
  assert.deepEqual(
    related.map(({ title }) => title),
    ['翁山蘇姬遭軍方起訴'],
  )
})

test('what most titles share relates nothing', () => {
  const before = Array.from({ length: 40 }, (_, i) =>
    titled(i + 1, `每日新闻简报 ${'甲乙丙丁戊己庚辛'[i % 8]}`),
  ).reverse()
  assert.deepEqual(relatedTo(titled(99, '每日新闻简报 壬'), before), [])
})

test('walking over an archive finds what asking for the articles before one finds', () => {
  const words = ['拜登', '普京', '台海', '选举', '疫情', '芯片', '气候', '罢工', '航母', '关税']
  const archive = Array.from({ length: NEARBY + 120 }, (_, i) =>
    titled(i + 1, `${words[(i * 7) % 10]}与${words[(i * 3 + (i >> 4)) % 10]}：第${i >> 2}回`),
  )
  const walking = nearby()
  for (const [i, article] of archive.entries()) {
    const before = archive.slice(Math.max(0, i - NEARBY), i).reverse()
    assert.deepEqual(walking.next(article), relatedTo(article, before), article.title)
  }
})
