// Pages that do not give their article: why, so that it can be said, and never kept as if it were the article.
import { isA, thingsOf } from './json-ld.ts'
import { measure } from './stats.ts'
import { attr, elements, following, type Node } from './tree.ts'
import { namesOf } from './unwanted.ts'

export type Refusal =
  | 'paywall'
  | 'cookie wall'
  | 'login'
  | 'challenge'
  | 'needs JavaScript'
  | 'not found'
  | 'empty'

/** What of a page tells of a refusal, taken before anything is removed from it. */
export interface Signs {
  readonly title: string
  /** All that a browser without scripts would show, at most so much of it. */
  readonly text: string
  /** The page itself says that its article must be paid for. */
  readonly paid: boolean
  /** It has an element named for a gate. */
  readonly gate: boolean
  readonly challenge: boolean
  readonly password: boolean
  readonly scripts: number
}

const MOST_TEXT = 30_000
const HIDDEN = new Set('script style template noscript svg head'.split(' '))
const CHALLENGE_PARTS =
  /\/cdn-cgi\/challenge-platform|captcha-delivery\.com|_Incapsula_Resource|px-captcha|hcaptcha\.com\/1\/api|challenges\.cloudflare\.com|awswaf|geetest|\/_sec\/cp_challenge/i
const CHALLENGE_IDS =
  /^(?:challenge-form|challenge-running|cf-wrapper|cf-challenge|px-captcha|ddos-guard|sec-if-container)$/i
const GATE =
  /(?:^|[\s_-])(?:paywall\w*|subscriber-?only|premium-?(?:gate|wall|content)|regwall|reg-?wall|meter(?:ed)?-?(?:wall|gate)|tp-modal|piano-?(?:offer|inline)|gateway|content-?gate|article-?gate|gh-post-upgrade-cta|subscribe-?wall|member-?only)(?:$|[\s_-])/i

/** Reads the signs from a page's whole tree; nothing in it is changed. */
export function signsOf(root: Node): Signs {
  const all = elements(root)
  const scripts = all.filter(one => one.tag === 'script')
  return {
    title: titleIn(all),
    text: shownText(root),
    paid: isPaid(root, all),
    gate: all.some(one => GATE.test(namesOf(one))),
    challenge:
      all.some(
        one =>
          (one.tag === 'script' || one.tag === 'iframe') &&
          CHALLENGE_PARTS.test(`${attr(one, 'src') ?? ''}${one.first?.value.slice(0, 4000) ?? ''}`),
      ) || all.some(one => CHALLENGE_IDS.test(attr(one, 'id') ?? '')),
    password: all.some(one => one.tag === 'input' && attr(one, 'type')?.toLowerCase() === 'password'),
    scripts: scripts.length,
  }
}

const titleIn = (all: readonly Node[]): string => {
  const title = all.find(one => one.tag === 'title' && one.space.endsWith('xhtml'))
  return title?.first?.value.replace(/\s+/g, ' ').trim() ?? ''
}

/** Text in `noscript` counts where nothing else is there to be seen. */
function shownText(root: Node): string {
  let out = ''
  let aside = ''
  for (let at = root.first; at && out.length < MOST_TEXT; at = following(at, root)) {
    if (at.kind !== 'text') continue
    const around = nearest(at)
    if (around === undefined) out += ` ${at.value}`
    else if (around === 'noscript' && aside.length < 1000) aside += ` ${at.value}`
  }
  const shown = out.replace(/\s+/g, ' ').trim()
  return measure(shown).letters < 200 ? `${shown} ${aside.replace(/\s+/g, ' ').trim()}` : shown
}

/** The hidden element a text stands in, a few levels up. */
function nearest(at: Node): string | undefined {
  for (let up = at.parent, level = 0; up && level < 8; up = up.parent, level++)
    if (HIDDEN.has(up.tag)) return up.tag
  return undefined
}

function isPaid(root: Node, all: readonly Node[]): boolean {
  const metas = all.filter(one => one.tag === 'meta')
  const tier = metas.find(one =>
    /content_tier|content-tier/i.test(attr(one, 'property') ?? attr(one, 'name') ?? ''),
  )
  if (/^(?:locked|paid|premium)$/i.test(attr(tier ?? root, 'content')?.trim() ?? '')) return true
  return thingsOf(root).some(
    thing =>
      isA(thing, /Article|Posting|WebPage$/) && /^false$/i.test(String(thing.isAccessibleForFree ?? '')),
  )
}

const CHALLENGE_TITLE =
  /^(?:just a moment|attention required|checking your browser|are you (?:a )?(?:robot|human)|access denied|security check|verify(?:ing)? (?:you are|that you)|ddos-guard|please wait|one moment|pardon our interruption|robot check|human verification|安全验证|安全驗證|人机验证|访问验证|访问受限|验证码|滑动验证|百度安全验证)/i
const CHALLENGE_TEXT =
  /verify(?:ing)? (?:that )?you are (?:a )?human|checking (?:if the site connection is secure|your browser)|unusual traffic from your|complete the security check|(?:拖动|滑动).{0,8}(?:验证|滑块)|完成安全验证|访问过于频繁|检测到.{0,12}异常(?:访问|流量)/i
const NEEDS_SCRIPT =
  /(?:enable|turn on|activate|requires?|need(?:s|ed)?|without) (?:\w+ ){0,4}javascript|javascript (?:\w+ ){0,4}(?:disabled|required|enabled|turned off|not available|not supported)|(?:启用|開啟|开启|啟用|打开|支持|需要).{0,8}java ?script/i
const PAY =
  /(?:subscribe|become a (?:\w+ )?(?:member|subscriber)|sign up|upgrade|register|start your (?:free )?trial|log ?in|sign in)[^.。]{0,60}(?:to (?:continue|keep|read|unlock|access|view|finish)|for (?:full|unlimited) access)|(?:continue|keep) reading (?:with|by|for)|this (?:article|story|post|content) is (?:for|only available to|reserved for|exclusive to) (?:\w+ )?(?:subscribers|members|paying|paid)|already (?:a|have a) (?:subscriber|member|subscription)|(?:订阅|訂閱|付费|付費|购买|購買|成为会员|成為會員|加入会员|加入會員|开通会员|升级)[^。]{0,16}(?:阅读|閱讀|查看|解锁|解鎖|观看)|(?:会员|會員|订户|訂戶|付费|付費)(?:专享|專享|专属|專屬|限定|文章|内容|內容)|(?:剩余|剩餘|余下|以下)\s?\d{0,3}%?(?:内容|內容|部分)[^。]{0,10}(?:付费|付費|订阅|訂閱|会员|會員)/i
const LOGIN =
  /(?:log ?in|sign ?in|register)[^.]{0,30}(?:to (?:continue|read|view|see|access))|you (?:must|need to) (?:be logged in|log ?in|sign ?in)|(?:请|請)(?:先)?(?:登录|登錄|登入)|(?:登录|登錄|登入)(?:后|後)(?:查看|阅读|閱讀|可见|可見|继续|繼續|才)/i
const MISSING =
  /^(?:404\b|error 404|page not found|not found|页面不存在|頁面不存在|页面未找到|找不到(?:页面|頁面|该页)|您(?:访问|所访问)的页面|出错了|内容已(?:被)?删除|该(?:内容|文章|页面)已|此內容(?:因違規|已))|(?:page|article) (?:not found|could not be found|no longer exists)|\b404\b.{0,20}not found/i

/** Letters (an ideograph counts for three) up to which a text may be what stands before a gate. */
const BEFORE_GATE = 2400
const LITTLE = 300

/**
 * Why a page does not give its article; undefined when it does. `letters` are those of the text that was found on it,
 * `pictures` how many it shows.
 */
export function refusalOf(signs: Signs, letters: number, pictures: number): Refusal | undefined {
  const shown = measure(signs.text).letters
  if (isChallenge(signs, letters, shown)) return 'challenge'
  if (isCookieWall(signs, letters)) return 'cookie wall'
  const end = signs.text.slice(-8000)
  if (letters < BEFORE_GATE && (signs.paid || (signs.gate && PAY.test(signs.text)))) return 'paywall'
  if (letters < BEFORE_GATE / 3 && PAY.test(end)) return 'paywall'
  if (letters < LITTLE * 2 && (LOGIN.test(signs.text) || (signs.password && letters < LITTLE))) return 'login'
  if (letters < LITTLE * 2 && MISSING.test(signs.title)) return 'not found'
  if (letters < LITTLE && NEEDS_SCRIPT.test(signs.text)) return 'needs JavaScript'
  if (letters < EMPTY && signs.scripts > 0 && shown < LITTLE / 2) return 'needs JavaScript'
  return letters < EMPTY && pictures === 0 ? 'empty' : undefined
}

const EMPTY = 60

const isChallenge = (signs: Signs, letters: number, shown: number): boolean =>
  (CHALLENGE_TITLE.test(signs.title) && letters < LITTLE * 3) ||
  (signs.challenge && letters < LITTLE && shown < 1500) ||
  (letters < LITTLE * 2 && CHALLENGE_TEXT.test(signs.text.slice(0, 3000)))

function isCookieWall({ title, text }: Signs, letters: number): boolean {
  if (letters > LITTLE * 4) return false
  const head = text.slice(0, 6000)
  const cookies = head.match(/cookies?\b|privacy|consent|隐私|隱私|個人資料/gi)?.length ?? 0
  const asks = /accept (?:all|cookies)|agree|manage (?:my )?(?:preferences|choices|options)|接受|同意/i.test(
    head,
  )
  const about = /consent|cookie|before you continue|privacy|您的隐私/i.test(title)
  return asks && (about || cookies * 70 > measure(head).letters - letters * 0.2) && cookies > 2
}
