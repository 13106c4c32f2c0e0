// Three months of sixty outlets, as data: what each publishes, changes, withdraws, and how its servers misbehave. Seeded:
// the same seed tells the same story.

const HOUR = 3_600_000
const DAY = 24 * HOUR
export const START = Date.UTC(2024, 2, 1, 6)
export const DAYS = 92
export const END = START + DAYS * DAY

/** How an outlet behaves beside publishing. */
export type Habit =
  | 'plain'
  /** Its feed has summaries; the pages have the texts. */
  | 'summaries'
  /** Full texts at first, summaries from the middle on. */
  | 'turns'
  /** Entry ids flip between http and https, with and without a slash. */
  | 'ids'
  /** Dates in the future, in 1970, or none. */
  | 'clocks'
  /** From a day on all addresses lead to another host, 301 for each. */
  | 'moves'
  /** Pages fail first, then everything; nobody says goodbye. */
  | 'dies'
  /** For some days pages answer 403, 429 or with a challenge. */
  | 'blocks'
  /** For some days everything is 503 or does not answer. */
  | 'outages'
  /** From a day on no old address leads anywhere; the feed goes on with new ones. */
  | 'redesign'
  /** For some days a consent page or a paywall stands in the place of every text. */
  | 'walls'
  /** Pages lead to https, or to the same address with a slash. */
  | 'slashes'

export type Way = '404' | '410' | 'home' | 'section' | 'says so' | 'shell'

export interface Version {
  readonly at: number
  readonly title: string
  readonly paragraphs: readonly string[]
  /** Where it is to be seen. */
  readonly where: 'both' | 'page' | 'feed'
}

export interface Absence {
  readonly from: number
  readonly until: number
  readonly way: Way
  /** Too short to be more than a fault. */
  readonly isFault: boolean
}

export interface Story {
  readonly n: number
  readonly outlet: number
  readonly published: number
  readonly versions: readonly Version[]
  readonly absences: readonly Absence[]
}

export interface Outlet {
  readonly n: number
  readonly habit: Habit
  /** When its habit shows, where it is one that begins and ends. */
  readonly from: number
  readonly until: number
  readonly stories: readonly Story[]
}

/** Mulberry32: small, seeded, good enough for stories. */
export function chance(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

const HABITS: readonly Habit[] = [
  ...Array<Habit>(20).fill('plain'),
  ...Array<Habit>(12).fill('summaries'),
  ...Array<Habit>(3).fill('turns'),
  ...Array<Habit>(3).fill('ids'),
  ...Array<Habit>(3).fill('clocks'),
  ...Array<Habit>(2).fill('moves'),
  ...Array<Habit>(2).fill('dies'),
  ...Array<Habit>(4).fill('blocks'),
  ...Array<Habit>(4).fill('outages'),
  ...Array<Habit>(2).fill('redesign'),
  ...Array<Habit>(3).fill('walls'),
  ...Array<Habit>(2).fill('slashes'),
]

const PLACES = '上海 北京 台北 东京 柏林 内罗毕 利马 孟买 开罗 墨西哥城 首尔 华沙 雅加达 基辅'.split(' ')
const SUBJECTS = '外交部 议会 法院 卫生部门 气象台 教育局 渔民 工会 铁路公司 研究人员 记者协会 市政府'.split(
  ' ',
)
const DEEDS = '宣布推迟 公布了 否认了 重新审理 批准了 暂停了 调查了 讨论了 驳回了 承认了'.split(' ')
const OBJECTS =
  '新的预算 边境协议 食品安全报告 选举日程 一起事故 供水计划 租金规定 疫苗试验 航班安排 赔偿方案'.split(' ')
const TAILS = [
  '一位不愿透露姓名的官员说，最后的决定要到下个月才会作出。',
  '当地居民对此意见不一，有人说早就料到了。',
  '这是三年来第二次出现类似的情况。',
  '有关文件长达四十页，其中大部分是附录。',
  '反对者已经表示将在两周内提出申诉。',
]

function writer(next: () => number) {
  const one = <T>(of: readonly T[]): T => of[Math.floor(next() * of.length)]!
  const sentence = (): string =>
    `${one(PLACES)}${one(SUBJECTS)}${one(DEEDS)}${one(OBJECTS)}，涉及${2 + Math.floor(next() * 900)}人。`
  return {
    one,
    title: (): string =>
      `${one(PLACES)}${one(SUBJECTS)}${one(DEEDS)}${one(OBJECTS)}（${Math.floor(next() * 10_000)}）`,
    paragraph: (): string => `${sentence()}${sentence()}${one(TAILS)}`,
  }
}

/** The whole story. */
export function script(seed: number): Outlet[] {
  const next = chance(seed)
  return HABITS.map((habit, n) => {
    const from = START + (20 + next() * 45) * DAY
    const until = isSpell(habit) ? from + (2 + next() * 6) * DAY : Number.POSITIVE_INFINITY
    return { n, habit, from, until, stories: stories(n, habit, next) }
  })
}

const isSpell = (habit: Habit): boolean => ['blocks', 'outages', 'walls'].includes(habit)

function stories(outlet: number, habit: Habit, next: () => number): Story[] {
  const count = Math.round(DAYS * (0.25 + next() * 0.4))
  return Array.from({ length: count }, (_, n) => story(n, outlet, habit, next))
    .sort((a, b) => a.published - b.published)
    .map((one, n) => ({ ...one, n }))
}

function story(n: number, outlet: number, habit: Habit, next: () => number): Story {
  const write = writer(next)
  // Some were there before anybody looked.
  const published = n < 4 ? START - next() * 2 * DAY : START + next() * (DAYS - 2) * DAY
  const first: Version = {
    at: published,
    title: write.title(),
    paragraphs: Array.from({ length: 7 + Math.floor(next() * 6) }, write.paragraph),
    where: 'both',
  }
  return {
    n,
    outlet,
    published,
    versions: versions(first, habit, write, next),
    absences: absences(published, next),
  }
}

/** How long after publication something happens: soon mostly, weeks later sometimes. */
const later = (next: () => number): number =>
  next() < 0.5 ? (0.2 + next() * 20) * HOUR : (1 + next() * 28) * DAY

function versions(
  first: Version,
  habit: Habit,
  write: ReturnType<typeof writer>,
  next: () => number,
): Version[] {
  const made = [first]
  // Some rewrite all day long.
  const live = next() < 0.02
  const times = live ? 8 : next() < 0.25 ? 1 + Math.floor(next() * 2) : 0
  for (let i = 0; i < times; i++) {
    const before = made.at(-1)!
    const kind = next()
    const where = live || kind < 0.6 ? 'both' : kind < 0.85 ? 'page' : 'feed'
    made.push({
      at: before.at + (live ? (2 + next() * 4) * HOUR : later(next) + (i > 0 ? 3 * DAY : 0)),
      title: next() < 0.35 ? write.title() : before.title,
      paragraphs: edited(before.paragraphs, write, next),
      // Feeds of summaries tell of nothing that their pages do not.
      where: where === 'feed' && (habit === 'summaries' || habit === 'turns') ? 'both' : where,
    })
  }
  return made
}

function edited(
  paragraphs: readonly string[],
  write: ReturnType<typeof writer>,
  next: () => number,
): string[] {
  const at = Math.floor(next() * paragraphs.length)
  const how = next()
  if (how < 0.4)
    return paragraphs.map((one, i) =>
      i === at ? one.replace(/\d+人/, `${Math.floor(next() * 9000) + 1000}人`) : one,
    )
  if (how < 0.7) return paragraphs.toSpliced(at, 0, write.paragraph())
  return paragraphs.length > 5 ? paragraphs.toSpliced(at, 1) : paragraphs.toSpliced(at, 1, write.paragraph())
}

const WAYS: readonly Way[] = ['404', '410', 'home', 'section', 'says so', 'shell']

function absences(published: number, next: () => number): Absence[] {
  const draw = next()
  const way = WAYS[Math.floor(next() * WAYS.length)]!
  const from = published + (next() < 0.4 ? (0.5 + next() * 10) * HOUR : later(next))
  if (draw < 0.05) return [{ from, until: Number.POSITIVE_INFINITY, way, isFault: false }]
  if (draw < 0.07) return [{ from, until: from + (6 + next() * 14) * DAY, way, isFault: false }]
  if (draw < 0.1) return [{ from, until: from + next() * 20 * HOUR, way, isFault: true }]
  return []
}

/** What an article says at a moment, on its page or in its feed. */
export const said = (story: Story, where: 'page' | 'feed', now: number): Version =>
  story.versions.findLast(({ at, where: its }) => at <= now && (its === 'both' || its === where)) ??
  story.versions[0]!

export const absence = (story: Story, now: number): Absence | undefined =>
  story.absences.find(({ from, until }) => from <= now && now < until)
