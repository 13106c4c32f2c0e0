// Outlets of Europe in Chinese and other languages: RFI, Deutsche Welle, the BBC.
import { bbcState } from './bbc.ts'
import type { Outlet } from './outlet.ts'

/** The first paragraph and the lead stand beside the body, not in it. */
export const rfi: Outlet = {
  hosts: ['.rfi.fr', '.france24.com'],
  marks: ['t-content__body', 't-content__title'],
  rule: `
title: //h1[contains(@class, 't-content__title')]
author: //*[contains(@class, 'm-from-author__name')]
date: //time[@pubdate]/@datetime
lead: //*[contains(@class, 't-content__main-media')]//img
caption: //*[contains(@class, 't-content__main-media')]//figcaption
body: //p[contains(@class, 't-content__chapo')] | //div[contains(@class, 't-content__body')]
strip: //*[contains(@class, 't-content__body')]//*[contains(@class, 'm-em-') or contains(@class, 'm-interstitial') or contains(@class, 'o-self-promo')]
strip: //*[contains(@class, 'm-em-nl') or contains(@class, 'a-read-more') or contains(@class, 'm-tags-list')]
strip: //*[contains(@class, 't-content__main-media')]//*[contains(@class, 'a-media-legend-placeholder')]
`,
}

/** Addresses of pictures are templates with `\${formatId}` in them (page/source.ts fills it in). */
export const dw: Outlet = {
  hosts: ['.dw.com'],
  marks: ['class="teaser-text', 'class="rich-text', 'dw.com'],
  rule: `
title: //article//header//h1
title: //h1
author: //*[contains(@class, 'author-details')]//a
lead: //article//*[contains(@class, 'main-header-image') or contains(@class, 'hero')]//img
lead: //*[contains(@class, 'picBox')]//img
caption: //article//*[contains(@class, 'main-header-image') or contains(@class, 'hero')]//figcaption
body: //article//p[contains(@class, 'teaser-text')] | //article//div[contains(@class, 'rich-text')]
body: //p[contains(@class, 'intro')] | //div[contains(@class, 'longText')]
strip: //*[contains(@class, 'rich-text') or contains(@class, 'longText')]//*[contains(@class, 'advertisement') or contains(@class, 'vjs-wrapper') or contains(@class, 'internal-link') or contains(@class, 'sharing') or contains(@class, 'col1')]
strip: //*[contains(@class, 'rich-text')]//p[starts-with(normalize-space(.), '©') or starts-with(normalize-space(.), 'DW中文有Instagram')]
`,
}

export const bbc: Outlet = {
  hosts: ['.bbc.com', '.bbc.co.uk'],
  marks: ['id="__NEXT_DATA__"', '"pageData"', '"blocks"', '"fragment"'],
  state: bbcState,
  rule: `
title: //main//h1
author: //*[contains(@class, 'byline') or @data-testid='byline']//*[contains(text(), ' ')]
body: //main//article[.//p]
body: //main[.//p]
strip: //main//section[@aria-labelledby or @role='region'] | //main//*[@data-e2e='related-content-heading' or @data-component='links-block' or @data-component='tags' or @data-component='topic-list']
strip: //main//*[@data-testid='byline'] | //main//time
`,
}
