// The language of an archive that is founded without being told one.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemLanguage } from './locale.ts'

test('a new archive speaks the language of the system that it is made on', () => {
  const cases: [NodeJS.ProcessEnv, string][] = [
    [{ LANG: 'zh_CN.UTF-8' }, 'zh-Hans'],
    [{ LANG: 'zh_SG.UTF-8' }, 'zh-Hans'],
    [{ LANG: 'zh_TW.UTF-8' }, 'zh-Hant'],
    [{ LANG: 'zh_HK' }, 'zh-Hant'],
    [{ LANG: 'zh-Hant' }, 'zh-Hant'],
    [{ LANG: 'zh_HK.UTF-8@hans' }, 'zh-Hans'],
    [{ LANG: 'zh' }, 'zh-Hans'],
    [{ LANG: 'zhuang' }, 'en'],
    [{ LANG: 'de_DE.UTF-8' }, 'en'],
    [{ LANG: 'C' }, 'en'],
    [{}, 'en'],
    [{ LC_ALL: '', LC_MESSAGES: 'zh_TW', LANG: 'en_US' }, 'zh-Hant'],
    [{ LC_ALL: 'en_US.UTF-8', LANG: 'zh_CN.UTF-8' }, 'en'],
  ]
  for (const [env, language] of cases) assert.equal(systemLanguage(env), language, JSON.stringify(env))
})
