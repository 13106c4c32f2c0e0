// How often healthy outlets are called silent, and how soon dead ones are: rhythms like those of real outlets, made with a
// seed, looked at every day of three years. `npm run bench:silence`
import { type Habit, NO_HABIT, patience } from '../src/poll/habit.ts'
import { random } from '../tests/stories/whole.ts'

const YEARS = 3
const DAYS = YEARS * 365
const OUTLETS = 400
const DAY = 86_400_000

interface Kind {
  readonly name: string
  /** Whether something is published on a day; `n` counts from the start, a Monday. */
  readonly publishes: (n: number, chance: () => number) => boolean
}

/** Golden weeks and the turn of the year, when many rest for a week. */
const isHoliday = (n: number): boolean =>
  [35, 36, 37, 38, 39, 40, 41, 274, 275, 276, 277, 278].includes(n % 365)
const weekday = (n: number): boolean => n % 7 < 5

const KINDS: readonly Kind[] = [
  { name: 'agency, every day', publishes: () => true },
  { name: 'paper, weekdays, rests on holidays', publishes: n => weekday(n) && !isHoliday(n) },
  {
    name: 'magazine, weekly, skips one in twelve',
    publishes: (n, chance) => n % 7 === 3 && chance() > 1 / 12,
  },
  { name: 'blog, three a week by chance', publishes: (_, chance) => chance() < 3 / 7 },
  { name: 'blog, two a month by chance', publishes: (_, chance) => chance() < 2 / 30 },
  {
    name: 'columnist, away for a month each summer',
    publishes: (n, chance) => weekday(n) && !(n % 365 > 200 && n % 365 < 231) && chance() < 0.5,
  },
]

const chance = random(20210414)
console.log(`${OUTLETS} outlets of each kind, ${YEARS} years, seed 20210414`)
console.log(
  'false alarms: per outlet and year, in the first year and later; then days until a dead one is named (median, worst)',
)
for (const { name, publishes } of KINDS) {
  const alarms = [0, 0]
  const delays: number[] = []
  for (let outlet = 0; outlet < OUTLETS; outlet++) {
    const days: number[] = []
    let silent = false
    for (let n = 0; n < DAYS; n++) {
      if (publishes(n, chance)) days.push(n)
      const is = isSilent(days, n)
      if (is && !silent) alarms[n < 365 ? 0 : 1]!++
      silent = is
    }
    // It dies on the last day.
    const last = DAYS - 1
    let n = last
    while (!isSilent(days, n) && n < last + 2000) n++
    delays.push(n - last)
  }
  delays.sort((a, b) => a - b)
  const rate = (count: number, years: number): string => (count / OUTLETS / years).toFixed(3)
  console.log(
    `${name.padEnd(44)} ${rate(alarms[0]!, 1)}  ${rate(alarms[1]!, YEARS - 1)}   ${delays[OUTLETS / 2]} d, ${delays.at(-1)} d`,
  )
}

function isSilent(days: readonly number[], n: number): boolean {
  const habit: Habit = { ...NO_HABIT, days: days.slice(-250) }
  const usual = patience(habit)
  return usual !== undefined && (n - days.at(-1)!) * DAY > usual.limit
}
