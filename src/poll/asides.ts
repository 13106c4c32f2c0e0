// Lines that stand around an article and are none of its text: counters, timestamps, related stories, share bars.

const COUNTED =
  '(?:阅读|閱讀|浏览|瀏覽|点击|點擊|点赞|點讚|评论|評論|留言|回复|回覆|分享|转发|轉發|收藏|人气|人氣|views?|reads?|comments?|shares?|likes?|replies)'
const AMOUNT = String.raw`[\d,.]+\s*(?:万|萬|k|m|次|条|條|人)?`
const PARTED = String.raw`[\s|｜·/,，]*`
const COLON = '\\s*[:：]'

const each = (source: string): RegExp => new RegExp(`^(?:${source})$`, 'iu')

const ASIDES: readonly RegExp[] = [
  // 阅读 1,234 · 评论（3）
  each(String.raw`(?:${COUNTED}(?:次数|次數|数|數|量)?\s*[:：(（]?\s*${AMOUNT}\s*[)）]?${PARTED})+`),
  // 12 comments · 1.2k views
  each(`(?:${AMOUNT}\\s*${COUNTED}${PARTED})+`),
  each(String.raw`\d+\s*(?:min(?:ute)?s?\s+read|分钟阅读|分鐘閱讀)`),
  // 更新时间：2024年3月5日 14:30（北京时间）
  each(
    String.raw`(?:最后|最後|本文)?(?:更新|发布|發布|发表|發表|修改|编辑|編輯)(?:时间|時間|日期|于|於|在)?\s*[:：]?\s*[\d年月日时時分秒/.:,-][\d年月日时時分秒/.:,\s-]*(?:[(（](?:北京|台北|当地|當地|美东|美東)?(?:时间|時間)[)）])?`,
  ),
  // Last updated on 5 March 2024, 14:30 GMT
  each(
    String.raw`(?:(?:last|originally|first)\s+)?(?:updated|published|posted|modified)(?:\s+(?:on|at))?\s*:?\s+(?:[a-z]{2,9}[.,]?\s+|at\s+){0,3}\d[\d\s,:./+-]{0,20}(?:[a-z]{2,9}[.,]?\s*[\d\s,:./+-]{0,20}){0,4}(?:ago)?`,
  ),
  each(String.raw`(?:\d+|an?|one)\s+(?:second|minute|hour|day|week|month)s?\s+ago`),
  each('\\d+\\s*(?:秒|分钟|分鐘|小时|小時|天|周|週|个月|個月)前'),
  // 相关阅读：… and its heading alone
  each(
    `(?:相关|相關|延伸|推荐|推薦|热门|熱門|编辑推荐|編輯推薦|更多)(?:阅读|閱讀|文章|新闻|新聞|报道|報道|報導|内容|內容|链接|連結|推荐|推薦)(?:${COLON}.{0,100})?`,
  ),
  each('(?:猜你|你可能|您可能)(?:还|還|也)?喜[欢歡].{0,20}'),
  each(
    `(?:related(?: (?:stories|articles|coverage|reading))?|read (?:more|also|next)|see also|more (?:stories|news)|you (?:may|might) (?:also )?like|recommended|most (?:read|popular)|trending(?: now)?)(?:${COLON}.{0,140})?`,
  ),
  each('(?:分享|转发|轉發)(?:到|至|本文).{0,30}'),
  each(
    '(?:share|tweet|email|print)(?: this(?: (?:story|article|page))?)?(?: (?:on|via|to) \\w{1,12}| \\w{5,12})?',
  ),
  each('(?:follow us|subscribe (?:to|now)|sign up (?:for|to)|get our newsletter).{0,100}'),
  each('(?:订阅我们|訂閱我們|订阅本|訂閱本|关注我们|關注我們|扫码关注|掃碼關注).{0,50}'),
  each('(?:获取更多RSS|阅读全文|閱讀全文|阅读原文|閱讀原文|查看原文|继续阅读|繼續閱讀).{0,20}'),
  each('(?:read the full (?:story|article)|continue reading).{0,40}'),
]

/** What programs put below each text of a feed. */
const FEED_FOOTER =
  /^(?:the (?:post|article|story) .{1,250} (?:first )?appeared(?: first)? on .{1,100}|(?:本文|原文|此文)(?:最先|最早|首先)?(?:首发|首發)(?:于|於|在).{1,60}|文章.{1,150}(?:最先|最早|首先|首次)(?:出现|出現|发表|發表)(?:于|於|在).{1,60})$/iu
const LONGEST_FOOTER = 400

const LONGEST = 160

/** True for a line that is no part of an article's text, whatever it says today. */
export function isAside(line: string): boolean {
  const text = line.trim()
  if (text.length <= LONGEST && ASIDES.some(pattern => pattern.test(text))) return true
  return text.length <= LONGEST_FOOTER && FEED_FOOTER.test(text)
}
