// What machines read of an article's page: Open Graph, schema.org, the link to the original.
import { languageTag } from '../../formats/feed/document.ts'
import type { Article } from '../../model/article.ts'
import { day, iso } from '../../model/time.ts'
import { type Html, html, jsonScript } from '../html.ts'
import type { Known } from '../known.ts'
import { shownName } from '../names.ts'
import { outside } from '../outside.ts'
import { fallbackVariant } from '../pictures.ts'
import { listAddress, type PlainForm, pictureAddress, plainAddress } from '../urls.ts'

/** For the head of an article's page. */
export function articleHead(known: Known, article: Article, description: string): Html {
  const { config, texts } = known
  const address = known.absolute(known.book.addressOf(article))
  const title = known.titleOf(article)
  const form = (name: PlainForm): string => known.href(plainAddress(known.book.addressOf(article), name))
  return html`${config.markdown && html`<link rel="alternate" type="text/markdown" href="${form('md')}">\n`}${config.text && html`<link rel="alternate" type="text/plain" href="${form('txt')}">\n`}${outside(article.url) && html`<link rel="original" href="${article.url}">\n`}<meta property="og:type" content="article">
<meta property="og:title" content="${title}">
<meta property="og:url" content="${address}">
<meta property="og:site_name" content="${config.title}">
<meta property="og:locale" content="${texts.locale}">
${description && html`<meta property="og:description" content="${description}">\n`}${article.published !== undefined && html`<meta property="article:published_time" content="${iso(article.published)}">\n`}${article.tags.map(tag => html`<meta property="article:tag" content="${shownName(tag)}">\n`)}<script type="application/ld+json">${jsonScript(
    newsArticle(known, article, address, title),
  )}</script>
`
}

/**
 * schema.org NewsArticle; keys without a value are left out, never guessed. The headline is whole, as it was published:
 * search engines that showed 110 characters at most cut it themselves. When an undated article was published nobody says
 * here; `sdDatePublished` is the day on which this archive took the state that the page shows, `sdPublisher` that it did.
 */
function newsArticle(known: Known, article: Article, address: string, title: string): object {
  const { config, sources } = known
  const home = outside(sources.get(article.source)?.home)
  return {
    '@context': 'https://schema.org',
    '@type': 'NewsArticle',
    headline: title,
    url: address,
    mainEntityOfPage: address,
    ...(article.published !== undefined && { datePublished: iso(article.published) }),
    ...(article.updated !== undefined && { dateModified: iso(article.updated) }),
    ...(article.author && { author: { '@type': 'Person', name: shownName(article.author) } }),
    publisher: {
      '@type': 'NewsMediaOrganization',
      name: known.sourceTitle(article.source),
      url: home ?? known.absolute(listAddress({ axis: 'source', value: article.source })),
    },
    ...(languageTag(article.language) !== undefined && { inLanguage: article.language }),
    ...(article.tags.length > 0 && { keywords: article.tags.map(shownName) }),
    ...(imageOf(known, article) && { image: imageOf(known, article) }),
    ...(outside(article.url) && { isBasedOn: article.url }),
    sdDatePublished: day(article.revised),
    sdPublisher: { '@type': 'Organization', name: config.title, url: config.url },
    isPartOf: { '@type': 'WebSite', name: config.title, url: config.url },
  }
}

/** The site's own copy of the lead picture, else where the outlet has it. */
function imageOf(known: Known, { lead, pictures }: Article): string | undefined {
  const kept = known.site.pictures && pictures?.find(({ url }) => url === lead?.url)
  return kept ? known.absolute(pictureAddress(fallbackVariant(kept))) : outside(lead?.url)
}
