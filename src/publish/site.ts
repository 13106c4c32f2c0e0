// One publication of an archive: what it is called, where it stands, and the ports it is made from.

import type { Index, Store } from '../model/catalogue.ts'
import { StetError } from '../model/error.ts'
import type { Archive, Output } from '../model/ports.ts'
import type { Instant } from '../model/time.ts'
import type { Glimpses } from './glimpses.ts'
import type { PictureMaker } from './pictures.ts'

/** Languages of the interface; articles may be in any. */
export const LANGUAGES = ['zh-Hans', 'zh-Hant', 'en'] as const
export type SiteLanguage = (typeof LANGUAGES)[number]

export interface SiteConfig {
  readonly title: string
  /** One sentence on what this archive is; '' for stet's own. */
  readonly description: string
  readonly language: SiteLanguage
  /** The site's absolute address with its base path, ending in `/`: for feeds, sitemaps and canonical links. */
  readonly url: string
  /** The path under which the site stands on its host, `/` or `/news/`. */
  readonly basePath: string
  /** IANA name of the zone in which times are shown. */
  readonly timezone: string
  /** `kept` shows only pictures this archive holds, so that a page asks nobody else; `linked` shows the outlets' too. */
  readonly pictures: 'kept' | 'linked'
  /** The host name that GitHub Pages shall serve the site under; '' writes no CNAME. */
  readonly cname: string
  /** With each article as Markdown beside its page. */
  readonly markdown: boolean
  /** With each article's text alone in a file beside its page. */
  readonly text: boolean
  /** With the files by which a browser searches without a server. */
  readonly search: boolean
  /** How many articles lists of labels, authors and days take in together (gathering.ts); 0: each at once. */
  readonly gather: number
  /** Articles from which on they do. */
  readonly gatherFrom: number
  /** WebSub hubs that are told of news, and that feeds name. */
  readonly hubs: readonly string[]
}

/** The keeper's own style and parts of pages. In parts `{{site}}`, `{{title}}`, `{{home}}` and `{{language}}` are filled in. */
export interface Theme {
  /** CSS after stet's own: variables are enough for most. */
  readonly style?: string
  /** HTML by place. */
  readonly parts: Readonly<Partial<Record<ThemePart, string>>>
}

/** Where a theme can put HTML: at the end of the head, under the name, around an article, in place of the footer. */
export const THEME_PARTS = ['head', 'masthead', 'article-top', 'article-end', 'footer'] as const
export type ThemePart = (typeof THEME_PARTS)[number]
/** What is filled in where a part has it in double braces. */
export const THEME_PLACEHOLDERS = ['site', 'title', 'home', 'language'] as const

export interface Site {
  readonly config: SiteConfig
  readonly store: Store
  readonly archive: Archive
  /** Makes the sizes in which kept pictures are shown; without it none are. */
  readonly pictures?: PictureMaker
  /** Needed only to search. */
  readonly index?: Index
  /** Reads what a search shows; in this thread unless told. */
  readonly glimpses?: Glimpses
  /** What was built last: the index for searching without a server is made by a build only. */
  readonly built?: Built
  /** What the keeper puts in place of stet's own look. */
  readonly theme?: Theme
}

/** The site as the last build wrote it. */
export interface Built extends Pick<Output, 'read'> {
  /**
   * The file at `path`, when it is what would be made now: built from this state of the catalogue (`Store.state`) with
   * this code and configuration, untouched since, and written after the post it shows. Undefined when any of it is not so.
   */
  current?(path: string, post: string, state: string): Promise<Uint8Array | undefined>
}

/** What headers say of a page that shows a state of an article. */
export interface Memento {
  /** The value of `Link`. */
  readonly link: string
  /** When the state was taken, for `Memento-Datetime`. */
  readonly taken: Instant
}

/** A file of the site, and the answer the server gives for its address. */
export interface Document {
  /** Relative, `/`-separated: where a built site has it. */
  readonly path: string
  /** The media type, with its charset where it is text. */
  readonly type: string
  readonly body: string | Uint8Array
  /** 200, or 404 for the page that says so. */
  readonly status: number
  /** True when the same address never has other bytes. */
  readonly lasts?: boolean
  /** Of a page that shows a state of an article. */
  readonly memento?: Memento
}

/** A document's text, and whether every file it shows was there and whole. */
export interface Shown {
  readonly body: string | Uint8Array
  readonly isWhole: boolean
}

/** Completes a configuration and brings its addresses into their form. Throws StetError 'config', naming the setting. */
export function siteConfig(given: Partial<SiteConfig> = {}): SiteConfig {
  const url = siteUrl(given.url ?? 'http://127.0.0.1:4000/')
  const basePath = given.basePath === undefined ? decodeURI(new URL(url).pathname) : folder(given.basePath)
  const language = given.language ?? 'zh-Hans'
  if (!LANGUAGES.includes(language))
    throw new StetError('config', `site.language is "${language}"; expected one of ${LANGUAGES.join(', ')}`)
  return {
    title: given.title || 'stet',
    description: given.description ?? '',
    language,
    url: new URL(encodeURI(basePath), url).href,
    basePath,
    timezone: zone(given.timezone ?? 'UTC'),
    pictures: given.pictures ?? 'kept',
    cname: hostOf(given.cname ?? ''),
    markdown: given.markdown ?? true,
    text: given.text ?? false,
    search: (given.search ?? true) && (given.markdown ?? true),
    gather: given.gather ?? 0,
    gatherFrom: given.gatherFrom ?? 10_000,
    hubs: given.hubs ?? [],
  }
}

function siteUrl(address: string): string {
  const url = URL.parse(address)
  if (!url || !/^https?:$/.test(url.protocol))
    throw new StetError(
      'config',
      `site.url is "${address}"; expected an address like https://example.org/news/`,
    )
  url.search = ''
  url.hash = ''
  if (!url.pathname.endsWith('/')) url.pathname += '/'
  return url.href
}

function hostOf(name: string): string {
  if (name !== '' && !/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(name))
    throw new StetError('config', `site.cname is "${name}"; expected a host name like news.example.org`)
  return name.toLowerCase()
}

const folder = (path: string): string => `/${path.split('/').filter(Boolean).join('/')}/`.replace('//', '/')

function zone(name: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone
  } catch (cause) {
    throw new StetError('config', `site.timezone is "${name}"; expected an IANA name like Asia/Shanghai`, {
      cause,
    })
  }
}
