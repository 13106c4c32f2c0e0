import assert from 'node:assert/strict'
import { test } from 'node:test'
import { samplePost, samplePosts, type World, world } from '../../tests/site/world.ts'
import { memoryOutput } from '../adapters/memory/archive.ts'
import type { Post } from '../model/article.ts'
import { changesOf } from '../model/change.ts'
import { DAY, HOUR } from '../model/time.ts'
import { build } from './build.ts'

/** Numbers that look random and follow from a seed: each from 0 to below `below`. */
function dice(seed: number): (below: number) => number {
  let state = seed
  return below => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    return (state >>> 8) % below
  }
}

/** What may happen to an archive between two builds, some of it at random. */
function fates(made: World, roll: (below: number) => number) {
  const posts = samplePosts(185)
  let count = posts.length
  const any = (): Post => posts[roll(posts.length)]!
  const put = async (changed: Post): Promise<void> => {
    posts[posts.findIndex(({ id }) => id === changed.id)] = changed
    await made.keep(changed)
    await made.store.apply({ changes: changesOf(changed) })
  }
  const add = async (given: Partial<Post>): Promise<void> => {
    const post = samplePost(++count, given)
    posts.push(post)
    await made.keep(post)
  }
  const titles = ['气候特使首次访问中国', '翁山苏姬首次出庭', '', '港府公布财政预算案', '地震救援进入第三天']
  return {
    start: () => made.keep(...posts),
    steps: {
      'an article comes': () => add({ title: titles[roll(5)]! }),
      'articles come with labels, an author and a year of their own': async () => {
        const n = count
        for (let i = 0; i < 2; i++)
          await add({
            tags: [`标签 ${n}`, 'a/b'],
            categories: [`第${n}类`],
            author: `记者${n}`,
            published: Date.UTC(2012 + roll(12), roll(12), 1 + roll(28)),
          })
      },
      'a source comes': async () => {
        const source = `source-${count}`
        await made.store.apply({
          sources: [{ id: source, title: `报 ${count}`, description: '', url: 'https://new.example/feed' }],
        })
        await add({ source })
      },
      'many come at once': async () => {
        for (let i = 0; i < 45; i++) await add({ published: Date.UTC(2021, 4, 1) + count * 3 * HOUR })
      },
      'an imported article comes': () => add({ entry: `import:${count}`, tags: [] }),
      'an article is edited': async () => {
        const before = any()
        const revision = before.revision + 1
        const revised = before.revised + DAY
        const after = {
          ...before,
          ...{ revision, revised, title: titles[roll(5)]!, html: `<p>改过${count}</p>` },
          digest: `${revision}`.repeat(64).slice(0, 64),
          changed: ['title', 'text'] as const,
          was: before.title,
        }
        await made.keepRevision(after, before)
        await put(after)
      },
      'a date is corrected': () => {
        const post = any()
        return put({ ...post, published: (post.published ?? post.taken) - roll(900) * DAY })
      },
      'an article is withdrawn': () =>
        put({ ...any(), tombstone: { since: count, confirmed: count + 1, why: '404', kind: 'withdrawn' } }),
      'an article is redacted': () =>
        put({
          ...any(),
          ...{ title: '', author: '', html: '', tags: [], categories: [] },
          tombstone: { since: 1, confirmed: 2, why: '法院命令', kind: 'redacted' },
        }),
      'articles are removed': () => {
        const gone = posts.splice(roll(posts.length - 2), 2)
        return made.store.apply({ removed: gone.map(({ id }) => id) })
      },
      'a source calls itself something else': () =>
        made.store.apply({
          sources: [{ id: 'rfa', title: `自由 ${count}`, description: 'd', url: 'https://rfa.example/feed' }],
        }),
      'nothing happens': async () => {},
    },
  }
}

for (const [seed, gather] of [
  [20_210_414, 0],
  [Number(process.env.SEED ?? 271_828), 3],
] as const)
  test(`whatever happens at random, builds that follow one another give what one from nothing gives (${seed}, ${gather})`, async () => {
    const made = await world([], { gather, gatherFrom: 180 })
    const roll = dice(seed)
    const { start, steps } = fates(made, roll)
    await start()
    const output = memoryOutput()
    let { manifest } = await build(made.site, output)
    for (let n = 0; n < 24; n++) {
      const names = Object.keys(steps) as (keyof typeof steps)[]
      const name = names[n < names.length ? n : roll(names.length)]!
      await steps[name]()
      manifest = (await build(made.site, output, { manifest: JSON.parse(JSON.stringify(manifest)) })).manifest
      const whole = memoryOutput()
      const fresh = await build(made.site, whole)
      const told = `step ${n}: ${name}`
      assert.deepEqual([...output.files.keys()].sort(), [...whole.files.keys()].sort(), told)
      for (const [path, bytes] of whole.files)
        assert.equal(
          Buffer.from(output.files.get(path)!).toString(),
          Buffer.from(bytes).toString(),
          `${told}: ${path}`,
        )
      assert.deepEqual(Object.keys(manifest.sections), Object.keys(fresh.manifest.sections), told)
      const again = await build(made.site, output, { manifest })
      assert.equal(again.written + again.removed, 0, `${told}, and then nothing`)
    }
  })
