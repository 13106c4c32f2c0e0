// Markup, entities and characters as publishers break them, and what is still meant.
import { atom, atomEntry, type Case, holds, rss, rssItem } from './case.ts'

const T = 'items.0.title'
const H = 'items.0.content_html'

// biome-ignore format: one case a line
const entities: readonly Case[] = [
  ['XML’s five', rssItem('<title>&lt;T&gt; &amp; &quot;b&quot; &apos;c&apos;</title>'), { [T]: '<T> & "b" \'c\'' }],
  ['decimal', rssItem('<title>&#20013;&#22269;</title>'), { [T]: '中国' }],
  ['hexadecimal', rssItem('<title>&#x4E2D;&#X56fd;</title>'), { [T]: '中国' }],
  ['beyond the basic plane', rssItem('<title>&#x1F600; &#128512;</title>'), { [T]: '😀 😀' }],
  ['HTML’s, undefined in XML', rssItem('<title>caf&eacute; &hellip; &copy; &nbsp; &mdash; &euro; &Omega;</title>'), { [T]: 'café … © — € Ω' }],
  ['of windows-1252, numbered', rssItem('<title>&#147;a&#148; &#133; &#128;</title>'), { [T]: '“a” … €' }],
  ['of windows-1252, numbered in hexadecimal', rssItem('<title>&#x93;a&#x94;</title>'), { [T]: '“a”' }],
  ['forbidden', rssItem('<title>a&#0;b&#8;c&#xFFFF;d</title>'), { [T]: 'a\ufffdbcd' }],
  ['beyond Unicode', rssItem('<title>a&#x110000;b</title>'), { [T]: 'a\ufffdb' }],
  ['without a semicolon', rssItem('<title>AT&ampT &copy 2021</title>'), { [T]: 'AT&T © 2021' }],
  ['a bare ampersand', rssItem('<title>AT&T & B&B</title>'), { [T]: 'AT&T & B&B' }],
  ['in an address', rssItem('<link>https://a.example/?a=1&b=2&copy=3</link><title>t</title>'), { 'items.0.url': 'https://a.example/?a=1&b=2&copy=3' }],
  ['in an address, escaped', rssItem('<link>https://a.example/?a=1&amp;b=2</link><title>t</title>'), { 'items.0.url': 'https://a.example/?a=1&b=2' }],
  ['in an address, escaped twice', rssItem('<link>https://a.example/?a=1&amp;amp;b=2</link><title>t</title>'), { 'items.0.url': 'https://a.example/?a=1&amp;b=2' }],
  ['in an attribute', rssItem('<title>t</title><enclosure url="https://a.example/?a=1&amp;b=2"/>'), { 'items.0.attachments.0.url': 'https://a.example/?a=1&b=2' }],
  ['unknown', rssItem('<title>a &foo; b</title>'), { [T]: 'a &foo; b' }],
  ['escaped twice in a title', rssItem('<title>AT&amp;amp;T</title>'), { [T]: 'AT&T' }],
  ['escaped twice, in CDATA', rssItem('<title><![CDATA[AT&amp;T &#8211; x]]></title>'), { [T]: 'AT&T – x' }],
  ['in HTML stay HTML’s', rssItem('<description>&lt;p&gt;a &amp;lt; b&lt;/p&gt;</description>'), { [H]: '<p>a &lt; b</p>' }],
  ['in CDATA stay HTML’s', rssItem('<description><![CDATA[<p>a &lt; b &nbsp;</p>]]></description>'), { [H]: '<p>a &lt; b &nbsp;</p>' }],
  ['declared in the DOCTYPE', `<!DOCTYPE rss [<!ENTITY me "李雷">]>${rssItem('<title>&me;</title>')}`, { [T]: '李雷' }],
  ['declared with single quotes', `<!DOCTYPE rss [ <!ENTITY me '李 "雷"'> ]>${rssItem('<title>&me;</title>')}`, { [T]: '李 "雷"' }],
  ['declared and external: not fetched', `<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>${rssItem('<title>a&x;b</title>')}`, { [T]: 'a&x;b' }],
]

// biome-ignore format: one case a line
const markup: readonly Case[] = [
  ['a comment in a title', rssItem('<title>a<!-- x -->b</title>'), { [T]: 'ab' }],
  ['a comment around an element', rssItem('<!-- <title>x</title> --><title>t</title>'), { [T]: 't' }],
  ['a comment that looks like an item', rss('<!-- <item><title>x</title></item> --><item><title>t</title></item>'), { [T]: 't', 'items.1': undefined }],
  ['a comment with two hyphens inside', rssItem('<!-- a -- b --><title>t</title>'), { [T]: 't' }],
  ['a processing instruction', `<?xml version="1.0"?><?xml-stylesheet href="x"?>${rssItem('<?php echo 1 ?><title>t</title>')}`, { [T]: 't' }],
  ['white space around names', rssItem('<title >t</title ><link\n>https://a.example/</link\n>'), { [T]: 't', 'items.0.url': 'https://a.example/' }],
  ['white space in a title', rssItem('<title>\n  a\n  b\t</title>'), { [T]: 'a b' }],
  ['empty elements', rssItem('<title/><link/><description/><guid/><title>t</title>'), { [T]: 't' }],
  ['attributes without quotes', rssItem('<title>t</title><enclosure url=https://a.example/1.mp3 length=9 type=audio/mpeg />'), { 'items.0.attachments.0': { url: 'https://a.example/1.mp3', mime_type: 'audio/mpeg', size_in_bytes: 9 } }],
  ['attributes without a value', rssItem('<title nowrap>t</title>'), { [T]: 't' }],
  ['attributes twice: the first', rssItem('<title>t</title><enclosure url="https://a.example/1" url="https://a.example/2"/>'), { 'items.0.attachments.0.url': 'https://a.example/1' }],
  ['attributes without a space between', rssItem('<title>t</title><enclosure url="https://a.example/1"type="audio/mpeg"/>'), { 'items.0.attachments.0.mime_type': 'audio/mpeg' }],
  ['a > in an attribute', rssItem('<title>t</title><media:content url="https://a.example/1" x="a > b" medium="image"/>'), { 'items.0.attachments.0._stet.medium': 'image' }],
  ['attributes in capitals', rssItem('<title>t</title><ENCLOSURE URL="https://a.example/1"/>'), { 'items.0.attachments.0.url': 'https://a.example/1' }],
  ['HTML in a title', rssItem('<title>a <i>b</i> c</title>'), { [T]: 'a b c' }],
  ['HTML in a description, not escaped', rssItem('<description><p>a<br>b</p><img src="https://a.example/i"></description><title>t</title>'), { [H]: '<p>a<br>b</p><img src="https://a.example/i">', [T]: 't' }],
  ['a script in a description', rssItem('<description><![CDATA[<script>if (a < b) "</description>"</script>x]]></description><title>t</title>'), { [T]: 't' }],
  ['a title in HTML in a description', rssItem('<description><svg><title>x</title></svg></description><title>t</title>'), { [T]: 't' }],
  ['tags that overlap', rssItem('<title><b>t</title></b><link>https://a.example/</link>'), { [T]: 't', 'items.0.url': 'https://a.example/' }],
  ['an end without a start', rssItem('</x><title>t</title></y>'), { [T]: 't' }],
  ['a start without an end', rssItem('<x><title>t</title>'), { [T]: 't' }],
  ['an unclosed title', rssItem('<title>t<link>https://a.example/</link>'), { [T]: 't', 'items.0.url': 'https://a.example/' }],
  ['CDATA with brackets inside', rssItem('<title><![CDATA[a [b] ]] c]]></title>'), { [T]: 'a [b] ]] c' }],
  ['CDATA beside text', rssItem('<title>a <![CDATA[b]]> c</title>'), { [T]: 'a b c' }],
  ['CDATA in CDATA, escaped', rssItem('<description><![CDATA[a <![CDATA[b]]]]><![CDATA[> c]]></description><title>t</title>'), { [T]: 't' }],
  ['an end mark alone', rssItem('<title>a ]]> b</title>'), { [T]: 'a ]]> b' }],
  ['a second root', `${rssItem('<title>t</title>')}${rssItem('<title>u</title>')}`, { [T]: 't' }],
  ['text between the items', rss('junk <item><title>t</title></item> junk'), { [T]: 't' }],
  ['nested items', rss('<item><title>a</title><item><title>b</title></item></item>'), { [T]: 'a', 'items.1.title': 'b' }],
  ['an item in a group', rss('<items><item><title>t</title></item></items>'), { [T]: 't' }],
  ['a title inside another element', rssItem('<x:y><title>no</title></x:y><title>t</title>'), { [T]: 't' }],
  ['a late declaration', `  \n<?xml version="1.0"?>${rssItem('<title>t</title>')}`, { [T]: 't' }],
  ['an entry not closed', atom('<entry><title>a</title><entry><title>b</title></entry>'), { [T]: 'a', 'items.1.title': 'b' }],
  ['XHTML not closed', atomEntry('<title>t</title><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>a<p>b</div></content>'), { [H]: '<p>a<p>b' }],
  ['XHTML with an HTML break', atomEntry('<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">a<br>b<hr/></div></content>'), { [H]: 'a<br>b<hr/>' }],
  ['a stray < in a title', rssItem('<title>1 < 2</title><link>https://a.example/</link>'), { [T]: '1 < 2', 'items.0.url': 'https://a.example/' }],
  ['a stray > in a title', rssItem('<title>2 > 1</title>'), { [T]: '2 > 1' }],
  ['a heart in a title', rssItem('<title>I <3 you</title><link>https://a.example/</link>'), { [T]: 'I <3 you', 'items.0.url': 'https://a.example/' }],
  ['an e-mail address as a tag', rssItem('<author>Li Lei <a@b.example></author><title>t</title>'), { [T]: 't', 'items.0._stet.authors.0.email': 'a@b.example' }],
  ['Chinese names of elements', rssItem('<标题>x</标题><title>t</title>'), { [T]: 't' }],
  ['names with full stops and digits', rssItem('<a.b-1>x</a.b-1><title>t</title>'), { [T]: 't', 'items.0._stet.extra.a.b-1': undefined }],
]

// biome-ignore format: one case a line
const characters: readonly Case[] = [
  ['control characters', rssItem('<title>a\u0001\u0008b\u000bc\u001fd</title>'), { [T]: 'abcd' }],
  ['NUL', rssItem('<title>a\u0000b</title>'), { [T]: 'ab' }],
  ['control characters in a tag', rss('<it\u0001em><title>t</title></item>'), { [T]: 't' }],
  ['line ends', rssItem('<description><![CDATA[a\r\nb\rc\nd]]></description>'), { [H]: 'a\nb\nc\nd' }],
  ['a line separator in a title', rssItem('<title>a\u2028b</title>'), { [T]: 'a b' }],
  ['zero-width and bidi characters in content stay', rssItem('<description>a\u200bb\u202ec</description>'), { [H]: 'a\u200bb\u202ec' }],
  ['a no-break space in a title', rssItem('<title>a\u00a0b</title>'), { [T]: 'a b' }],
  ['a byte order mark inside', rssItem('<title>\ufefft</title>'), { [T]: 't' }],
  ['noncharacters', rssItem('<title>a\uffffb\ufffec</title>'), { [T]: 'abc' }],
]

holds('entity', entities)
holds('markup', markup)
holds('character', characters)
