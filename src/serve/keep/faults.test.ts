// What goes wrong, in the language of the site.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { StetError } from '../../model/error.ts'
import { FAILURES } from '../../model/failure.ts'
import type { FailReason } from '../../model/ports.ts'
import { mustRead } from '../../page/rules/read.ts'
import { wordsFor } from '../../poll/outcome.ts'
import { ended } from '../../poll/reader.ts'
import { quarantine } from '../../poll/schedule.ts'
import type { Known } from '../../publish/known.ts'
import type { SiteLanguage } from '../../publish/site.ts'
import { failureWords, whyWords } from './faults.ts'

const visit = (language: SiteLanguage) => ({ known: { config: { language } } as Known })

test('every failure that the schedule keeps is said in Chinese, with its particulars behind it', () => {
  const hops = [] as const
  const reasons: FailReason[] = [
    ...(['timeout', 'dns', 'connect', 'tls', 'too-large', 'truncated', 'encoding', 'redirects'] as const),
    ...(['private-address', 'bad-address', 'protocol', 'robots', 'resting'] as const),
  ]
  const kept = [
    ...reasons.map(reason => wordsFor({ kind: 'failed', reason, message: 'why (x)', hops })),
    ...[401, 403, 418, 429, 451, 500, 503].map(status =>
      wordsFor({ kind: 'refused', status, url: '', hops, headers: [] }),
    ),
    ...([404, 410] as const).map(status => wordsFor({ kind: 'gone', status, url: '', hops })),
    ended('took longer than 5 s').why,
    quarantine('voa', 5, 'why'),
    ...FAILURES,
  ]
  for (const error of kept)
    for (const language of ['zh-Hans', 'zh-Hant'] as const) {
      const { html } = failureWords(visit(language), error)
      assert.match(html, /^[^<]*\p{Script=Han}/u, error)
      assert.doesNotMatch(html.replace(/<span lang="en">[^<]*<\/span>|robots\.txt/g, ''), /[a-z]/, error)
    }
  for (const error of kept) assert.equal(failureWords(visit('en'), error).html, error)
  assert.equal(failureWords(visit('zh-Hant'), 'access denied (403)').html, '拒絕存取 (403)')
  assert.equal(
    failureWords(visit('zh-Hans'), 'timed out: no whole answer in time (net.timeout)').html,
    '超时：<span lang="en">no whole answer in time (net.timeout)</span>',
  )
  assert.equal(failureWords(visit('zh-Hans'), 'odd: <b>').html, '<span lang="en">odd: &lt;b&gt;</span>')
})

test('every line of a rule that cannot be read is said in Chinese, each with its place', () => {
  const lines = [
    'body //p',
    'title:',
    'bdy: //p',
    'test_contains: x',
    'replace_string: x',
    'if_page_contains: //p',
    'find_string: x',
  ]
  const words = (text: string, language: SiteLanguage): string => {
    try {
      mustRead('a.example', text)
    } catch (error) {
      assert.ok(error instanceof StetError)
      return whyWords(visit(language), { why: error.message, reasons: error.reasons }).html
    }
    return assert.fail(`${text} was read`)
  }
  for (const line of [...lines, 'body: //p['])
    for (const language of ['zh-Hans', 'zh-Hant'] as const)
      assert.match(words(line, language), /^a\.example\.txt:1：.*\p{Script=Han}[^{}]*$/u, line)
  assert.equal(
    words('bdy: //p\ntitle:', 'zh-Hant'),
    'a.example.txt:1：沒有 bdy 這個指令；a.example.txt:2：title 沒有值',
  )
  assert.match(words(lines.join('\n'), 'zh-Hans'), /a\.example\.txt:5：.*；…$/)
  assert.equal(words('bdy: //p', 'en'), 'a.example.txt:1: there is no directive bdy')
  assert.equal(words('#'.repeat(200_001), 'zh-Hans'), '规则有 200001 个字符，最多 200000 个。')
})
