// Outlets of Taiwan, Hong Kong, Singapore and of Chinese writers abroad.
import { mattersState } from './matters.ts'
import type { Outlet } from './outlet.ts'

export const zaobao: Outlet = {
  hosts: ['.zaobao.com.sg', '.zaobao.com'],
  marks: ['article-content-rawhtml'],
  rule: `
title: //h1[contains(@class, 'article-title')] | //article//h1
author: //*[contains(@class, 'article-byline')]//a | //*[contains(@class, 'byline')]//*[contains(@class, 'name')]
lead: //*[contains(@class, 'article-media') or contains(@class, 'lead-image') or contains(@class, 'image-gallery')]//img
caption: //*[contains(@class, 'article-media') or contains(@class, 'lead-image')]//figcaption
body: //*[contains(@class, 'article-content-rawhtml') or contains(@class, 'articleBody')]
body: //*[contains(@class, 'article-content-container')]
strip: //*[contains(@class, 'article-content')]//*[contains(@class, 'ads') or contains(@class, 'related') or contains(@class, 'read-also') or contains(@class, 'bff-') or contains(@id, 'dfp-')]
strip: //*[contains(@class, 'articleBody')]//*[contains(@class, 'ads') or contains(@class, 'related') or contains(@class, 'subscribe')]
`,
}

/** 中央社: related stories stand as further `paragraph`s. */
export const cna: Outlet = {
  hosts: ['.cna.com.tw', '.focustaiwan.tw'],
  marks: ['centralContent', 'class="paragraph', 'class="updatetime'],
  rule: `
title: //div[contains(@class, 'centralContent')]//h1
date: //div[contains(@class, 'updatetime')]/span[1]
lead: //div[contains(@class, 'centralContent')]//div[contains(@class, 'fullPic')]//img
caption: //div[contains(@class, 'centralContent')]//div[contains(@class, 'fullPic')]//*[contains(@class, 'picinfo') or self::figcaption]
body: //div[contains(@class, 'centralContent')]//div[contains(@class, 'paragraph')][not(contains(@class, 'moreArticle') or contains(@class, 'bottomArticle'))][1]
strip: //div[contains(@class, 'paragraph')]//*[contains(@class, 'moreArticle') or contains(@class, 'SubscriptionInner') or contains(@class, 'dictionary') or contains(@class, 'media')]
strip: //div[contains(@class, 'paragraph')]//div[contains(@class, 'paraTxtBox')]
`,
}

export const rthk: Outlet = {
  hosts: ['news.rthk.hk', '.rthk.hk'],
  marks: ['itemFullText', 'itemSlideShow'],
  rule: `
title: //h2[contains(@class, 'itemTitle')]
date: //div[contains(@class, 'createddate')]
lead: //div[contains(@class, 'itemSlideShow')]//img
caption: //div[contains(@class, 'itemSlideShow')]//*[contains(@class, 'detailNewsSlideTitle')]
body: //div[contains(@class, 'itemFullText')]
strip: //div[contains(@class, 'itemFullText')]//*[contains(@class, 'share') or contains(@class, 'related')]
`,
}

/** 中国数字时代 puts a card of facts before many texts, and a call for donations behind. */
export const cdt: Outlet = {
  hosts: ['.chinadigitaltimes.net'],
  marks: ['cdt-archive-card'],
  rule: `
title: //h1
body: //div[contains(@class, 'entry-content')]
body: //div[contains(@class, 'post-content')]
body: //article
strip: //*[contains(@class, 'cdt-archive-card') or contains(@class, 'cdt-card') or contains(@class, 'sharedaddy') or contains(@class, 'jp-relatedposts') or contains(@class, 'wp-block-jetpack-subscriptions')]
strip: //div[contains(@class, 'entry-content')]//*[contains(@class, 'donate') or contains(@class, 'post-tags')]
`,
}

export const matters: Outlet = {
  hosts: ['.matters.town', '.matters.news'],
  marks: ['id="__NEXT_DATA__"', '"apolloState"', '"displayName"'],
  state: mattersState,
  rule: `
title: //h1
author: //a[contains(@class, 'author') or contains(@class, 'user')]//*[contains(@class, 'displayName') or contains(@class, 'name')]
body: //*[contains(@class, 'u-content')]
strip: //*[contains(@class, 'u-content')]//*[contains(@class, 'donation') or contains(@class, 'support')]
`,
}

export const initium: Outlet = {
  hosts: ['.theinitium.com'],
  marks: ['gh-article-title', 'class="gh-content', 'gh-article-excerpt'],
  rule: `
title: //h1
author: //*[contains(@class, 'article-author') or contains(@class, 'p-article__author') or contains(@class, 'gh-article-author-name')]//a
lead: //*[contains(@class, 'gh-article-image') or contains(@class, 'article-cover') or contains(@class, 'p-article__cover')]//img
caption: //*[contains(@class, 'gh-article-image') or contains(@class, 'article-cover') or contains(@class, 'p-article__cover')]//figcaption
body: //*[contains(@class, 'gh-article-excerpt')] | //*[contains(@class, 'gh-content')]
body: //*[contains(@class, 'p-article__content')]
body: //*[contains(@class, 'entry-content')]
strip: //*[contains(@class, 'gh-content') or contains(@class, 'p-article__content')]//*[contains(@class, 'kg-signup-card') or contains(@class, 'kg-cta-card') or contains(@class, 'kg-product-card') or contains(@class, 'paywall') or contains(@class, 'related')]
strip_id_or_class: gh-post-upgrade-cta
`,
}

/** 自由時報: an advertisement for its own app stands among the paragraphs. */
export const ltn: Outlet = {
  hosts: ['.ltn.com.tw'],
  marks: ['appE1121', 'whitecon'],
  rule: `
title: //h1
date: //*[contains(@class, 'time')]
body: //div[contains(@class, 'whitecon')]//div[contains(@class, 'text')]
body: //div[@itemprop='articleBody']//div[contains(@class, 'text')]
strip: //div[contains(@class, 'text')]//*[contains(@class, 'appE1121') or contains(@class, 'before_ir') or contains(@class, 'ad') or contains(@class, 'related') or contains(@class, 'time')]
strip: //div[contains(@class, 'text')]//p[contains(., '點我下載APP') or contains(., '不用抽')]
`,
}

export const hkfp: Outlet = {
  hosts: ['.hongkongfp.com'],
  rule: `
title: //h1[contains(@class, 'entry-title')]
author: //*[contains(@class, 'byline')]//*[contains(@class, 'author')]/a
lead: //figure[contains(@class, 'post-thumbnail')]//img
caption: //figure[contains(@class, 'post-thumbnail')]//figcaption
body: //div[contains(@class, 'entry-content')]
strip: //div[contains(@class, 'entry-content')]//*[contains(@class, 'newspack-popup') or contains(@class, 'wp-block-newspack') or contains(@class, 'sharedaddy') or contains(@class, 'jp-relatedposts') or contains(@class, 'code-block')]
`,
}
