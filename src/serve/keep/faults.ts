// What could not be done, and what came of asking a source, in the language of the site. English stands in the messages
// themselves; what nobody has put into Chinese is shown as it is, and marked as English.
import type { ReasonName, Why } from '../../model/error.ts'
import { type Failure, failureIn } from '../../model/failure.ts'
import { type Html, html } from '../../publish/html.ts'
import type { SiteLanguage } from '../../publish/site.ts'
import type { Visit } from '../room/visit.ts'

/** Simplified, Traditional; `{name}` stands for a value. */
type Chinese = readonly [hans: string, hant: string]

const REASONS: Readonly<Record<ReasonName, Chinese>> = {
  'no-source': ['没有“{id}”这个来源。', '沒有「{id}」這個來源。'],
  'no-feeds': ['这个文件里没有订阅源。', '這個檔案裡沒有訂閱源。'],
  'no-address': ['“{text}”不是网址。', '「{text}」不是網址。'],
  'no-feed-address': [
    '“{text}”不是订阅源的地址，应以 https:// 开头。',
    '「{text}」不是訂閱源的地址，應以 https:// 開頭。',
  ],
  followed: ['{url} 已在关注，即来源“{id}”。', '{url} 已在關注，即來源「{id}」。'],
  interval: [
    '间隔“{text}”看不懂，应写成 30m、2h、1d 这样。',
    '間隔「{text}」看不懂，應寫成 30m、2h、1d 這樣。',
  ],
  fulltext: [
    '“{text}”不是取全文的办法，应为 auto、always 或 never。',
    '「{text}」不是取全文的辦法，應為 auto、always 或 never。',
  ],
  'links-need-pages': [
    '这个来源按网页上的链接取文章，不能设为从不取全文。',
    '這個來源按網頁上的連結取文章，不能設為從不取全文。',
  ],
  unreached: ['{url} 无法读取。', '{url} 無法讀取。'],
  'names-no-feed': [
    '{url} 不是订阅源，页面上也没有列出订阅源。',
    '{url} 不是訂閱源，頁面上也沒有列出訂閱源。',
  ],
  'named-only': ['{url} 被列为订阅源，但读不出内容。', '{url} 被列為訂閱源，但讀不出內容。'],
  'no-host-of-source': ['“{host}”不是这个来源网页所在的网站。', '「{host}」不是這個來源網頁所在的網站。'],
  'no-host': [
    '“{host}”不是网站名，应写成 example.com 这样。',
    '「{host}」不是網站名，應寫成 example.com 這樣。',
  ],
  'no-kept-page': ['还没有收存过此网站的网页。', '還沒有收存過此網站的網頁。'],
  'captures-gone': ['收存的网页已经不在了。', '收存的網頁已經不在了。'],
  'nothing-found': ['没有读到内容。', '沒有讀到內容。'],
  'rule-long': ['规则有 {count} 个字符，最多 {most} 个。', '規則有 {count} 個字元，最多 {most} 個。'],
  'rule-line': ['{at}：应为“指令: 值”，却是“{text}”', '{at}：應為「指令: 值」，卻是「{text}」'],
  'rule-empty': ['{at}：{key} 没有值', '{at}：{key} 沒有值'],
  'rule-unknown': ['{at}：没有 {key} 这个指令', '{at}：沒有 {key} 這個指令'],
  'rule-before': ['{at}：{key} 前面没有 {other}', '{at}：{key} 前面沒有 {other}'],
  'rule-without': ['{at}：{key} 没有配对的 {other}', '{at}：{key} 沒有配對的 {other}'],
  more: ['…', '…'],
  'rule-path': ['{at}：XPath 看不懂（{text}）', '{at}：XPath 看不懂（{text}）'],
}

const FAILURES: Readonly<Record<Failure, Chinese>> = {
  'timed out': ['超时', '逾時'],
  'name not found': ['找不到这个域名', '找不到這個網域'],
  'cannot connect': ['无法连接', '無法連線'],
  'no secure connection': ['无法建立安全连接', '無法建立安全連線'],
  'too large': ['太大', '太大'],
  'cut short': ['内容不完整', '內容不完整'],
  unreadable: ['无法解读', '無法解讀'],
  'redirected without end': ['不断跳转', '不斷轉址'],
  'private address': ['内部地址，不予访问', '內部位址，不予存取'],
  'bad address': ['地址有误', '位址有誤'],
  'bad answer': ['回答不合规', '回應不合規'],
  'not allowed by robots.txt': ['robots.txt 不允许', 'robots.txt 不允許'],
  'left in peace': ['暂不打扰', '暫不打擾'],
  gone: ['已永久移除', '已永久移除'],
  'not found': ['找不到', '找不到'],
  'access denied': ['拒绝访问', '拒絕存取'],
  'asked too often': ['查询过于频繁', '查詢過於頻繁'],
  'unavailable for legal reasons': ['因法律原因不提供', '因法律原因不提供'],
  'the server has trouble': ['服务器出错', '伺服器出錯'],
  'unexpected answer': ['意外的回答', '意外的回應'],
  'not a feed': ['不是订阅源', '不是訂閱源'],
  'reading it was ended': ['读取被中止', '讀取被中止'],
  quarantined: ['已隔离，不再读取', '已隔離，不再讀取'],
}

const COLUMN: Readonly<Record<Exclude<SiteLanguage, 'en'>, 0 | 1>> = { 'zh-Hans': 0, 'zh-Hant': 1 }

type Speaker = Pick<Visit, 'known'>

/** Why something could not be done, in the language of the site. */
export function whyWords({ known }: Speaker, { why, reasons = [] }: Why): Html {
  const { language } = known.config
  if (language === 'en') return html`${why}`
  if (reasons.length === 0) return inEnglish(why)
  const said = reasons.map(({ name, values = {} }) =>
    REASONS[name][COLUMN[language]].replace(/\{(\w+)\}/g, (_, key: string) => values[key] ?? ''),
  )
  return html`${said.join('；')}`
}

/** What could not be done, over a page or a form. */
export const notice = (visit: Speaker, why: Why): Html =>
  html`<p class="notice" role="alert">${whyWords(visit, why)}</p>\n`

/** What the schedule keeps of a failure, in the language of the site; the particulars behind it are English. */
export function failureWords({ known }: Speaker, error: string): Html {
  const { language } = known.config
  if (language === 'en') return html`${error}`
  const found = failureIn(error)
  if (!found) return inEnglish(error)
  const words = FAILURES[found.failure][COLUMN[language]]
  // A status in parentheses speaks every language.
  if (/^(?:\(\d+\))?$/.test(found.rest)) return html`${words}${found.rest && ` ${found.rest}`}`
  return html`${words}：${inEnglish(found.rest)}`
}

const inEnglish = (text: string): Html => html`<span lang="en">${text}</span>`
