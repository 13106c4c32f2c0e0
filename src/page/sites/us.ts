// Outlets of the United States: the broadcasters, and the New York Times in Chinese.
import type { Outlet } from './outlet.ts'

/** VOA and RFE/RL publish with one program. The lead stands outside the text. */
const PANGEA = `
title: //h1[contains(@class, 'title')]
author: //div[contains(@class, 'authors')]//*[contains(@class, 'links__item-link')]
date: //div[contains(@class, 'published')]//time/@datetime
lead: //div[contains(@class, 'cover-media')]//img
caption: //div[contains(@class, 'cover-media')]//*[contains(@class, 'caption')]
body: //*[@id='article-content']//div[contains(@class, 'wsw')]
body: //*[@id='article-content']
strip: //div[contains(@class, 'media-block-wrap')] | //div[contains(@class, 'wsw__embed')][.//a[contains(@class, 'img-wrap')]]
strip: //*[@id='article-content']//*[contains(@class, 'share') or contains(@class, 'accordeon') or contains(@class, 'media-download')]
strip_id_or_class: region--related
strip_id_or_class: comments
`
export const voa: Outlet = {
  hosts: ['.voachinese.com', '.voanews.com', '.voacantonese.com', '.voatibetan.com', '.voatiengviet.com'],
  marks: ['id="article-content"', 'class="wsw', 'cover-media'],
  rule: PANGEA,
}
export const rferl: Outlet = {
  hosts: ['.rferl.org', '.svoboda.org', '.azattyq.org', '.radiosvoboda.org'],
  rule: PANGEA,
}

export const rfa: Outlet = {
  hosts: ['.rfa.org'],
  marks: ['id="storytext"', 'id="headerimg"'],
  rule: `
title: //h1
author: //*[@id='story_byline'] | //span[contains(@class, 'byline')]
date: //*[@id='story_date'] | //time/@datetime
lead: //*[@id='headerimg']//img
lead: //*[contains(@class, 'lead-art')]//img
caption: //*[@id='headerimg']//*[contains(@class, 'caption') or self::figcaption]
body: //*[@id='storytext']
body: //*[contains(@class, 'b-article-body')]
strip: //*[@id='storytext']//*[contains(@class, 'related') or contains(@class, 'share') or @id='story_byline' or @id='story_date']
strip: //*[@id='storytext']//*[@id='headerimg']
`,
}

/** Paragraphs are `<div>`s, and the translator stands in the footer. */
export const nytimes: Outlet = {
  hosts: ['.cn.nytimes.com', '.nytchina.com'],
  marks: ['class="article-paragraph', 'article-header'],
  rule: `
title: //*[contains(@class, 'article-header')]//h1
author: //*[contains(@class, 'article-header')]//address | //*[contains(@class, 'byline')]
date: //*[contains(@class, 'article-header')]//time/@datetime
lead: //figure[contains(@class, 'article-span-photo')]//img
caption: //figure[contains(@class, 'article-span-photo')]//figcaption
body: //div[contains(@class, 'article-paragraph')] | //section[contains(@class, 'article-body')]//figure[not(contains(@class, 'article-span-photo'))]
strip: //div[contains(@class, 'article-paragraph')]//*[contains(@class, 'ad') and contains(@class, 'wrapper')]
strip_id_or_class: article-footer
strip_id_or_class: big_ad
`,
}
