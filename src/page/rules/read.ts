// Rules for single sites in the format of the public ftr-site-config collection: one file a host, a line a directive,
// XPath 1.0 for what is to be found. `lead` and `caption` are ours.
import { type Reason, StetError } from '../../model/error.ts'
import { type XPath, xpath } from '../xpath/select.ts'

/** What is known of the pages of one host. Lists are tried in order, the first that finds something counts. */
export interface SiteRule {
  /** The host, with a leading dot for all below it too: `example.com`, `.example.com`. */
  readonly name: string
  readonly title: readonly XPath[]
  readonly author: readonly XPath[]
  readonly date: readonly XPath[]
  /** Each gives all its nodes, one after the other. */
  readonly body: readonly XPath[]
  readonly lead: readonly XPath[]
  readonly caption: readonly XPath[]
  /** All of these are taken out. */
  readonly strip: readonly XPath[]
  /** Elements whose id or class contains one of these texts. */
  readonly stripNamed: readonly string[]
  /** Pictures whose address contains one of these texts. */
  readonly stripPictures: readonly string[]
  readonly nextPage: readonly XPath[]
  readonly singlePage: readonly { readonly link: XPath; readonly when?: XPath }[]
  /** Done in the source, before it is parsed. */
  readonly replace: readonly { readonly find: string; readonly by: string }[]
  /** False: what the rule finds is taken as it is. */
  readonly prune: boolean
  /** False: where the rule finds nothing there is nothing. */
  readonly autodetect: boolean
  readonly tests: readonly { readonly url: string; readonly contains: readonly string[] }[]
}

export interface ReadRule {
  readonly rule: SiteRule
  /** Lines that mean nothing here, each with its number and why. */
  readonly faults: readonly (Fault & { readonly line: number })[]
}

/** What is wrong with a line. */
interface Fault {
  readonly why: string
  /** The same by name, but for where the line stands. */
  readonly reason: Reason
}

/** Directives that steer another program's machinery; they are no faults. */
const IGNORED: ReadonlySet<string> = new Set(
  'tidy parser insert_detected_image native_ad_clue convert_double_br_tags strip_attr requires_login login_uri login_username_field login_password_field login_extra_fields not_logged_in_xpath http_header skip_json_ld src_lazy_load_attr single_page_link_in_feed dissolve footnotes wrap_in move_into rewrite_lazy_image_attr test_title'.split(
    ' ',
  ),
)
const LINE = /^([a-z_]+)(?:\((.*?)\))?\s*:\s*(.*)$/i
/** Characters of a rule; what comes after them is not read. */
const LONGEST_FILE = 200_000

/** Reads a rule. Never throws: a line that cannot be read is a fault, the others count. */
export function readRule(name: string, text: string): ReadRule {
  const made = draft(name)
  const faults: (Fault & { line: number })[] = []
  const lines = text
    .slice(0, LONGEST_FILE)
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
  for (const [i, line] of lines.entries()) {
    const bare = line.trim()
    if (bare === '' || bare.startsWith('#')) continue
    const fault = take(bare, made)
    if (fault) faults.push({ line: i + 1, ...fault })
  }
  if (made.pending !== undefined)
    faults.push({ line: lines.length, ...without('find_string', 'replace_string') })
  const { pending: _, ...rule } = made
  return { rule, faults }
}

/** Faults that are named at once; who mends the first may have mended the others. */
const NAMED = 5

/**
 * Reads a rule that somebody is about to save. Throws StetError 'usage' that names the lines which cannot be read, as
 * `example.com.txt:3: …` or by what the file is `called`, or says that it is too long.
 */
export function mustRead(name: string, text: string, called = `${name}.txt`): SiteRule {
  if (text.length > LONGEST_FILE)
    throw new StetError(
      'usage',
      `${called} has ${text.length} characters; expected at most ${LONGEST_FILE}`,
      {
        reasons: [{ name: 'rule-long', values: { count: String(text.length), most: String(LONGEST_FILE) } }],
      },
    )
  const { rule, faults } = readRule(name, text)
  if (faults.length === 0) return rule
  const named = faults.slice(0, NAMED)
  const isMore = faults.length > NAMED
  const message = named.map(({ line, why }) => `${called}:${line}: ${why}`).join('; ')
  const reasons = named.map(({ line, reason: { name, values } }) => ({
    name,
    values: { ...values, at: `${called}:${line}` },
  }))
  throw new StetError('usage', isMore ? `${message}; …` : message, {
    reasons: isMore ? [...reasons, { name: 'more' }] : reasons,
  })
}

const without = (key: string, other: string): Fault => ({
  why: `${key} without a ${other}`,
  reason: { name: 'rule-without', values: { key, other } },
})
const before = (key: string, other: string): Fault => ({
  why: `${key} stands before any ${other}`,
  reason: { name: 'rule-before', values: { key, other } },
})

type Draft = {
  -readonly [K in keyof SiteRule]: SiteRule[K] extends readonly (infer T)[] ? T[] : SiteRule[K]
} & {
  pending: string | undefined
}

const draft = (name: string): Draft => ({
  name,
  title: [],
  author: [],
  date: [],
  body: [],
  lead: [],
  caption: [],
  strip: [],
  stripNamed: [],
  stripPictures: [],
  nextPage: [],
  singlePage: [],
  replace: [],
  prune: true,
  autodetect: true,
  tests: [],
  pending: undefined,
})

/** Takes one line over; says why not when it cannot. */
function take(line: string, rule: Draft): Fault | undefined {
  const found = LINE.exec(line)
  const text = line.slice(0, 60)
  if (!found)
    return {
      why: `expected "directive: value", got "${text}"`,
      reason: { name: 'rule-line', values: { text } },
    }
  const [, name = '', argument, value = ''] = found
  const key = name.toLowerCase()
  if (IGNORED.has(key)) return undefined
  // A rule may find a text in order to remove it.
  if (value === '' && key !== 'replace_string')
    return { why: `${key} says nothing`, reason: { name: 'rule-empty', values: { key } } }
  try {
    return directive(key, argument, value, rule)
  } catch (error) {
    if (error instanceof StetError)
      return { why: error.message, reason: { name: 'rule-path', values: { text: error.message } } }
    throw error
  }
}

const PATHS = {
  title: 'title',
  body: 'body',
  author: 'author',
  date: 'date',
  lead: 'lead',
  caption: 'caption',
  strip: 'strip',
  next_page_link: 'nextPage',
} as const

function directive(key: string, argument: string | undefined, value: string, rule: Draft): Fault | undefined {
  if (Object.hasOwn(PATHS, key)) {
    rule[PATHS[key as keyof typeof PATHS]].push(xpath(value))
    return undefined
  }
  switch (key) {
    case 'strip_id_or_class':
      rule.stripNamed.push(value.replace(/^["']|["']$/g, ''))
      return undefined
    case 'strip_image_src':
      rule.stripPictures.push(value.replace(/^["']|["']$/g, ''))
      return undefined
    case 'single_page_link':
      rule.singlePage.push({ link: xpath(value) })
      return undefined
    case 'if_page_contains':
      return conditional(value, rule)
    case 'find_string':
      rule.pending = value
      return undefined
    case 'replace_string':
      return replacement(argument, value, rule)
    case 'prune':
      rule.prune = isYes(value)
      return undefined
    case 'autodetect_on_failure':
      rule.autodetect = isYes(value)
      return undefined
    case 'test_url':
      rule.tests.push({ url: value, contains: [] })
      return undefined
    case 'test_contains':
      return expectation(value, rule)
    default:
      return { why: `there is no directive ${key}`, reason: { name: 'rule-unknown', values: { key } } }
  }
}

const isYes = (value: string): boolean => /^(?:yes|true|1|on)$/i.test(value.trim())

/** Says when the single page link before it counts. */
function conditional(value: string, rule: Draft): Fault | undefined {
  const last = rule.singlePage.pop()
  if (!last) return before('if_page_contains', 'single_page_link')
  rule.singlePage.push({ ...last, when: xpath(value) })
  return undefined
}

function replacement(argument: string | undefined, by: string, rule: Draft): Fault | undefined {
  const find = argument ?? rule.pending
  if (find === undefined || find === '') return without('replace_string', 'find_string')
  rule.pending = undefined
  rule.replace.push({ find, by })
  return undefined
}

function expectation(value: string, rule: Draft): Fault | undefined {
  const last = rule.tests.pop()
  if (!last) return before('test_contains', 'test_url')
  rule.tests.push({ ...last, contains: [...last.contains, value] })
  return undefined
}

/** True when a rule finds anything at all. */
export const saysSomething = (rule: SiteRule): boolean =>
  rule.body.length + rule.strip.length + rule.stripNamed.length + rule.title.length + rule.replace.length > 0
