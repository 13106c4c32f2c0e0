// Posts as the predecessor wrote them, name and bytes: for those who keep its archive going.
import { wellFormed } from '../../model/text.ts'
import { type Instant, iso } from '../../model/time.ts'

export interface SeedPost {
  readonly title: string
  readonly date: Instant
  readonly author: string
  readonly url: string
  /** The source's name: the predecessor's only tag and category. */
  readonly site: string
  /** The entry's text as the feed gave it, not cleaned. */
  readonly html: string
}

/** UTF-16 units of a title in a file name. */
const NAME = 50

/** The file's name and its text. Quotes that would break the front matter are written as JSON writes them. */
export function writeSeed(post: SeedPost): { name: string; text: string } {
  const date = iso(post.date)
  return {
    name: `${date.slice(0, 10)}-${seedTitle(post.title)}.md`,
    text: `---
layout: post
title: ${JSON.stringify(wellFormed(post.title))}
date: ${date}
author: ${plain(post.author)}
from: ${plain(post.url)}
tags: [ ${plain(post.site)} ]
categories: [ ${plain(post.site)} ]
---
<!--${post.date}-->
[${post.title}](${post.url})
------

<div>
${post.html}
</div>
`,
  }
}

/** What of a title stands in a file's name: what no file system takes is left out, all else stays as the predecessor had it. */
export const seedTitle = (title: string): string =>
  title
    .replace(/[/\u0000-\u001f\u007f]/g, '')
    .slice(0, NAME)
    .toWellFormed()
    .replaceAll('\ufffd', '') || 'untitled'

/** Bare where the predecessor wrote it bare and YAML reads it as the same text; else quoted. */
const plain = (text: string): string =>
  /^[\p{L}\p{N}_/][^\n"'#[\]{},&*!|>%@`]*$/u.test(text) &&
  !/: |:$|\s$|^(?:true|false|null|yes|no|on|off|[\d.+-]+)$/i.test(text)
    ? text
    : /^https?:\/\/[^\s"'[\]{},`]+$/.test(text) && !/ #|:$/.test(text)
      ? text
      : JSON.stringify(text)
