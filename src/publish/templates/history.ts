// All that became of an article: each state beside the one before it, in one column and in two, and when it was gone.
import type { Article, Post } from '../../model/article.ts'
import { compare, type Diff, type Paragraph } from '../../model/diff/diff.ts'
import type { Piece } from '../../model/diff/pieces.ts'
import { plainText } from '../../model/text.ts'
import { type Html, html, type Part } from '../html.ts'
import type { Known } from '../known.ts'
import { historyAddress } from '../urls.ts'
import { layout } from './layout.ts'
import { lang, sourceLink } from './list.ts'
import { returnedNotices, tombstoneNotice } from './withdrawn.ts'

/** `states` are all that are kept and whole, oldest first. */
export function historyPage(known: Known, article: Article, states: readonly Post[]): string {
  const { texts } = known
  const title = known.titleOf(article)
  const pairs = states.slice(1).map((after, i) => [states[i]!, after] as const)
  return layout(known, {
    kind: 'history',
    title: `${texts.history}${texts.titleGap}${title}`,
    address: historyAddress(known.book.addressOf(article)),
    hidden: true,
    main: html`<article class="states">
<header>
<p class="kicker"><a href="${sourceLink(known, article.source)}">${known.sourceTitle(article.source)}</a></p>
<h1><small>${texts.history}</small> <a href="${known.to(article)}"${lang(known, article.language)}>${title}</a></h1>
<p class="quiet">${texts.historyLead}</p>
</header>
${article.tombstone && tombstoneNotice(known, article.tombstone)}${returnedNotices(known, article)}
${
  pairs.length > 0 &&
  html`<input type="radio" name="view" id="one" checked><label for="one">${texts.oneColumn}</label>
<input type="radio" name="view" id="two"><label for="two">${texts.twoColumns}</label>`
}
${[...pairs].reverse().map(([before, after]) => edit(known, article, before, after))}
${states[0] && first(known, article, states[0])}
</article>`,
  })
}

function first(known: Known, article: Article, state: Post): Html {
  return html`<section class="state" id="r${state.revision}"><h2>${stateLink(known, article, state)} <small>${known.dates.full(state.revised)}</small></h2>
${origin(known, state)}</section>`
}

function edit(known: Known, article: Article, before: Post, after: Post): Html {
  const diff = compare(comparable(before), comparable(after))
  return html`<section class="state" id="r${after.revision}"><h2>${stateLink(known, article, after)} <small>${known.dates.full(after.revised)}</small></h2>
<p class="what">${whatChanged(known, after, diff)}</p>
${particulars(known, before, after)}<div class="inline"${lang(known, article.language)}>
${diff.title && html`<h3>${pieces(known, diff.title)}</h3>\n`}${blocks(known, diff.paragraphs, paragraph)}</div>
<div class="beside"${lang(known, article.language)}>
${diff.title && html`<h3>${side(known, diff.title, 'removed')}</h3>\n<h3>${side(known, diff.title, 'added')}</h3>\n`}${blocks(known, diff.paragraphs, besides)}</div>
${origin(known, after)}</section>`
}

const comparable = ({ title, html }: Post) => ({ title, text: plainText(html) })

function stateLink(known: Known, article: Article, { revision }: Post): Html {
  const n = article.revision > 1 ? revision : undefined
  return html`<a href="${known.href(known.book.addressOf(article, n))}">${known.texts.revision(revision)}</a>`
}

/** In a sentence: which parts, and how much came and went. */
function whatChanged({ texts }: Known, after: Post, diff: Diff): string {
  const parts = (after.changed ?? []).map(part => texts.parts[part])
  const figures = texts.cameAndWent(diff.added, diff.removed)
  return parts.length > 0 ? texts.sentences([texts.changedParts(parts), figures]) : figures
}

/** Author, date and lead picture, where they are others. */
function particulars(known: Known, before: Post, after: Post): Html | false {
  const { texts, dates } = known
  const date = ({ published }: Post): Part => (published === undefined ? '' : dates.full(published))
  const rows: [string, Part, Part, boolean][] = [
    [texts.parts.author, before.author, after.author, before.author !== after.author],
    [texts.parts.date, date(before), date(after), before.published !== after.published],
    [texts.parts.lead, picture(before), picture(after), before.lead?.url !== after.lead?.url],
  ]
  const other = rows.filter(([, , , isOther]) => isOther)
  return (
    other.length > 0 &&
    html`<dl class="was">${other.map(
      ([name, was, is]) => html`<dt>${name}</dt><dd>${deleted(known, was)} ${inserted(known, is)}</dd>\n`,
    )}</dl>\n`
  )
}

/** By its words, else by its file: the picture itself may be gone. */
const picture = ({ lead }: Post): string => lead?.alt || lead?.caption || lead?.url || ''

function origin({ texts }: Known, { capture, pages = [], digest }: Post): Html {
  const places = [...pages, ...(capture === undefined ? [] : [capture])]
  return html`<p class="why">${texts.fingerprint}: <code>${digest}</code>${places.length > 0 && html` · ${texts.capture}: ${places.map(place => html`<code>${place}</code> `)}`}</p>\n`
}

/** Unchanged paragraphs shown beside a changed one. */
const NEAR = 1

/** Paragraphs that changed with their neighbours; of the rest, how many there are. */
function blocks(
  known: Known,
  paragraphs: readonly Paragraph[],
  show: (known: Known, paragraph: Paragraph) => Html,
): Html[] {
  const isShown = paragraphs.map((_, i) =>
    paragraphs.slice(Math.max(0, i - NEAR), i + NEAR + 1).some(({ kind }) => kind !== 'same'),
  )
  const out: Html[] = []
  for (let i = 0; i < paragraphs.length; i++) {
    if (isShown[i]) {
      out.push(show(known, paragraphs[i]!))
      continue
    }
    const end = isShown.indexOf(true, i)
    const count = (end < 0 ? paragraphs.length : end) - i
    out.push(html`<p class="skipped">${known.texts.unchanged(count)}</p>\n`)
    i += count - 1
  }
  return out
}

/** A hidden word before a mark, for those who hear the page. */
const deleted = ({ texts }: Known, part: Part): Html =>
  part === '' ? html`` : html`<del><span class="said">${texts.removedMark} </span>${part}</del>`
const inserted = ({ texts }: Known, part: Part): Html =>
  part === '' ? html`` : html`<ins><span class="said">${texts.addedMark} </span>${part}</ins>`

const pieces = (known: Known, all: readonly Piece[]): Html[] =>
  all.map(({ kind, text }) => {
    const shown = broken(text, kind)
    return kind === 'same'
      ? html`${shown}`
      : kind === 'removed'
        ? deleted(known, shown)
        : inserted(known, shown)
  })

/** Breaks between paragraphs, which a page would show as spaces that nobody wrote: a sign where they came or went. */
const broken = (text: string, kind: Piece['kind']): Part =>
  text.includes('\n') ? text.split('\n').map((line, i): Part => [i > 0 && BREAKS[kind], line]) : text

const BREAKS: Readonly<Record<Piece['kind'], Html>> = {
  same: html`<br>`,
  removed: html`¶`,
  added: html`¶<br>`,
}

function paragraph(known: Known, one: Paragraph): Html {
  switch (one.kind) {
    case 'same':
      return html`<p>${one.text}</p>\n`
    case 'removed':
      return html`<p class="gone-block">${deleted(known, one.text)}</p>\n`
    case 'added':
      return html`<p class="new-block">${inserted(known, one.text)}</p>\n`
    case 'changed':
      return html`<p>${pieces(known, one.pieces)}</p>\n`
    case 'moved':
      return html`<p class="moved"><small>${known.texts.movedFrom(one.from)}</small> ${pieces(known, one.pieces)}</p>\n`
  }
}

/** The old half, or the new half, of a changed text. */
const side = (known: Known, all: readonly Piece[], which: 'removed' | 'added'): Html[] =>
  pieces(
    known,
    all.filter(({ kind }) => kind === 'same' || kind === which),
  )

function besides(known: Known, one: Paragraph): Html {
  switch (one.kind) {
    case 'same':
      return html`<p>${one.text}</p><p>${one.text}</p>\n`
    case 'removed':
      return html`<p class="gone-block">${deleted(known, one.text)}</p><p class="none"></p>\n`
    case 'added':
      return html`<p class="none"></p><p class="new-block">${inserted(known, one.text)}</p>\n`
    case 'changed':
      return html`<p>${side(known, one.pieces, 'removed')}</p><p>${side(known, one.pieces, 'added')}</p>\n`
    case 'moved':
      return html`<p class="moved"><small>${known.texts.movedTo(one.to)}</small></p><p class="moved"><small>${known.texts.movedFrom(one.from)}</small> ${pieces(known, one.pieces)}</p>\n`
  }
}
