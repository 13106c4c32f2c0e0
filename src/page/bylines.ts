// Who wrote it, where a page says so: never guessed, and never the name of the outlet.
import { decodeHTML } from 'entities'
import { oneLine } from '../model/text.ts'

const NAME = '\\p{Script=Han}{2,4}(?:[·•]\\p{Script=Han}{1,8}){0,3}'
const NAMES = `${NAME}(?:[\\s、，,]{1,3}${NAME}){0,5}`
const LATIN = "[A-Z][\\p{L}.'’-]{1,20}(?: [A-Z][\\p{L}.'’-]{1,20}){0,3}"
const REPORTER = '(?:(?<!小)(?:记者|記者)|通讯员|通訊員)'
/** What follows a reporter's name and is none: 发自北京, 报道, /文. */
const FOLLOWS = '(?=\\s{0,3}(?:发自|發自|报道|報道|[／/]|文$|摄|攝|[）)】]|$))'
/** 作者：张三 · 文／李四 · 本报记者 王五 · （记者 格桑边觉） · 新京报记者彭冲发自北京 */
const CHINESE: readonly RegExp[] = [
  new RegExp(
    `(?:^|[\\s|｜·（(【\\]])(?:作者|撰文|撰稿人?|执笔人?|執筆人?|文字|采写|採訪|编译|編譯|${REPORTER})\\s{0,3}[：:／/|]\\s{0,4}(${NAMES}|${LATIN})`,
    'u',
  ),
  new RegExp(`[（(【][^（(【）)】]{0,12}${REPORTER}\\s{0,4}(${NAMES})\\s{0,3}(?=[）)】，,])`, 'u'),
  new RegExp(`^[^，。；]{0,14}${REPORTER}\\s{1,4}(${NAMES})`, 'u'),
  new RegExp(`^[^，。；]{0,14}${REPORTER}(${NAME})${FOLLOWS}`, 'u'),
  new RegExp(`^文\\s{0,2}[／/|：:]\\s{0,3}(${NAMES})`, 'u'),
  new RegExp(`本[帖贴貼]由\\s?(${NAME})\\s?[于於]`, 'u'),
]
/** The last words of a report: （袁源） · （姚峰 上海报道） */
const SIGNATURE = new RegExp(`[（(]\\s?(${NAMES})\\s{0,2}(?:报道|報道|供稿)?\\s?[）)]$`, 'u')
const NO_SIGNATURE =
  /待续|待續|未完|完$|图片|圖片|资料|資料|全文|节选|節選|转载|轉載|作者|记者|编辑|来源|视频|[省市县县]$/
const ENGLISH =
  /^(?:(?:[Ww]ritten|[Pp]osted|[Pp]ublished|[Rr]eported|[Ss]tory|[Ww]ords|[Tt]ext) )?(?:[Bb]y|BY):?\s+((?:[A-Z][\p{L}.'’-]{0,20})(?: (?:(?:[A-Z][\p{L}.'’-]{0,24})|(?:de|van|von|der|la|bin|al|el|and|&))){0,6})/u
/** What follows a name on the same line. */
const TAIL =
  /\s*(?:[|｜,，;；。:：(（•]|(?:发布|發布|来源|來源|编辑|編輯|责编|責編|时间|時間|日期|发表|發表|摄影|攝影|报道|報道)|\s(?:on|posted|published|updated|in|at|jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?\s|\d{1,4}[\s/.年-]).*$/isu
/** A label of the next element, run into the name. No month that is a surname too. */
const LABEL =
  /\s+(?:(?:last )?updated|published|posted|reviewed|sponsored|january|february|september|october|november|december)$/iu
const NO_NAME =
  /^(?:the|content|written by|discuz!.*|comsenz.*|articles by.*|full bio|无内容|無內容|admin(?:istrator)?|editor(?:s|ial)?(?: team)?|staff|guest|author|anonymous|unknown|null|undefined|none|by|user|root|webmaster|佚名|匿名|未知|网络|網絡|网友|大汉网络|出自|本站|本网|管理员|编辑|編輯|责编|責編|小编|阅读|閱讀|浏览|瀏覽|点击|點擊|评论|評論|分享|收藏|点赞|點讚|转发|轉發|打印|列印|字号|字號|发布|發布|更新|时间|時間|记者|作者|来源|http.*|sponsored|contributor|the author|name ?\*?|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* ?\d*)$|@|https?:|\.(?:com|org|net|cn)\b|^[^\p{L}]*$/iu

/** What stands in a circle where there is no portrait. */
const INITIALS = /^[A-Z]{2}$/

const REFERENCE = /&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,30});/i
/** Escaped once for HTML, once for JSON, and once more by mistake. */
const ROUNDS = 3

/** A line as its author meant it, however often its references were escaped. */
function plain(given: string): string {
  let line = given
  for (let round = 0; round < ROUNDS && REFERENCE.test(line); round++) line = decodeHTML(line)
  return oneLine(line)
}

/** A name as it is kept; '' for what is none: an address, a number, `admin`. */
export function personName(given: string): string {
  // What is so long is a paragraph.
  if (given.length > 400) return ''
  const name = plain(given)
    .replace(
      /^(?:(?:written|text|words|story|posted) by|author|by|von|par|por|作者|文|撰文|记者|記者)(?:\s*[：:／/|]\s*|\s+)/iu,
      '',
    )
    .replace(LABEL, '')
    .replace(TAIL, '')
    .replace(/[\s,，、;；]+$/, '')
    .trim()
  return name.length > 100 || INITIALS.test(name) || NO_NAME.test(name) ? '' : name
}

/** Letters behind a name: PhD, M.D., RD, CEPF®. */
const CREDENTIAL = /^(?=.*[A-Z].*[A-Z])[A-Za-z.]{2,6}®?$/

/** The names in one field of structured data, each with the letters that its bearer puts behind it. */
export function severalNames(given: string): string[] {
  const names: string[] = []
  for (const part of plain(given).split(/\s*[;；|｜、，]\s*|,\s+|\s+(?:and|&)\s+/)) {
    if (names.length > 0 && CREDENTIAL.test(part)) names.push(`${names.pop()}, ${part}`)
    else if (part !== '') names.push(part)
  }
  return names
}

/** The author that a line of text names; '' when it names none. */
export function bylineIn(given: string): string {
  const line = plain(given)
  const english = line.length < 200 ? ENGLISH.exec(line) : null
  if (english) return personName(english[1]!)
  if (!/[\u4e00-\u9fff]/.test(line)) return ''
  for (const pattern of CHINESE) {
    const found = pattern.exec(line.slice(0, 400))
    if (found) {
      const name = chineseNames(found[1]!, line.slice(found.index + found[0].length))
      if (name !== '') return name
    }
  }
  return ''
}

/** Surnames of one character that nine in ten Chinese bear, in both scripts; those that begin common words left out. */
const SURNAMES = new Set(
  '王李张張刘劉陈陳杨楊赵趙黄黃吴吳徐孙孫胡朱郭何林罗羅郑鄭梁谢謝宋唐许許邓鄧韩韓冯馮曹彭曾肖萧蕭田董潘袁蔡蒋蔣余于杜叶葉程魏苏蘇吕呂丁沈任姚卢盧姜崔钟鍾谭譚陆陸汪范廖贾賈韦韋夏傅邹鄒熊孟秦邱阎閻薛侯雷龙龍段郝孔邵毛顾顧赖賴贺賀严嚴尹钱錢施牛洪龚龔汤湯陶莫樊乔喬殷颜顏庄莊鲁魯倪俞翁葛岳',
)

/** Whether a text of two to four characters can be a Chinese name by its first. */
export const startsWithSurname = (name: string): boolean => SURNAMES.has(name[0] ?? '')

/** The author that the last line of a Chinese report names in parentheses; '' when it names none. */
export function signatureIn(line: string): string {
  const found = SIGNATURE.exec(line.trim())
  if (!found || NO_SIGNATURE.test(found[1]!)) return ''
  return chineseNames(found[1]!, found[0].includes('报道') || found[0].includes('報道') ? '报道' : '')
}

/** Names parted by spaces; the last of several is a place when `behind` goes on with 报道. */
function chineseNames(given: string, behind: string): string {
  const names = given.split(/[\s、，,]+/).filter(name => name !== '')
  if (names.length > 1 && /^\s*(?:\p{Script=Han}{0,2})?(?:报道|報道|发自|發自|电|讯)/u.test(behind))
    names.pop()
  return names
    .map(personName)
    .filter(name => name !== '')
    .join(', ')
}

/** Several names as one text, each once. */
export const joinNames = (names: readonly string[]): string =>
  [...new Set(names.map(withLetters).filter(name => name !== ''))].slice(0, 12).join(', ')

/** A name with the letters behind it; '' for what is no name. */
function withLetters(given: string): string {
  const [name = '', ...letters] = given.split(', ')
  const kept = personName(name)
  return kept !== '' && letters.every(one => CREDENTIAL.test(one))
    ? [kept, ...letters].join(', ')
    : personName(given)
}
