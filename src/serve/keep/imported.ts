// What came of a list of sources that a keeper sent: what was there already, and what could not be followed, by name.
import type { LeftOut } from '../../formats/opml/outline.ts'
import { type Html, html } from '../../publish/html.ts'
import type { Visit } from '../room/visit.ts'
import type { Word } from '../room/words.ts'

const WHY: Readonly<Record<LeftOut['why'], Word>> = {
  'no-address': 'noFeedAddress',
  'not-http': 'notHttp',
  twice: 'twice',
}
/** Named one by one; the rest is counted. */
const MOST = 100

/** Said over the keeper's page after an import in which not everything was new. */
export function importWords(
  { say, known: { texts } }: Pick<Visit, 'say' | 'known'>,
  { added, there, leftOut }: { added: number; there: number; leftOut: readonly LeftOut[] },
): Html {
  const counts = say('imported').replace('{n}', texts.number(added)).replace('{there}', texts.number(there))
  const left = leftOut
    .slice(0, MOST)
    .map(
      ({ name, address, why }) =>
        html`<li>${[name, address].filter(Boolean).join(' ') || '—'} <small>${say(WHY[why])}</small></li>\n`,
    )
  return html`<div class="notice" role="status"><p>${counts}${left.length > 0 && ` ${say('leftOut')} ${texts.number(leftOut.length)}`}</p>
${left.length > 0 && html`<ul>\n${left}</ul>\n`}</div>
`
}
