// The rule that a source's pages are read by, on the keeper's page of the source: seen, tried, saved, removed.
import type { Article } from '../../model/article.ts'
import { StetError } from '../../model/error.ts'
import type { Source } from '../../model/source.ts'
import { hostName } from '../../model/url.ts'
import { type Html, html } from '../../publish/html.ts'
import type { Parameters } from '../parameters.ts'
import { token } from '../room/frame.ts'
import type { Visit } from '../room/visit.ts'
import { notice } from './faults.ts'
import { hostsOf, isWeb, latestOf } from './hosts.ts'
import type { Keeping, PageRule, RulePreview } from './keeping.ts'

/** Hosts of one source that are shown, the most frequent first: a source of sources has hundreds. */
const MOST_HOSTS = 5

/** A rule as it stands in the form, before it is saved. */
export interface RuleDraft {
  readonly host: string
  readonly text: string
  readonly preview?: RulePreview
}

const latest = ({ house }: Visit, source: Source): Promise<Article[]> => latestOf(house.site().store, source)

/**
 * Saves or tries what the form of a rule says: with `do=preview` the draft with what it makes of the newest kept page,
 * else undefined when it is saved. Throws StetError 'usage' for a host that is not the source's and for lines that
 * cannot be read.
 */
export async function ruleGiven(
  visit: Visit,
  keep: Keeping,
  source: Source,
  form: Parameters,
): Promise<RuleDraft | undefined> {
  const { host, text } = draftIn(form)
  const articles = await latest(visit, source)
  if (!hostsOf(articles, source).includes(host))
    throw new StetError('usage', `“${host}” is no host of this source's pages`, {
      reasons: [{ name: 'no-host-of-source', values: { host } }],
    })
  if (form.one('do') !== 'preview') {
    await keep.setPageRule(host, text)
    return undefined
  }
  const kept = articles.find(
    ({ url, pages, tombstone }) =>
      isWeb(url) && hostName(url) === host && pages !== undefined && tombstone?.kind !== 'redacted',
  )
  const preview: RulePreview = kept
    ? await keep.previewPageRule(host, text, kept)
    : { kind: 'nothing', why: 'No page of this host has been kept yet.', reasons: [{ name: 'no-kept-page' }] }
  return { host, text, preview }
}

/** What was sent, with the lines of a file: a browser sends CRLF. */
export const draftIn = (form: Parameters): RuleDraft => ({
  host: form.one('host'),
  text: form.one('text').replace(/\r\n?/g, '\n'),
})

/** The part of a source's page with the rules of its hosts. */
export async function rulesPart(
  visit: Visit,
  keep: Keeping,
  source: Source,
  draft: RuleDraft | undefined,
): Promise<Html> {
  const hosts = hostsOf(await latest(visit, source), source)
  const shown = hosts.filter((host, n) => n < MOST_HOSTS || host === draft?.host)
  const forms = await Promise.all(
    shown.map(async host =>
      ruleForm(visit, source, host, await keep.pageRule(host), draft?.host === host ? draft : undefined),
    ),
  )
  return html`<section class="part"><h2>${visit.say('rule')}</h2><p class="quiet">${visit.say('ruleNote')}</p>
${forms}</section>`
}

function ruleForm(
  visit: Visit,
  source: Source,
  host: string,
  { kind, name, text }: PageRule,
  draft: RuleDraft | undefined,
): Html {
  const { say, href } = visit
  const state = { own: say('ruleOwn'), 'built-in': say('ruleBuiltIn'), none: say('ruleNone') }[kind]
  // The first line break in a textarea is no part of its text.
  return html`<form class="fields" method="post" action="${href('/keep/rule')}">${token(visit)}<input type="hidden" name="id" value="${source.id}"><input type="hidden" name="host" value="${host}">
<label><span>${host}: ${state}<br><small>rules/${name}.txt</small></span> <textarea name="text" rows="8" spellcheck="false" autocapitalize="off" lang="en" dir="ltr">\n${draft?.text ?? text}</textarea></label>
<p class="row"><button class="main" type="submit">${say('save')}</button><button type="submit" name="do" value="preview">${say('ruleTry')}</button></p></form>
${draft?.preview && previewPart(visit, draft.preview)}`
}

function previewPart(visit: Visit, preview: RulePreview): Html {
  const { say } = visit
  if (preview.kind === 'nothing') return notice(visit, preview)
  const { title, author, published, paragraphs } = preview
  return html`<section id="preview"><h3>${title || '—'}</h3><p class="quiet">${author || '—'} · ${published || '—'}</p>
${paragraphs.length === 0 && html`<p class="notice" role="alert">${say('ruleNoText')}</p>`}${paragraphs.map(one => html`<p>${one}</p>\n`)}</section>\n`
}
