// Who wrote it, where a page says so: never guessed, and never the name of the outlet.
import { oneLine } from '../model/text.ts'

const CHINESE_NAME = '[\\p{Script=Han}·•]{2,12}(?:[\\s、，]{1,2}[\\p{Script=Han}·•]{2,4}){0,4}'
const ROLE =
  '(?:本报|本報|本刊|本网|实习|見習|见习|特约|特約|驻\\p{Script=Han}{1,4}|首席)?(?:记者|記者|通讯员|通訊員)'
/** 作者：张三 · 文／李四 · 撰文：王五 · （记者 格桑边觉） · 本报记者张三 */
const CHINESE: readonly RegExp[] = [
  new RegExp(
    `(?:作者|撰文|撰稿|撰稿人|文字|编译|編譯|采写|采訪|採訪|记者|記者)\\s{0,3}[：:／/|]\\s{0,3}(${CHINESE_NAME}|[A-Z][\\w.'-]{1,20}(?: [A-Z][\\w.'-]{1,20}){0,3})`,
    'u',
  ),
  new RegExp(`[（(【]\\s?(?:${ROLE})\\s{1,3}(${CHINESE_NAME})`, 'u'),
  new RegExp(`^文\\s{0,2}[／/|：:]\\s{0,3}(${CHINESE_NAME})`, 'u'),
  new RegExp(
    `${ROLE}\\s{1,3}(\\p{Script=Han}{2,3}(?:·\\p{Script=Han}{1,6})?(?:[\\s、]{1,2}\\p{Script=Han}{2,3}){0,3})(?=$|[\\s）)】])`,
    'u',
  ),
]
const ENGLISH =
  /^(?:written |posted |published |reported |story |words |text )?by:?\s+((?:[A-Z][\p{L}.'’-]{0,20})(?: (?:(?:[A-Z][\p{L}.'’-]{0,24})|(?:de|van|von|der|la|bin|al|el|and|&))){0,6})/u
/** What follows a name on the same line. */
const TAIL =
  /\s*(?:[|｜,，;；。:：(（]|(?:发布|發布|来源|來源|编辑|編輯|责编|責編|时间|時間|日期|发表|發表|摄影|攝影|报道|報道|on\s|posted|published|updated)|\d{4}).*$/isu
const NO_NAME =
  /^(?:admin(?:istrator)?|editor(?:s|ial)?(?: team)?|staff|guest|author|anonymous|unknown|null|undefined|none|by|user|root|webmaster|佚名|匿名|未知|网络|網絡|网友|本站|本网|管理员|编辑|編輯|小编|记者|作者|来源|http.*)$|@|https?:|\.(?:com|org|net|cn)\b|^\W*$|^\d+$/i

/** A name as it is kept; '' for what is none: an address, a number, `admin`. */
export function personName(given: string): string {
  const name = oneLine(given)
    .replace(/^(?:by|von|par|por|作者|文|撰文|记者|記者)(?:\s*[：:／/|]\s*|\s+)/iu, '')
    .replace(TAIL, '')
    .replace(/[\s,，、;；]+$/, '')
    .trim()
  return name.length > 100 || NO_NAME.test(name) ? '' : name
}

/** The author that a line of text names; '' when it names none. */
export function bylineIn(given: string): string {
  const line = oneLine(given)
  const english = line.length < 200 ? ENGLISH.exec(line) : null
  if (english) return personName(english[1]!)
  if (!/[\u4e00-\u9fff]/.test(line)) return ''
  for (const pattern of CHINESE) {
    const found = pattern.exec(line.slice(0, 600))
    const name = found ? personName(found[1]!) : ''
    if (name !== '') return name
  }
  return ''
}

/** Several names as one text, each once. */
export const joinNames = (names: readonly string[]): string =>
  [...new Set(names.map(personName).filter(name => name !== ''))].slice(0, 12).join(', ')
