// An article as a Jekyll post: the form in which it lasts. The bytes depend on the article alone.
import { dateOf, type Post } from '../../model/article.ts'
import { slug } from '../../model/slug.ts'
import { oneLine, wellFormed } from '../../model/text.ts'
import { day, iso, month } from '../../model/time.ts'
import { scalar } from './frontmatter.ts'

/**
 * Where a post lies: folders by year and month, then date, title and the first `digits` hexadecimal digits of the id.
 * Given once, when the article is first kept; later titles and dates do not move it.
 */
export function postPath(
  article: Pick<Post, 'id' | 'title' | 'published' | 'updated' | 'taken'>,
  digits = 8,
): string {
  const date = dateOf(article)
  return `_posts/${month(date).replace('-', '/')}/${day(date)}-${slug(article.title).replace(/-$/, '')}-${article.id.slice(0, digits)}.md`
}

/** The folder of an article's earlier states, under its post's name. */
export const revisionFolder = (postPath: string): string =>
  postPath.replace(/^_posts\//, '_revisions/').replace(/\.md$/, '')

/** Where an earlier state lies: numbered, with the first eight digits of its digest. */
export const revisionPath = (postPath: string, n: number, digest: string): string =>
  `${revisionFolder(postPath)}/${n}-${digest.slice(0, 8)}.md`

/**
 * The file of a post: UTF-8, LF, front matter in the order of the predecessor's, then its date, title and text. The blank
 * line before the title makes it a heading to every Markdown reader; without it, Jekyll's saw a line of dashes.
 */
export function writePost(post: Post): string {
  const date = dateOf(post)
  return `---
layout: post
title: ${scalar(post.title)}
date: ${scalar(iso(date))}
author: ${scalar(post.author)}
from: ${scalar(post.url ?? '')}
tags: ${scalar(post.tags)}
categories: ${scalar(post.categories)}
stet:
${stetLines(post)}
render_with_liquid: false
---
<!--${date}-->

${titleLine(post.title, post.url)}
------

<div markdown="0">
${withoutLiquid(post.html)}
</div>
`
}

function stetLines(post: Post): string {
  const optional = (key: string, value: unknown): [string, unknown][] =>
    value === undefined ? [] : [[key, value]]
  const lines: [string, unknown][] = [
    ['id', post.id],
    ['number', post.number],
    ['source', post.source],
    ...optional('guid', post.guid),
    ...optional('shared_url', post.sharedUrl),
    ['revision', post.revision],
    ['digest', post.digest],
    ['entry', post.entry],
    ['taken', iso(post.taken)],
    ['revised', iso(post.revised)],
    ['dated', post.published !== undefined],
    ...optional('updated', post.updated === undefined ? undefined : iso(post.updated)),
    ['language', post.language],
    ['text', post.text],
    ...optional('lead', post.lead),
    ...optional('pictures', post.pictures?.length ? post.pictures : undefined),
    ...optional('enclosures', post.enclosures.length > 0 ? post.enclosures : undefined),
    ...optional('capture', post.capture),
    ...optional('pages', post.pages),
    ...optional('confidence', post.confidence),
    ...optional('refused', post.refused),
    ...optional('agreed', post.agreed),
    ...optional('changed', post.changed),
    ...optional('was', post.was),
    ...optional('tombstone', post.tombstone),
    ...optional('lifted', post.lifted),
  ]
  return lines.map(([key, value]) => `  ${key}: ${scalar(value)}`).join('\n')
}

/** The linked title as Markdown in which nothing of the title is markup. */
function titleLine(title: string, url: string | undefined): string {
  const text = asMarkdownText(oneLine(title) || url || 'untitled')
  // What begins a line may make a list or a heading of it; an ampersand here begins a reference already.
  if (!url) return text.replace(/^[!-%'-/:-@[-`{-~\d]/, c => `&#${c.charCodeAt(0)};`)
  return `[${text}](${asMarkdownAddress(url)})`
}

// As character references: a backslash means different things to different Markdown readers.
const asMarkdownText = (title: string): string =>
  title
    .replace(/[\\`*_{}[\]<>|~^$&"']/g, c => `&#${c.charCodeAt(0)};`)
    .replace(/-(?=-)|\.(?=\.\.)/g, c => `&#${c.charCodeAt(0)};`)

/** An address with nothing in it that is markup, space, control or unseen: those are percent-encoded. */
const asMarkdownAddress = (url: string): string =>
  wellFormed(url).replace(/[\s\p{C}<>()[\]{}|\\^`"'*]/gu, c =>
    c < '\u0080' ? `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}` : encodeURIComponent(c),
  )

/** No `{{`, `{%` or `{:` reaches a Liquid or Markdown reader that ignores render_with_liquid. */
const withoutLiquid = (html: string): string => html.replace(/\{(?=[{%:])/g, '&#123;')
