// What an attacker may send, and what must never come out. The oracle is parse5 itself, reading the output as a page
// would, and a list of what is harmless that is written down here a second time, apart from the one in use.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { type DefaultTreeAdapterTypes, parse } from 'parse5'
import { payloads as generated } from '../../tests/site/payloads.ts'
import { article, clean } from './clean.ts'

type Element = DefaultTreeAdapterTypes.Element

const payloads: string[] = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../tests/fixtures/pages/xss.json'), 'utf8'),
)

const HARMLESS = new Set(
  (
    'a abbr address article aside audio b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div ' +
    'dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rb rp rt rtc ruby s samp ' +
    'section small span strong sub summary sup table tbody td tfoot th thead time tr u ul var video wbr ' +
    'math mrow mi mn mo ms mtext mspace mfrac msqrt mroot mstyle merror mpadded mphantom msub msup msubsup munder ' +
    'mover munderover mmultiscripts mprescripts none mtable mtr mtd mlabeledtr menclose mfenced'
  ).split(' '),
)
const DANGEROUS_ATTRIBUTE =
  /^(?:on|style|srcdoc|srcset|action|formaction|ping|target|is|slot|background|name|xlink|autofocus|autoplay|contenteditable|tabindex|popover|usemap|http-equiv|data)/

function faultOf(element: Element): string | undefined {
  if (!HARMLESS.has(element.tagName)) return `<${element.tagName}>`
  for (const { name, value } of element.attrs) {
    if (DANGEROUS_ATTRIBUTE.test(name)) return `${element.tagName} ${name}`
    if (name === 'id' && !value.startsWith('in-')) return `id ${value}`
    if (name === 'class' && !/^lang(uage)?-[\w+#-]+$/.test(value)) return `class ${value}`
    if (name === 'href' && !/^(?:https?:\/\/|mailto:|tel:|#in-)/.test(value)) return `href ${value}`
    if ((name === 'src' || name === 'poster' || name === 'cite') && !/^https?:\/\//.test(value))
      return `${name} ${value}`
  }
  return undefined
}

/** Everything that is wrong with cleaned HTML once a browser's algorithm has read it inside a page. */
function faults(html: string): string[] {
  const page = parse(`<!doctype html><body><div id="around">${html}</div><p id="after"></p>`)
  const body = (page.childNodes[1] as Element).childNodes[1] as Element
  const found: string[] = []
  if (body.childNodes.length !== 2) found.push('it leaves its <div>')
  const rest = [...(body.childNodes[0] as Element).childNodes]
  for (let at = rest.pop(); at; at = rest.pop()) {
    if (at.nodeName === '#text') continue
    if (!('tagName' in at)) found.push(at.nodeName)
    else {
      const fault = faultOf(at)
      if (fault !== undefined) found.push(fault)
      rest.push(...at.childNodes)
    }
  }
  return found
}

test('no payload out of thousands, made by rule, leaves anything either', () => {
  const made = generated()
  assert.ok(made.length > 4000, String(made.length))
  for (const payload of made) {
    const { html } = clean(payload, { base: 'https://outlet.example/news/1.html' })
    assert.deepEqual(faults(html), [], payload)
    assert.equal(clean(html, { base: 'https://outlet.example/news/1.html' }).html, html, payload)
    assert.deepEqual(faults(article(payload).html), [], payload)
  }
})

test('no payload leaves anything that runs, loads from elsewhere by script, or reaches out of the article', () => {
  assert.ok(payloads.length > 150)
  for (const payload of payloads)
    for (const way of [clean, article])
      for (const base of [undefined, 'https://outlet.example/news/1.html'])
        assert.deepEqual(faults(way(payload, base === undefined ? {} : { base }).html), [], payload)
})

test('payloads put inside each other and into attributes leave nothing either', () => {
  for (const [at, payload] of payloads.entries()) {
    const other = payloads[(at * 7 + 3) % payloads.length]!
    for (const mixed of [
      payload + other,
      `<table><tr><td>${payload}<p>${other}`,
      `<svg><desc>${payload}</desc>${other}`,
      `<math><mtext>${payload}</mtext>${other}`,
      `<p title="${payload}">${other}`,
      `<ul><li>${payload}</div></ul>${other}`,
      `<a href="https://ok.example/">${payload}</a><pre>${other}`,
      payload.slice(0, payload.length >> 1) + other,
    ]) {
      const { html } = clean(mixed)
      assert.deepEqual(faults(html), [], mixed)
      assert.equal(clean(html).html, html, `cleaned again it changes: ${mixed}`)
    }
  }
})

test('pieces of tags thrown together at random come out safe, and the same when cleaned again', () => {
  const pieces = (
    '<p> </p> <div> </div> <b> </b> <a·href=/x> </a> <table> </table> <tr> <td> </td> <li> <ul> </ul> <ol> <h2> </h2> ' +
    '<pre> </pre> <svg> </svg> <math> </math> <mi> <mtext> <style> </style> <title> </title> <ruby> <rt> </ruby> <dl> <dt> ' +
    '<dd> <span·id=q> </span> <a·href=#q> <br> <hr> <img·src=/i.png> <figure> <figcaption> </figure> <details> <summary> ' +
    '</details> <button> </button> <object> </object> <select> <template> </template> <form> </form> <i> </i> <i> <code> ' +
    '</code> <noscript> </noscript> x · \n <caption> <colgroup> <col> <tbody> <video·src=/v.mp4> </video> <blockquote> ' +
    '</blockquote> <section> </section> <font·color=1> </font> <nobr> &lt; <!--·--> <q> </q> <xmp> <iframe·src=//v.example/> </iframe>'
  )
    .split(' ')
    .map(piece => piece.replaceAll('·', ' '))
  let seed = 20210414
  const next = (): number => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0
    return (seed >>> 8) / 0x1000000
  }
  for (let round = 0; round < 10_000; round++) {
    let html = ''
    for (let left = 2 + next() * 24; left > 0; left--) html += pieces[Math.floor(next() * pieces.length)]
    const once = clean(html, { base: 'https://outlet.example/' }).html
    assert.deepEqual(faults(once), [], html)
    assert.equal(clean(once, { base: 'https://outlet.example/' }).html, once, html)
    assert.ok(!/\n\s*\n/.test(once), `a blank line: ${html}`)
  }
})

test('inputs that hang other sanitisers end with their text kept', () => {
  // Those with a ! lose their text in any reading: it stands inside an attribute, or where formulas have none.
  const hostile: Record<string, string> = {
    'nested divs': `${'<div>'.repeat(20_000)}word`,
    'formatting tags': `${Array.from({ length: 5000 }, (_, n) => `<b id=${n}>`).join('')}word${'<p>word'.repeat(5000)}`,
    attributes: `<a ${Array.from({ length: 30_000 }, (_, n) => `a${n}=1`).join(' ')}>word</a>`,
    'nested tables': `${'<table><tr><td>'.repeat(10_000)}word`,
    'nested links': `${'<a href=/x><div>'.repeat(5000)}${'word'.repeat(100)}`,
    '!nested formulas': `${'<math><mrow>'.repeat(10_000)}<mi>word</mi>`,
    'nested lists': `${'<ul><li>'.repeat(20_000)}word`,
    '!tag openings': `${'<a'.repeat(200_000)}>word`,
    candidates: `<img srcset="${'x.png 1w,'.repeat(100_000)}">word`,
    newlines: `<p>${'<br>'.repeat(50_000)}word`,
  }
  for (const [name, html] of Object.entries(hostile))
    for (const way of [clean, article]) {
      const { html: out, text } = way(html)
      assert.deepEqual(faults(out), [], name)
      if (!name.startsWith('!')) assert.match(text, /word/, name)
    }
})
