// The rhythm of a source: a small picture of how many articles it had when, the same in figures, and its silences.
import { type Html, html } from '../html.ts'
import { calendarDay, type Known } from '../known.ts'
import type { Rhythm } from '../rhythm.ts'

/** Units of the picture's own. */
const WIDTH = 600
const HEIGHT = 48

/** Picture, figures and silences of a source. */
export function rhythmSection(known: Known, rhythm: Rhythm): Html {
  const { texts } = known
  const day = (value: string): string => texts.day(calendarDay(value))
  const most = Math.max(...rhythm.counts)
  const says = texts.rhythm(rhythm.unit, most, day(rhythm.first), day(rhythm.last))
  return html`<section class="rhythm">
<figure><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${says}"><path d="${bars(rhythm.counts, most)}"/></svg>
<figcaption>${says}</figcaption></figure>
<details><summary>${texts.inFigures}</summary><table><tbody>
${rhythm.years.map(([year, count]) => html`<tr><th scope="row">${texts.year(Number(year))}</th><td>${texts.articles(count)}</td></tr>\n`)}</tbody></table></details>
${
  rhythm.gaps.length > 0 &&
  html`<div class="gaps"><h2>${texts.gaps}</h2><ul>
${rhythm.gaps.map(({ from, until, days }) => html`<li>${texts.gap(day(from), day(until), days)}</li>\n`)}</ul></div>\n`
}</section>
`
}

/** Bars from the bottom, as one path: a unit without articles has none, one with few is still to be seen. */
function bars(counts: readonly number[], most: number): string {
  const step = WIDTH / counts.length
  const wide = rounded(Math.max(step * 0.8, Math.min(step, 1)))
  return counts
    .map((count, i) => {
      if (count === 0) return ''
      const high = rounded(Math.max(1.5, (count / most) * HEIGHT))
      return `M${rounded(i * step)} ${HEIGHT}v-${high}h${wide}v${high}z`
    })
    .join('')
}

const rounded = (value: number): number => Math.round(value * 10) / 10
