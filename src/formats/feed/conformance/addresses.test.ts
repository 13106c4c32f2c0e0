// Relative addresses: against xml:base, Content-Location, the item's link, the feed's address; in elements and in HTML.
import { atom, atomEntry, type Case, holds, rss, rssItem } from './case.ts'

const F = { url: 'https://f.example/dir/feed.xml' }
const based = (base: string, inside: string): string =>
  `<feed xmlns="http://www.w3.org/2005/Atom" xml:base="${base}">${inside}</feed>`
const DIV = 'xmlns="http://www.w3.org/1999/xhtml"'

// biome-ignore format: one case a line
const base: readonly Case[] = [
  ['of the feed, for its link', based('https://b.example/x/', '<link href="home.html"/>'), { home_page_url: 'https://b.example/x/home.html' }],
  ['of the feed, for an entry’s link', based('https://b.example/x/', '<entry><link href="1.html"/></entry>'), { 'items.0.url': 'https://b.example/x/1.html' }],
  ['of the entry, within the feed’s', based('https://b.example/x/', '<entry xml:base="y/"><link href="1.html"/></entry>'), { 'items.0.url': 'https://b.example/x/y/1.html' }],
  ['of the link itself', based('https://b.example/', '<entry><link xml:base="https://c.example/" href="1.html"/></entry>'), { 'items.0.url': 'https://c.example/1.html' }],
  ['relative, against the feed’s address', based('/y/', '<link href="1.html"/>'), { home_page_url: 'https://f.example/y/1.html' }, F],
  ['of no use', based('mailto:a@b.example', '<link href="1.html"/>'), { home_page_url: 'https://f.example/dir/1.html' }, F],
  [
    'for HTML in content',
    based('https://b.example/x/', '<entry><content type="html">&lt;a href="1.html"&gt;a&lt;/a&gt;&lt;img src=\'/i.png\'&gt;</content></entry>'),
    {
      'items.0.content_html': '<a href="https://b.example/x/1.html">a</a><img src="https://b.example/i.png">',
    },
  ],
  ['for XHTML in content', based('https://b.example/x/', `<entry><content type="xhtml"><div ${DIV}><a href="1.html">a</a></div></content></entry>`), { 'items.0.content_html': '<a href="https://b.example/x/1.html">a</a>' }],
  ['of the content', based('https://b.example/', '<entry><link href="https://a.example/1"/><content type="html" xml:base="https://c.example/">&lt;a href="1.html"&gt;a&lt;/a&gt;</content></entry>'), { 'items.0.content_html': '<a href="https://c.example/1.html">a</a>' }],
  ['for the summary that is the text', based('https://b.example/', '<entry><summary type="html">&lt;a href="1"&gt;a&lt;/a&gt;</summary></entry>'), { 'items.0.content_html': '<a href="https://b.example/1">a</a>' }],
  [
    'for RSS',
    '<rss xml:base="https://b.example/"><channel><link>h</link><item><link>1</link><description>&lt;a href="2"&gt;a&lt;/a&gt;</description><comments>c</comments></item></channel></rss>',
    {
      home_page_url: 'https://b.example/h',
      'items.0.url': 'https://b.example/1',
      'items.0.content_html': '<a href="https://b.example/2">a</a>',
      'items.0._stet.comments': 'https://b.example/c',
    },
  ],
  ['for an author’s page', based('https://b.example/', '<author><name>n</name><uri>me</uri></author><entry><title>t</title><author><name>m</name><uri>you</uri></author></entry>'), { 'authors.0.url': 'https://b.example/me', 'items.0.authors.0.url': 'https://b.example/you' }],
  ['for a contributor’s page', based('https://b.example/', '<entry><title>t</title><contributor><name>m</name><uri>you</uri></contributor></entry>'), { 'items.0._stet.contributors.0.url': 'https://b.example/you' }],
  ['for icon and logo', based('https://b.example/', '<icon>i</icon><logo>l</logo>'), { favicon: 'https://b.example/i', icon: 'https://b.example/l' }],
  ['for the generator', based('https://b.example/', '<generator uri="g">G</generator>'), { '_stet.generator_url': 'https://b.example/g' }],
  ['for an enclosure', based('https://b.example/', '<entry><title>t</title><link rel="enclosure" href="1.mp3"/></entry>'), { 'items.0.attachments.0.url': 'https://b.example/1.mp3' }],
  ['for content src', based('https://b.example/', '<entry><title>t</title><content src="1.png" type="image/png"/></entry>'), { 'items.0.attachments.0.url': 'https://b.example/1.png' }],
  ['not for an id', based('https://b.example/', '<entry><title>t</title><id>/1</id></entry>'), { 'items.0.id': '/1' }],
]

// biome-ignore format: one case a line
const inRss: readonly Case[] = [
  ['link, against the feed’s address', rssItem('<link>/1.html</link>'), { 'items.0.url': 'https://f.example/1.html' }, F],
  ['guid as the link', rssItem('<title>t</title><guid>https://a.example/1</guid>'), { 'items.0.url': 'https://a.example/1' }, F],
  ['a relative guid that says it is the link', rssItem('<title>t</title><guid isPermaLink="true">/1.html</guid>'), { 'items.0.url': 'https://f.example/1.html', 'items.0.id': '/1.html' }, F],
  ['link without a scheme', rssItem('<link>//a.example/1</link>'), { 'items.0.url': 'https://a.example/1' }],
  ['a link with spaces and Chinese', rssItem('<link>https://a.example/新 闻?q=中</link>'), { 'items.0.url': 'https://a.example/%E6%96%B0%20%E9%97%BB?q=%E4%B8%AD' }],
  ['HTML, against the item’s link', rssItem('<link>https://a.example/2021/1.html</link><description>&lt;img src="i.png"&gt;</description>'), { 'items.0.content_html': '<img src="https://a.example/2021/i.png">' }],
  ['HTML, against the channel’s link', rss('<link>https://a.example/</link><item><title>t</title><description>&lt;img src="i.png"&gt;</description></item>'), { 'items.0.content_html': '<img src="https://a.example/i.png">' }],
  ['HTML, with nothing to go by', rssItem('<title>t</title><description>&lt;img src="i.png"&gt;</description>'), { 'items.0.content_html': '<img src="i.png">' }],
  ['srcset', rssItem('<link>https://a.example/x/</link><description>&lt;img srcset="1.png 1x, 2.png 2x"&gt;</description>'), { 'items.0.content_html': '<img srcset="https://a.example/x/1.png 1x, https://a.example/x/2.png 2x">' }],
  [
    'image, docs, text input',
    rss('<link>https://a.example/</link><image><url>i.png</url><link>/</link></image><docs>/spec</docs><textInput><link>/q</link></textInput>'),
    {
      icon: 'https://f.example/dir/i.png',
      '_stet.image.url': 'https://f.example/dir/i.png',
      '_stet.docs': 'https://f.example/spec',
      '_stet.text_input.link': 'https://f.example/q',
    },
    F,
  ],
  ['source', rssItem('<title>t</title><source url="/rss">s</source>'), { 'items.0._stet.source.url': 'https://f.example/rss' }, F],
  ['enclosure', rssItem('<title>t</title><enclosure url="/1.mp3"/>'), { 'items.0.attachments.0.url': 'https://f.example/1.mp3' }, F],
  ['wfw:commentRss', rssItem('<title>t</title><wfw:commentRss>/c</wfw:commentRss>'), { 'items.0._stet.comment_feed': 'https://f.example/c' }, F],
  ['the Content-Location', rssItem('<link>1.html</link>'), { 'items.0.url': 'https://l.example/d/1.html' }, { ...F, contentLocation: 'https://l.example/d/feed' }],
  ['a relative Content-Location', rssItem('<link>1.html</link>'), { 'items.0.url': 'https://f.example/other/1.html' }, { ...F, contentLocation: '/other/' }],
]

/** Attributes of HTML that hold addresses. */
// biome-ignore format: one case a line
const TAGS: readonly [tag: string, absolute: string][] = [
  ['<a href="1">x</a>', '<a href="https://b.example/1">x</a>'],
  ['<area href="1">', '<area href="https://b.example/1">'],
  ['<img src="1" longdesc="2" usemap="3">', '<img src="https://b.example/1" longdesc="https://b.example/2" usemap="https://b.example/3">'],
  ['<blockquote cite="1">x</blockquote>', '<blockquote cite="https://b.example/1">x</blockquote>'],
  ['<q cite="1">x</q>', '<q cite="https://b.example/1">x</q>'],
  ['<ins cite="1">x</ins><del cite="1">x</del>', '<ins cite="https://b.example/1">x</ins><del cite="https://b.example/1">x</del>'],
  ['<body background="1">', '<body background="https://b.example/1">'],
  ['<form action="1">', '<form action="https://b.example/1">'],
  ['<frame src="1" longdesc="2">', '<frame src="https://b.example/1" longdesc="https://b.example/2">'],
  ['<iframe src="1"></iframe>', '<iframe src="https://b.example/1"></iframe>'],
  ['<input src="1">', '<input src="https://b.example/1">'],
  ['<object data="1" codebase="2" classid="3"></object>', '<object data="https://b.example/1" codebase="https://b.example/2" classid="https://b.example/3"></object>'],
  ['<script src="1"></script>', '<script src="https://b.example/1"></script>'],
  ['<video src="1" poster="2"></video><audio src="1"></audio><source src="1">', '<video src="https://b.example/1" poster="https://b.example/2"></video><audio src="https://b.example/1"></audio><source src="https://b.example/1">'],
  ['<a href=1>x</a>', '<a href="https://b.example/1">x</a>'],
  ["<A HREF='1?a=b&amp;c=d'>x</A>", '<A HREF="https://b.example/1?a=b&amp;c=d">x</A>'],
  ['<a title=" href=1 " href="2">x</a>', '<a title=" href=1 " href="https://b.example/2">x</a>'],
  ['<a href="#n">x</a>', '<a href="https://b.example/#n">x</a>'],
  ['<a href="mailto:a@b.example">x</a>', '<a href="mailto:a@b.example">x</a>'],
  ['<a href="">x</a> 1 < 2 <b', '<a href="">x</a> 1 < 2 <b'],
  ['<p title="a > b"><a href="1">x</a>', '<p title="a > b"><a href="https://b.example/1">x</a>'],
  ['<a href="1"', '<a href="1"'],
]
// biome-ignore format: one case a line
const inHtml: readonly Case[] = TAGS.map(([tag, absolute]) => [tag, atom(`<entry xml:base="https://b.example/"><content type="html"><![CDATA[${tag}]]></content></entry>`), { 'items.0.content_html': absolute }])

// biome-ignore format: one case a line
const languages: readonly Case[] = [
  ['of the feed', '<rss xml:lang="zh"><channel><title>t</title></channel></rss>', { language: 'zh' }],
  ['the element before the attribute', '<rss xml:lang="en"><channel><language>zh</language></channel></rss>', { language: 'zh' }],
  ['none', rss('<language></language>'), { language: undefined }],
  ['of the answer, where the feed says nothing', rss('<title>t</title>'), { language: 'zh' }, { contentLanguage: 'zh' }],
  ['of the feed before the answer’s', rss('<language>en</language>'), { language: 'en' }, { contentLanguage: 'zh' }],
  ['of an entry', atomEntry('<title>t</title>').replace('<entry>', '<entry xml:lang="zh">'), { 'items.0.language': 'zh' }],
]

holds('xml:base', base)
holds('relative in RSS', inRss)
holds('relative in HTML', inHtml)
holds('language', languages)
