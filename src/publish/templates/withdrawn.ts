// What is said of an article that its source took away, and on what evidence.
import type { Article } from '../../model/article.ts'
import type { Sighting, Tombstone } from '../../model/tombstone.ts'
import { type Html, html } from '../html.ts'
import type { Known } from '../known.ts'

/** In a sentence or two, with the dates. */
export function withdrawnText({ texts, dates }: Known, { kind, since, confirmed }: Tombstone): string {
  if (kind === 'redacted') return texts.redacted
  const day = (at: number): string => texts.day(dates.local(at))
  return texts.withdrawn(day(since), day(confirmed))
}

/** The notice above an article that is gone: what was seen, when, and where the exchange is kept. */
export function tombstoneNotice(known: Known, tombstone: Tombstone): Html {
  const { why, seen = [] } = tombstone
  return html`<aside class="tombstone" role="note"><p>${withdrawnText(known, tombstone)}</p>${
    seen.length > 0
      ? html`<p class="why">${known.texts.evidence}:</p>\n<ul class="why">${seen.map(one => sighting(known, one))}</ul>`
      : why && html`<p class="why">${known.texts.evidence}: ${why}</p>`
  }</aside>`
}

function sighting({ texts, dates }: Known, { at, saw, status, url, capture, way = [] }: Sighting): Html {
  const redirect = status !== undefined && status >= 300 && status < 400 ? status : undefined
  const captures = [...way, ...(capture === undefined ? [] : [capture])]
  return html`<li>${dates.full(at)}: ${texts.saw(saw, redirect)}${url !== undefined && html` <code>${url}</code>`}${
    captures.length > 0 && html` · ${texts.capture}: ${captures.map(place => html`<code>${place}</code> `)}`
  }</li>`
}

/** That it was gone before, and came back. */
export function returnedNotices({ texts, dates }: Known, { lifted = [] }: Article): Html[] {
  const day = (at: number): string => texts.day(dates.local(at))
  return lifted.map(
    ({ since, returned }) =>
      html`<p class="notice" role="note">${texts.wasGone(day(since), day(returned))}</p>\n`,
  )
}
