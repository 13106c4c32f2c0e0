// The frame of every page: head, masthead, navigation, footer.
import { digest } from '../../model/digest.ts'
import { escaped, type Html, html, type Part, raw } from '../html.ts'
import type { Known } from '../known.ts'
import { script } from '../look/script.ts'
import { styleVersion } from '../look/style.ts'
import { contentPolicy } from '../policy.ts'
import { THEME_PLACEHOLDERS, type ThemePart } from '../site.ts'
import { feedAddress, formatsOf, indexAddress, type List, NAMED_AXES } from '../urls.ts'

export interface Page {
  readonly title: string
  /** The address of this page; '' for one that has none to be known by. */
  readonly address: string
  readonly description?: string
  /** Lists whose feeds this page announces, after the site's own. */
  readonly follows?: readonly List[]
  readonly head?: Part
  readonly main: Part
  /** Part of the class of <body>: front, article, list… */
  readonly kind: string
  /** Set on the front page: what stands under the name. */
  readonly masthead?: Part
  /** Search engines shall not list it. */
  readonly hidden?: boolean
  /** What was searched for. */
  readonly query?: string
  /** For one who may see nothing of the site yet: asks for no file of it beyond the frame's own. */
  readonly outside?: boolean
}

const SCRIPT_VERSION = digest(script).slice(0, 8)

/** The media types of feeds, as links to them say. */
export const MEDIA = {
  rss: 'application/rss+xml',
  atom: 'application/atom+xml',
  json: 'application/feed+json',
} as const

/** A whole page. */
export function layout(known: Known, page: Page): string {
  const { config, texts, href } = known
  const title = page.kind === 'front' ? config.title : `${page.title}${texts.titleGap}${config.title}`
  return html`<!doctype html>
<html lang="${texts.lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy(config)}">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
${page.description && html`<meta name="description" content="${page.description}">\n`}${
  page.hidden ? html`<meta name="robots" content="noindex">\n` : ''
}${page.address && html`<link rel="canonical" href="${known.absolute(page.address)}">\n`}<link rel="stylesheet" href="${href('/style.css')}?v=${styleVersion(known.site.theme)}">
<script src="${href('/site.js')}?v=${SCRIPT_VERSION}"></script>
<link rel="icon" href="${href('/favicon.svg')}" type="image/svg+xml">
${!page.outside && siteLinks(known, page)}${page.head}${themed(known, 'head', page.title)}</head>
<body class="${page.kind}${page.outside && ' outside'}">
<a class="skip" href="#text">${texts.skip}</a>
${masthead(known, page)}
<main id="text">
${page.main}
</main>
${themed(known, 'footer', page.title) || footer(known)}
</body>
</html>
`.html
}

/** A part of the keeper's theme, its placeholders filled in. */
export function themed({ site, config, texts, href }: Known, part: ThemePart, title: string): Html | false {
  const given = site.theme?.parts[part]
  if (given === undefined) return false
  const values: Readonly<Record<(typeof THEME_PLACEHOLDERS)[number], string>> = {
    site: config.title,
    title,
    home: href('/'),
    language: texts.lang,
  }
  return raw(
    given.replace(/\{\{\s*(\w+)\s*\}\}/g, (whole, name: string) => {
      const known = THEME_PLACEHOLDERS.find(one => one === name)
      return known ? escaped(values[known]) : whole
    }),
  )
}

/** What browsers and readers may fetch by themselves; the manifest they fetch with cookies only when told so. */
const siteLinks = (known: Known, { follows = [] }: Page): Html =>
  html`<link rel="manifest" href="${known.href('/manifest.webmanifest')}" crossorigin="use-credentials">
<link rel="search" href="${known.href('/opensearch.xml')}" type="application/opensearchdescription+xml" title="${known.config.title}">
${feedLinks(known, [{ axis: 'all' }, ...follows])}`

function feedLinks(known: Known, lists: readonly List[]): Html[] {
  return lists.flatMap(list => {
    const title = known.titleOfList(list)
    return formatsOf(list).map(
      format =>
        html`<link rel="alternate" type="${MEDIA[format]}" href="${known.href(feedAddress(list, format))}" title="${title} (${FORMAT_NAMES[format]})">\n`,
    )
  })
}

/** What the formats are called, in every language. */
export const FORMAT_NAMES = { rss: 'RSS', atom: 'Atom', json: 'JSON Feed' } as const

function masthead({ config, texts, href }: Known, page: Page): Html {
  const front = page.kind === 'front'
  const name = html`<a href="${href('/')}">${config.title}</a>`
  return html`<header class="mast">
<div class="bar">
${front ? html`<h1 class="name">${name}</h1>` : html`<p class="name">${name}</p>`}
<form class="find" action="${href('/search/')}" method="get" role="search">
<input type="search" name="q" value="${page.query ?? ''}" aria-label="${texts.searchFor}" placeholder="${texts.search}" autocomplete="off">
</form>
<div class="controls">
<button type="button" data-do="smaller" aria-label="A− ${texts.smaller}" title="${texts.smaller}"><span aria-hidden="true">A−</span></button>
<button type="button" data-do="larger" aria-label="A+ ${texts.larger}" title="${texts.larger}"><span aria-hidden="true">A+</span></button>
<button type="button" data-do="theme" aria-label="${texts.theme}" title="${texts.theme}"><span class="moon" aria-hidden="true"></span></button>
</div>
</div>
${page.masthead}<nav class="ways" aria-label="${texts.navigation}">
<a href="${href('/')}"${here(page, '/')}>${texts.latest}</a>
${NAMED_AXES.map(axis => html`<a href="${href(indexAddress(axis))}"${here(page, indexAddress(axis))}>${texts.axis[axis]}</a>\n`)}<a href="${href('/archive/')}"${here(page, '/archive/')}>${texts.archive}</a>
<a class="to-search" href="${href('/search/')}"${here(page, '/search/')}>${texts.search}</a>
</nav>
</header>`
}

const here = (page: Page, address: string): Html | false =>
  page.address === address && html` aria-current="page"`

function footer({ texts, href }: Known): Html {
  return html`<footer class="foot">
<p><a href="${href('/about/')}">${texts.about}</a>
<a href="${href('/feeds/')}">${texts.feeds}</a>
<a href="${href('/changes/')}">${texts.record}</a>
<a href="${href('/health/')}">${texts.health}</a>
<a href="${href('/sources.opml')}">OPML</a>
<a class="to-keys" href="${href('/colophon/')}">${texts.colophon}</a></p>
<p class="mark" aria-hidden="true">stet</p>
</footer>`
}
