// The sixty outlets as servers: what they answer at a moment of the story.
import { absence, type Outlet, type Story, said, type Version } from './script.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** Entries of a feed. */
const LISTED = 15

export interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** No answer at all. */
  readonly fails?: 'timeout' | 'dns' | 'tls'
}

export const hostOfOutlet = (n: number): string => `outlet-${n}.example`
export const feedOf = (n: number): string => `https://${hostOfOutlet(n)}/feed.xml`
export const pageOfStory = ({ outlet, n, published }: Story): string =>
  `https://${hostOfOutlet(outlet)}/news/${new Date(published).toISOString().slice(0, 10).replaceAll('-', '/')}/story-${1000 + n}.html`

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** What an outlet's server answers. `tick` changes with every request: counters, ads, related stories. */
export function answer(outlet: Outlet, address: string, now: number, tick: number): Answer {
  const url = new URL(address)
  const isNew = url.host === `new.${hostOfOutlet(outlet.n)}`
  const on = outlet.from <= now && now < outlet.until
  if (outlet.habit === 'moves' && on && !isNew)
    return { status: 301, headers: { location: `https://new.${url.host}${url.pathname}` } }
  if (outlet.habit === 'outages' && on) return now % 3 < 1 ? { status: 0, fails: 'timeout' } : { status: 503 }
  if (outlet.habit === 'dies' && on)
    return now > outlet.from + 6 * DAY
      ? { status: 0, fails: 'dns' }
      : url.pathname === '/feed.xml'
        ? feed(outlet, now, tick)
        : { status: now > outlet.from + 3 * DAY ? 404 : 500, body: 'error' }
  if (url.pathname === '/robots.txt') return { status: 404 }
  if (url.pathname === '/feed.xml') return feed(outlet, now, tick)
  if (url.pathname === '/') return front(outlet, now)
  if (url.pathname === '/news/') return front(outlet, now, '新闻')
  return page(outlet, url, now, tick, on)
}

function page(outlet: Outlet, url: URL, now: number, tick: number, on: boolean): Answer {
  const path = url.pathname.replace(/\/$/, '')
  const story = outlet.stories.find(
    one => new URL(pageOfStory(one)).pathname === path && one.published <= now,
  )
  if (!story) return { status: 404, body: missingPage() }
  if (outlet.habit === 'blocks' && on) return blocked(story.n)
  if (outlet.habit === 'walls' && on)
    return { status: 200, body: story.n % 2 ? consent() : paywall(said(story, 'page', now)) }
  if (outlet.habit === 'redesign' && on && story.published < outlet.from)
    return story.n % 3 === 0
      ? { status: 302, headers: { location: `https://${url.host}/` } }
      : { status: 404, body: missingPage() }
  if (outlet.habit === 'slashes' && !url.pathname.endsWith('/'))
    return { status: 301, headers: { location: `${url.origin}${url.pathname}/` } }
  const gone = absence(story, now)
  if (gone) return goneAnswer(gone.way, url)
  const version = said(story, 'page', now)
  // Half of them can say that nothing has changed.
  if (outlet.n % 2 === 1) return { status: 200, body: html(version, outlet, now, tick) }
  const body = html(version, outlet, version.at, 1)
  return { status: 200, body, headers: { etag: `"${hash(body)}"` } }
}

function goneAnswer(way: string, url: URL): Answer {
  switch (way) {
    case '404':
      return { status: 404, body: missingPage() }
    case '410':
      return { status: 410, body: '<h1>410 Gone</h1>' }
    case 'home':
      return { status: 302, headers: { location: `${url.origin}/` } }
    case 'section':
      return { status: 301, headers: { location: `${url.origin}/news/` } }
    case 'says so':
      return { status: 200, body: missingPage() }
    default:
      return { status: 200, body: frame('某报', '<article><h1></h1><div class="body"></div></article>') }
  }
}

const blocked = (n: number): Answer =>
  [
    { status: 403, body: 'Forbidden' },
    { status: 451, body: 'Unavailable' },
    {
      status: 200,
      body: '<html><head><title>Just a moment...</title></head><body><div id="challenge-running">Checking your browser before accessing.</div><script src="/cdn-cgi/challenge-platform/x.js"></script></body></html>',
    },
    { status: 401, body: 'Sign in' },
  ][n % 4]!

const consent = (): string =>
  frame(
    '您的隐私',
    '<div class="consent"><h1>我们重视您的隐私</h1><p>We and our partners use cookies. Cookies help us. By clicking agree you accept all cookies and consent to cookies.</p><button>Accept all</button><button>Manage preferences</button><p>Privacy, cookie policy, consent.</p></div>',
  )

const paywall = ({ title, paragraphs }: Version): string =>
  frame(
    title,
    `<article><h1>${title}</h1><p>${paragraphs[0]}</p><div class="paywall"><p>本文为会员专享内容，请登录并订阅后阅读全文。Already a subscriber? Log in to continue reading.</p></div></article>`,
  )

const missingPage = (): string =>
  frame('页面不存在', '<h1>页面不存在</h1><p>您访问的页面不存在或已被删除。</p>')

const frame = (title: string, body: string, foot = ''): string =>
  `<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>${escaped(title)}</title></head><body><nav><a href="/">首页</a> <a href="/news/">新闻</a></nav><main>${body}</main>${foot}<footer>版权所有</footer></body></html>`

/** A page with all that changes on pages without being news. */
function html(version: Version, outlet: Outlet, now: number, tick: number): string {
  const middle = Math.floor(version.paragraphs.length / 2)
  const text = version.paragraphs
    .map(
      (one, i) =>
        `<p>${one}</p>${i === middle ? `<div class="advertisement"><p>广告 ${tick}：限时优惠</p></div>` : ''}`,
    )
    .join('\n')
  const others = outlet.stories.filter(({ published }) => published <= now)
  const related = [0, 1, 2].map(i => others[(tick + i * 7) % others.length]!)
  return frame(
    version.title,
    `<article><h1>${version.title}</h1><p class="meta">更新时间：${new Date(now).toISOString().slice(0, 16).replace('T', ' ')}</p>
${text}
<p>阅读 ${tick * 13} · 评论（${tick % 90}）</p></article>
<aside><h2>相关阅读</h2><ul>${related.map(one => `<li><a href="${new URL(pageOfStory(one)).pathname}">${one.versions[0]!.title}</a></li>`).join('')}</ul></aside>`,
  )
}

function front(outlet: Outlet, now: number, title = '某报'): Answer {
  const links = listed(outlet, now).map(
    one => `<li><a href="${new URL(pageOfStory(one)).pathname}">${said(one, 'page', now).title}</a></li>`,
  )
  return { status: 200, body: frame(title, `<h1>${title}</h1><ul>${links.join('')}</ul>`) }
}

const listed = (outlet: Outlet, now: number): Story[] =>
  outlet.stories
    .filter(one => one.published <= now && !(absence(one, now) && !absence(one, now)!.isFault))
    .slice(-LISTED)
    .reverse()

function feed(outlet: Outlet, now: number, tick: number): Answer {
  const isShort = outlet.habit === 'summaries' || (outlet.habit === 'turns' && now >= outlet.from)
  const items = listed(outlet, now).map(one => {
    const { title, paragraphs } = said(one, 'feed', now)
    const link = pageOfStory(one)
    const body = isShort
      ? `<p>${paragraphs[0]!.slice(0, 40)}…</p>`
      : `${paragraphs.map(text => `<p>${text}</p>`).join('')}${tick % 4 === 0 ? `<p>阅读 ${tick}</p>` : ''}`
    return `<item><title>${escaped(title)}</title><link>${link}</link><guid>${idOf(outlet, link, tick)}</guid>${date(outlet, one)}<description>${escaped(body)}</description></item>`
  })
  const body = `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>某报 ${outlet.n}</title><link>https://${hostOfOutlet(outlet.n)}/</link><description>x</description>${items.join('')}</channel></rss>`
  return { status: 200, body }
}

function idOf({ habit }: Outlet, link: string, tick: number): string {
  if (habit !== 'ids') return link
  return [link, link.replace('https:', 'http:'), `${link}?utm_source=rss`, `${link}/`][tick % 4]!
}

function date({ habit }: Outlet, { published, n }: Story): string {
  const wrong = habit === 'clocks' ? [published + 40 * DAY, 0, undefined, published][n % 4] : published
  return wrong === undefined ? '' : `<pubDate>${new Date(wrong).toUTCString()}</pubDate>`
}

const hash = (text: string): number =>
  [...text].reduce((sum, c) => (Math.imul(sum, 31) + c.codePointAt(0)!) | 0, 7)
