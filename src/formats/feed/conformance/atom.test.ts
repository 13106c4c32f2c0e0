// Atom 1.0 (RFC 4287) and 0.3, element by element.
import { atom, atom03, atom03Entry, atomEntry, type Case, holds } from './case.ts'

const b64 = (text: string): string => Buffer.from(text).toString('base64')
const DIV = 'xmlns="http://www.w3.org/1999/xhtml"'

// biome-ignore format: one case a line
const feed: readonly Case[] = [
  ['title', atom('<title>报</title>'), { title: '报' }],
  ['title type="text" with what looks like a tag', atom('<title type="text">&lt;b&gt; is bold</title>'), { title: '<b> is bold' }],
  ['title type="html"', atom('<title type="html">A &lt;b&gt;B&lt;/b&gt; &amp;amp; C</title>'), { title: 'A B & C' }],
  ['title type="xhtml"', atom(`<title type="xhtml"><div ${DIV}>A <b>B</b> &amp; C</div></title>`), { title: 'A B & C' }],
  ['title type="xhtml", a prefix', atom('<title type="xhtml"><h:div xmlns:h="http://www.w3.org/1999/xhtml">A <h:b>B</h:b></h:div></title>'), { title: 'A B' }],
  ['subtitle', atom('<subtitle>about</subtitle>'), { description: 'about' }],
  ['subtitle type="html"', atom('<subtitle type="html">&lt;p&gt;about&lt;/p&gt;</subtitle>'), { description: 'about' }],
  ['id', atom('<id>tag:a.example,2021:f</id>'), { '_stet.id': 'tag:a.example,2021:f' }],
  ['updated', atom('<updated>2021-04-14T09:39:02+08:00</updated>'), { '_stet.updated': '2021-04-14T01:39:02.000Z' }],
  ['link without rel', atom('<link href="https://a.example/"/>'), { home_page_url: 'https://a.example/' }],
  ['link rel="alternate"', atom('<link rel="alternate" type="text/html" href="https://a.example/"/>'), { home_page_url: 'https://a.example/' }],
  ['link rel="self"', atom('<link rel="self" href="https://a.example/f"/><link href="https://a.example/"/>'), { feed_url: 'https://a.example/f', home_page_url: 'https://a.example/' }],
  ['link rel in full', atom('<link rel="http://www.iana.org/assignments/relation/alternate" href="https://a.example/"/>'), { home_page_url: 'https://a.example/' }],
  [
    'all links, with what they say',
    atom('<link rel="alternate" type="text/html" hreflang="zh" title="T" length="9" href="https://a.example/"/><link rel="related" href="https://b.example/"/>'),
    {
      '_stet.links': [
        {
          rel: 'alternate',
          type: 'text/html',
          hreflang: 'zh',
          title: 'T',
          length: '9',
          href: 'https://a.example/',
        },
        { rel: 'related', href: 'https://b.example/' },
      ],
    },
  ],
  ['two alternates: the first of their kind', atom('<link rel="alternate" href="https://a.example/1" type="text/html"/><link rel="alternate" href="https://a.example/2" type="text/html"/>'), { home_page_url: 'https://a.example/1' }],
  [
    'author',
    atom('<author><name>李雷</name><email>a@b.example</email><uri>https://l.example/</uri></author>'),
    {
      authors: [{ name: '李雷', url: 'https://l.example/' }],
      '_stet.authors': [{ name: '李雷', url: 'https://l.example/', email: 'a@b.example' }],
    },
  ],
  ['authors', atom('<author><name>李雷</name></author><author><name>韩梅梅</name></author>'), { authors: [{ name: '李雷' }, { name: '韩梅梅' }] }],
  ['author with an address only', atom('<author><email>a@b.example</email></author>'), { authors: [{ url: 'mailto:a@b.example' }] }],
  [
    'contributor',
    atom('<contributor><name>C</name><email>c@b.example</email><uri>https://c.example/</uri></contributor>'),
    {
      '_stet.contributors': [{ name: 'C', email: 'c@b.example', url: 'https://c.example/' }],
      authors: undefined,
    },
  ],
  [
    'category',
    atom('<category term="t" scheme="s:" label="L"/><category term="u"/>'),
    {
      '_stet.categories': [{ term: 't', scheme: 's:', label: 'L' }, { term: 'u' }],
      '_stet.tags': ['L', 'u'],
    },
  ],
  [
    'generator',
    atom('<generator uri="https://g.example/" version="1.2">G &amp; H</generator>'),
    {
      '_stet.generator': 'G & H',
      '_stet.generator_url': 'https://g.example/',
      '_stet.generator_version': '1.2',
    },
  ],
  ['icon and logo', atom('<icon>https://a.example/i.ico</icon><logo>https://a.example/l.png</logo>'), { favicon: 'https://a.example/i.ico', icon: 'https://a.example/l.png' }],
  ['rights', atom('<rights>© 2021</rights>'), { '_stet.rights': '© 2021' }],
  ['rights type="html"', atom('<rights type="html">&amp;copy; 2021</rights>'), { '_stet.rights': '© 2021' }],
  ['rights type="xhtml"', atom(`<rights type="xhtml"><div ${DIV}>© <em>2021</em></div></rights>`), { '_stet.rights': '© 2021' }],
  ['xml:lang', '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh-Hant"><title>t</title></feed>', { language: 'zh-Hant' }],
  ['hub', atom('<link rel="hub" href="https://hub.example/"/>'), { 'hubs.0.url': 'https://hub.example/' }],
  ['next and prev-archive', atom('<link rel="next" href="https://a.example/2"/><link rel="prev-archive" href="https://a.example/old"/>'), { next_url: 'https://a.example/2', '_stet.prev_archive': 'https://a.example/old' }],
  ['rel="license"', atom('<link rel="license" href="https://cc.example/"/>'), { '_stet.license': ['https://cc.example/'] }],
  ['a prefix for everything', '<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:title>t</a:title><a:link href="https://a.example/"/><a:entry><a:title>e</a:title><a:id>1</a:id></a:entry></a:feed>', { title: 't', home_page_url: 'https://a.example/', 'items.0.title': 'e', 'items.0.id': '1' }],
  ['no namespace', '<feed><title>t</title><entry><title>e</title></entry></feed>', { title: 't', 'items.0.title': 'e' }],
  ['a namespace with a slip', '<feed xmlns="https://www.w3.org/2005/atom/"><title>t</title></feed>', { title: 't', '_stet.version': '1.0' }],
  ['an entry as the document', '<entry xmlns="http://www.w3.org/2005/Atom"><title>e</title><id>1</id></entry>', { 'items.0.title': 'e', '_stet.kind': 'atom' }],
  ['openSearch', atom('<os:totalResults xmlns:os="http://a9.com/-/spec/opensearch/1.1/">712</os:totalResults>'), { '_stet.opensearch.totalresults': '712' }],
  ['fh:complete, fh:archive', atom('<fh:complete xmlns:fh="http://purl.org/syndication/history/1.0"/>'), { '_stet.fh': { complete: 'true' } }],
]

// biome-ignore format: one case a line
const entry: readonly Case[] = [
  ['title', atomEntry('<title>一</title>'), { 'items.0.title': '一' }],
  ['title type="html" in CDATA', atomEntry('<title type="html"><![CDATA[<b>一</b> &amp; 二]]></title>'), { 'items.0.title': '一 & 二' }],
  ['id', atomEntry('<id> urn:1 </id><title>t</title>'), { 'items.0.id': 'urn:1' }],
  [
    'links',
    atomEntry('<title>t</title><link href="https://a.example/1"/><link rel="related" href="https://b.example/"/><link rel="via" href="https://v.example/"/>'),
    {
      'items.0.url': 'https://a.example/1',
      'items.0.external_url': 'https://v.example/',
      'items.0._stet.links.1': { rel: 'related', href: 'https://b.example/' },
    },
  ],
  ['link rel="alternate" after others', atomEntry('<link rel="edit" href="https://a.example/e"/><link rel="self" href="https://a.example/s"/><link rel="alternate" href="https://a.example/1"/>'), { 'items.0.url': 'https://a.example/1' }],
  [
    'link rel="enclosure"',
    atomEntry('<title>t</title><link rel="enclosure" href="https://a.example/1.mp3" type="audio/mpeg" length="9" title="T"/>'),
    {
      'items.0.attachments': [{ url: 'https://a.example/1.mp3', mime_type: 'audio/mpeg', size_in_bytes: 9, title: 'T' }],
    },
  ],
  ['link rel="replies"', atomEntry('<title>t</title><link rel="replies" type="text/html" href="https://a.example/1#c"/>'), { 'items.0._stet.comments': 'https://a.example/1#c' }],
  [
    'published and updated',
    atomEntry('<title>t</title><published>2021-04-14T01:39:02Z</published><updated>2021-04-15T01:39:02.5Z</updated>'),
    {
      'items.0.date_published': '2021-04-14T01:39:02.000Z',
      'items.0.date_modified': '2021-04-15T01:39:02.500Z',
    },
  ],
  ['content type="text"', atomEntry('<content type="text">1 &lt; 2 &amp; 3</content>'), { 'items.0.content_html': '1 &lt; 2 &amp; 3', 'items.0.content_text': '1 < 2 & 3' }],
  ['content without type', atomEntry('<content>1 &lt; 2</content>'), { 'items.0.content_html': '1 &lt; 2', 'items.0.content_text': '1 < 2' }],
  ['content type="html"', atomEntry('<content type="html">&lt;p&gt;a &amp;amp; b&lt;/p&gt;</content>'), { 'items.0.content_html': '<p>a &amp; b</p>', 'items.0.content_text': undefined }],
  ['content type="html" in CDATA', atomEntry('<content type="html"><![CDATA[<p>a &amp; b</p>]]></content>'), { 'items.0.content_html': '<p>a &amp; b</p>' }],
  ['content type="xhtml"', atomEntry(`<content type="xhtml"><div ${DIV}><p>a &amp; <b>b</b></p></div></content>`), { 'items.0.content_html': '<p>a &amp; <b>b</b></p>' }],
  ['content type="xhtml", two elements', atomEntry(`<content type="xhtml"><div ${DIV}><p>a</p></div><div ${DIV}><p>b</p></div></content>`), { 'items.0.content_html': `<div ${DIV}><p>a</p></div><div ${DIV}><p>b</p></div>` }],
  ['content type="xhtml", a div in the div', atomEntry(`<content type="xhtml"><div ${DIV}><div class="x">a</div></div></content>`), { 'items.0.content_html': '<div class="x">a</div>' }],
  ['content type="xhtml", a prefix', atomEntry('<content type="xhtml"><x:div xmlns:x="http://www.w3.org/1999/xhtml"><x:p>a</x:p></x:div></content>'), { 'items.0.content_html': '<p>a</p>' }],
  ['content type="xhtml", escaped tags stay text', atomEntry(`<content type="xhtml"><div ${DIV}>a &lt;b&gt;</div></content>`), { 'items.0.content_html': 'a &lt;b&gt;' }],
  ['content of a MIME type for text', atomEntry('<content type="text/plain">1 &lt; 2</content>'), { 'items.0.content_text': '1 < 2' }],
  ['content of type text/html', atomEntry('<content type="text/html">&lt;p&gt;a&lt;/p&gt;</content>'), { 'items.0.content_html': '<p>a</p>' }],
  ['content of type application/xhtml+xml', atomEntry(`<content type="application/xhtml+xml"><div ${DIV}><p>a</p></div></content>`), { 'items.0.content_html': '<p>a</p>' }],
  ['content of type application/xml', atomEntry('<content type="application/xml"><x xmlns="urn:x">a</x></content>'), { 'items.0.content_html': '<x xmlns="urn:x">a</x>' }],
  ['content of an unknown type is base64', atomEntry(`<title>t</title><content type="application/octet-stream">${b64('history')}</content>`), { 'items.0.content_html': 'history' }],
  ['content src', atomEntry('<title>t</title><content type="image/png" src="https://a.example/1.png"/>'), { 'items.0.attachments': [{ url: 'https://a.example/1.png', mime_type: 'image/png' }] }],
  ['content and summary', atomEntry('<summary>s</summary><content>c</content>'), { 'items.0.content_html': 'c', 'items.0.summary': 's' }],
  ['summary type="html"', atomEntry('<summary type="html">&lt;p&gt;s&lt;/p&gt;</summary>'), { 'items.0.content_html': '<p>s</p>' }],
  ['summary type="xhtml"', atomEntry(`<summary type="xhtml"><div ${DIV}><p>s</p></div></summary>`), { 'items.0.content_html': '<p>s</p>' }],
  ['author', atomEntry('<title>t</title><author><name>李雷</name><uri>https://l.example/</uri></author>'), { 'items.0.authors': [{ name: '李雷', url: 'https://l.example/' }] }],
  ['contributors', atomEntry('<title>t</title><contributor><name>C</name></contributor><contributor><name>D</name></contributor>'), { 'items.0._stet.contributors': [{ name: 'C' }, { name: 'D' }], 'items.0.authors': undefined }],
  ['category', atomEntry('<title>t</title><category term="t" scheme="s:"/>'), { 'items.0.tags': ['t'], 'items.0._stet.categories': [{ term: 't', scheme: 's:' }] }],
  ['rights', atomEntry('<title>t</title><rights>© 李</rights>'), { 'items.0._stet.rights': '© 李' }],
  [
    'source',
    atomEntry(
      '<title>t</title><source><id>urn:f</id><title>F</title><subtitle>S</subtitle><updated>2021-04-14T00:00:00Z</updated><rights>R</rights><link href="https://f.example/"/><link rel="self" href="https://f.example/feed"/><author><name>FA</name></author><category term="c"/><generator>G</generator><icon>https://f.example/i</icon></source>',
    ),
    {
      'items.0._stet.source': {
        id: 'urn:f',
        title: 'F',
        subtitle: 'S',
        updated: '2021-04-14T00:00:00.000Z',
        rights: 'R',
        url: 'https://f.example/',
        links: [
          { rel: 'alternate', href: 'https://f.example/' },
          { rel: 'self', href: 'https://f.example/feed' },
        ],
        authors: [{ name: 'FA' }],
        categories: [{ term: 'c' }],
        generator: 'G',
        icon: 'https://f.example/i',
      },
      'items.0.title': 't',
      'items.0.authors': undefined,
    },
  ],
  ['source’s fields are not the entry’s', atomEntry('<source><title>F</title><id>f</id><updated>2021-04-14T00:00:00Z</updated></source><title>t</title><id>1</id>'), { 'items.0.title': 't', 'items.0.id': '1', 'items.0.date_modified': undefined }],
  ['xml:lang of the content', atomEntry('<title xml:lang="en">t</title><content xml:lang="zh">c</content>'), { 'items.0.language': 'zh' }],
  ['xml:lang of the title', atomEntry('<title xml:lang="en">t</title><content>c</content>'), { 'items.0.language': 'en' }],
  ['thr:in-reply-to', atomEntry('<title>t</title><thr:in-reply-to xmlns:thr="http://purl.org/syndication/thread/1.0" ref="urn:0" href="https://a.example/0" type="text/html"/>'), { 'items.0._stet.in_reply_to.0.ref': 'urn:0' }],
  ['app:edited', atomEntry('<title>t</title><app:edited xmlns:app="http://www.w3.org/2007/app">2021-04-14T00:00:00Z</app:edited>'), { 'items.0._stet.app.edited': '2021-04-14T00:00:00Z' }],
  ['RSS’s elements in an entry', atomEntry('<title>t</title><guid>g</guid><pubDate>Wed, 14 Apr 2021 01:39:02 GMT</pubDate><description>d</description>'), { 'items.0.id': 'g', 'items.0.date_published': '2021-04-14T01:39:02.000Z', 'items.0.content_html': 'd' }],
  ['dc:creator, dc:date', atomEntry('<title>t</title><dc:creator>李</dc:creator><dc:date>2021-04-14</dc:date>'), { 'items.0.authors': [{ name: '李' }], 'items.0.date_published': '2021-04-14T00:00:00.000Z' }],
  ['author of the feed inside an entry of another', atom('<author><name>F</name></author><entry><title>t</title></entry>'), { 'authors.0.name': 'F', 'items.0.authors': undefined }],
]

// biome-ignore format: one case a line
const old: readonly Case[] = [
  ['version', atom03('<title>t</title>'), { '_stet.version': '0.3', title: 't' }],
  ['title mode="escaped"', atom03('<title type="text/html" mode="escaped">A &lt;b&gt;B&lt;/b&gt;</title>'), { title: 'A B' }],
  ['title mode="xml"', atom03(`<title type="application/xhtml+xml" mode="xml"><div ${DIV}>A <b>B</b></div></title>`), { title: 'A B' }],
  ['title mode="base64"', atom03(`<title type="text/html" mode="base64">${b64('A <b>B</b> 中')}</title>`), { title: 'A B 中' }],
  ['title mode="base64", text', atom03(`<title type="text/plain" mode="base64">${b64('A & B')}</title>`), { title: 'A & B' }],
  ['tagline', atom03('<tagline>about</tagline>'), { description: 'about' }],
  ['tagline mode="escaped"', atom03('<tagline type="text/html" mode="escaped">&lt;p&gt;about&lt;/p&gt;</tagline>'), { description: 'about' }],
  ['tagline mode="base64"', atom03(`<tagline type="text/html" mode="base64">${b64('<p>about</p>')}</tagline>`), { description: 'about' }],
  ['info', atom03('<info>i</info>'), { '_stet.info': 'i' }],
  ['copyright', atom03('<copyright>© 2021</copyright>'), { '_stet.rights': '© 2021' }],
  ['copyright mode="base64"', atom03(`<copyright mode="base64">${b64('© 2021')}</copyright>`), { '_stet.rights': '© 2021' }],
  ['modified', atom03('<modified>2021-04-14T01:39:02Z</modified>'), { '_stet.updated': '2021-04-14T01:39:02.000Z' }],
  ['generator', atom03('<generator url="https://g.example/" version="2">G</generator>'), { '_stet.generator': 'G', '_stet.generator_url': 'https://g.example/', '_stet.generator_version': '2' }],
  ['author with a url', atom03('<author><name>李</name><url>https://l.example/</url><email>a@b.example</email></author>'), { authors: [{ name: '李', url: 'https://l.example/' }] }],
  ['author with a homepage', atom03('<author><name>李</name><homepage>https://l.example/</homepage></author>'), { authors: [{ name: '李', url: 'https://l.example/' }] }],
  ['link rel="start" is not the page', atom03('<link rel="start" href="https://a.example/s"/><link rel="alternate" href="https://a.example/"/>'), { home_page_url: 'https://a.example/' }],
  [
    'entry dates',
    atom03Entry('<title>t</title><created>2021-04-12T00:00:00Z</created><issued>2021-04-13T00:00:00Z</issued><modified>2021-04-14T00:00:00Z</modified>'),
    {
      'items.0.date_published': '2021-04-13T00:00:00.000Z',
      'items.0.date_modified': '2021-04-14T00:00:00.000Z',
      'items.0._stet.created': '2021-04-12T00:00:00.000Z',
    },
  ],
  ['content mode="escaped"', atom03Entry('<content type="text/html" mode="escaped">&lt;p&gt;a&lt;/p&gt;</content>'), { 'items.0.content_html': '<p>a</p>' }],
  ['content mode="escaped" in CDATA', atom03Entry('<content type="text/html" mode="escaped"><![CDATA[<p>a</p>]]></content>'), { 'items.0.content_html': '<p>a</p>' }],
  ['content mode="xml"', atom03Entry(`<content type="application/xhtml+xml" mode="xml"><div ${DIV}><p>a</p></div></content>`), { 'items.0.content_html': '<p>a</p>' }],
  ['content mode="xml" of type text/html', atom03Entry(`<content type="text/html" mode="xml"><div ${DIV}>a <b>b</b></div></content>`), { 'items.0.content_html': 'a <b>b</b>' }],
  ['content mode="base64"', atom03Entry(`<content type="text/html" mode="base64">\n${b64('<p>a 中</p>')}\n</content>`), { 'items.0.content_html': '<p>a 中</p>' }],
  ['content mode="base64", text', atom03Entry(`<content type="text/plain" mode="base64">${b64('1 < 2')}</content>`), { 'items.0.content_html': '1 &lt; 2', 'items.0.content_text': '1 < 2' }],
  ['content of type text/plain', atom03Entry('<content type="text/plain">1 &lt; 2</content>'), { 'items.0.content_html': '1 &lt; 2' }],
  ['content of type multipart/alternative', atom03Entry(`<content type="multipart/alternative"><content type="text/plain">a</content><content type="text/html" mode="escaped">&lt;p&gt;a&lt;/p&gt;</content></content>`), { 'items.0.content_html': '<p>a</p>' }],
  ['content type image, base64', atom03Entry('<title>t</title><content type="image/png" mode="base64">iVBORw0KGgo=</content>'), { 'items.0.content_html': undefined, 'items.0.title': 't' }],
  ['summary mode="escaped"', atom03Entry('<summary type="text/html" mode="escaped">&lt;p&gt;s&lt;/p&gt;</summary>'), { 'items.0.content_html': '<p>s</p>' }],
  ['contributor with a url', atom03Entry('<title>t</title><contributor><name>C</name><url>https://c.example/</url></contributor>'), { 'items.0._stet.contributors': [{ name: 'C', url: 'https://c.example/' }] }],
  ['dc:subject', atom03Entry('<title>t</title><dc:subject>a</dc:subject>'), { 'items.0.tags': ['a'] }],
  ['the namespace without #', '<feed version="0.3" xmlns="http://purl.org/atom/ns"><title>t</title></feed>', { title: 't', '_stet.version': '0.3' }],
]

holds('Atom feed', feed)
holds('Atom entry', entry)
holds('Atom 0.3', old)
