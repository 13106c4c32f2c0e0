// Which language a text is taken for.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { detectLanguage, normalLanguage } from './language.ts'

test('language tags of publishers are brought to one form', () => {
  const forms: Record<string, string> = {
    'zh-cn': 'zh-Hans',
    zh_SG: 'zh-Hans',
    'zh-Hans-CN': 'zh-Hans',
    'zh-TW': 'zh-Hant',
    'zh-hk': 'zh-Hant',
    'zh-cmn-Hant': 'zh-Hant',
    'zh-Hant-HK': 'zh-Hant',
    cn: 'zh-Hans',
    zh: 'zh',
    EN_us: 'en-US',
    en: 'en',
    'pt-br': 'pt-BR',
    'en-us,en': 'en-US',
    '???': '',
    '': '',
  }
  for (const [given, want] of Object.entries(forms)) assert.equal(normalLanguage(given), want, given)
})

test('Simplified and Traditional Chinese are told apart by their characters, whatever the feed says', () => {
  const simplified =
    '美国气候特使约翰·克里将于4月14日至17日访问中国上海和韩国首尔，讨论提升全球气候目标的问题。'
  const traditional =
    '美國氣候特使約翰·克里將於4月14日至17日訪問中國上海和韓國首爾，討論提升全球氣候目標的問題。'
  assert.equal(detectLanguage(simplified), 'zh-Hans')
  assert.equal(detectLanguage(simplified, 'zh-tw'), 'zh-Hans')
  assert.equal(detectLanguage(traditional), 'zh-Hant')
  assert.equal(detectLanguage(traditional, 'en'), 'zh-Hant')
  // Characters that both scripts write: 后 里 干 are no evidence of Simplified.
  assert.equal(detectLanguage('皇后在城里，干杯', 'zh-hk'), 'zh-Hant')
  assert.equal(detectLanguage('北京上海', 'zh-CN'), 'zh-Hans')
  assert.equal(detectLanguage('北京上海'), 'zh')
})

test('Japanese and Korean are known by their own characters, a quotation does not make a text Japanese', () => {
  assert.equal(detectLanguage('日本の首相は東京で記者会見を開き、新しい経済政策について説明した。'), 'ja')
  assert.equal(
    detectLanguage(
      '新华社报道，他在东京发表演讲，题目是「さくら」，听众很多，反应热烈，会场内外都站满了人，主办方说这是历年来最多的一次',
    ),
    'zh-Hans',
  )
  assert.equal(detectLanguage('東京都知事選挙', 'ja-JP'), 'ja-JP')
  assert.equal(detectLanguage('대한민국 대통령은 오늘 기자회견을 열었다'), 'ko')
})

test('Latin and Cyrillic languages are known by their small words and letters', () => {
  const texts: Record<string, string> = {
    en: 'The president said that he would not sign the bill, which was passed with a narrow majority.',
    de: 'Der Präsident hat das Gesetz nicht unterzeichnet, das mit einer knappen Mehrheit verabschiedet wurde.',
    fr: 'Le président a refusé de signer la loi qui a été adoptée par une courte majorité dans les deux chambres.',
    es: 'El presidente no firmó la ley que fue aprobada por una estrecha mayoría en las dos cámaras del país.',
    pt: 'O presidente não assinou a lei que foi aprovada por uma pequena maioria nas duas câmaras do país.',
    it: 'Il presidente non ha firmato la legge che è stata approvata con una maggioranza ristretta nella camera.',
    nl: 'De president heeft de wet niet ondertekend die met een krappe meerderheid werd aangenomen door het parlement.',
    ru: 'Президент не подписал закон, который был принят незначительным большинством, объявил вчера представитель.',
    uk: 'Президент не підписав закон, який був ухвалений незначною більшістю, повідомив її представник.',
  }
  for (const [language, text] of Object.entries(texts)) assert.equal(detectLanguage(text), language, text)
  assert.equal(detectLanguage(texts.pt!, 'pt-br'), 'pt-BR')
  assert.equal(detectLanguage(texts.en!, 'zh-cn'), 'en')
})

test('a text that tells nothing takes what the publisher says', () => {
  assert.equal(detectLanguage('2021', 'fr'), 'fr')
  assert.equal(detectLanguage('', undefined), '')
  assert.equal(detectLanguage('Xyzzy plugh', 'sv'), 'sv')
})
