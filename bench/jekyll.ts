// The same site as Jekyll makes it (hugo.ts says which pages): lists by a generator, pages by Liquid layouts. Neither
// Markdown nor Liquid is run over the posts.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { peerPosts } from './peer-posts.ts'

const HEAD = `<!doctype html><html lang="zh"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>{{ page.title | escape }} · stet</title><link rel="canonical" href="https://example.org{{ page.url }}"><link rel="stylesheet" href="/style.css"><link rel="icon" href="/favicon.svg" type="image/svg+xml">`
const MAST = `</head><body><a class="skip" href="#text">Skip to the text</a><header class="mast"><p class="name"><a href="/">stet</a></p><form action="/search/" method="get" role="search"><input type="search" name="q" aria-label="Search" placeholder="Search"></form><nav><a href="/">Latest</a> <a href="/sources/">Sources</a> <a href="/categories/">Categories</a> <a href="/tags/">Tags</a> <a href="/authors/">Authors</a> <a href="/years/">By date</a></nav></header><main id="text">`
const FOOT = `</main><footer><p><a href="/about/">About</a></p></footer></body></html>`

const FILES: Readonly<Record<string, string>> = {
  '_config.yml': 'title: stet\nurl: https://example.org\ntimezone: UTC\nfuture: true\nquiet: true\n',
  '_plugins/lists.rb': `
class MadePage < Jekyll::Page
  def initialize(site, address, layout, data)
    @site, @base, @dir = site, site.source, ''
    @name = 'made.html'
    process(@name)
    self.data = data.merge('layout' => layout, 'permalink' => address)
    self.content = ''
  end
end
class Lists < Jekyll::Generator
  def generate(site)
    lists = { '/' => { 'title' => 'stet', 'feed' => true, 'posts' => [] } }
    posts = site.posts.docs.sort_by { |post| post.data['at'] }.reverse
    latest = {}
    posts.each do |post|
      lists['/']['posts'] << post
      post.data['lists'].each do |list|
        (lists[list['address']] ||= { 'title' => list['title'], 'feed' => list['feed'], 'posts' => [] })['posts'] << post
      end
      newer = latest[post.data['source']]
      if newer
        post.data['newer'] = newer
        newer.data['older'] = post
      end
      latest[post.data['source']] = post
      site.pages << MadePage.new(site, post.data['old'], 'old', 'title' => post.url, 'to' => post.url) if post.data['old']
    end
    lists.each do |address, list|
      pages = list['posts'].each_slice(40).to_a
      pages.each_with_index do |of, i|
        at = i == 0 ? address : "#{address}page/#{i + 1}/"
        site.pages << MadePage.new(site, at, 'list', 'title' => list['title'], 'items' => of, 'older' => i + 1 < pages.size ? "#{address}page/#{i + 2}/" : nil)
      end
      site.pages << MadePage.new(site, "#{address}feed.xml", 'rss', 'title' => list['title'], 'items' => list['posts'].first(30)) if list['feed']
    end
    posts.group_by { |post| post.data['at'][0, 4] }.merge(posts.group_by { |post| post.data['at'][0, 7] }).each do |of, all|
      days = all.group_by { |post| post.data['at'][0, 10] }.map { |day, own| { 'day' => day, 'count' => own.size } }
      site.pages << MadePage.new(site, "/#{of.size == 4 ? 'years' : 'months'}/#{of}/", 'time', 'title' => of, 'days' => days)
    end
    %w[sources categories tags authors days].each do |axis|
      own = lists.select { |address, _| address.start_with?("/#{axis}/") }.map { |address, list| { 'address' => address, 'title' => list['title'], 'count' => list['posts'].size } }
      site.pages << MadePage.new(site, "/#{axis}/", 'axis', 'title' => axis, 'lists' => own)
    end
    %w[atom json sitemap].zip(%w[/atom.xml /feed.json /sitemap.xml]).each do |layout, at|
      site.pages << MadePage.new(site, at, layout, 'items' => layout == 'sitemap' ? posts : posts.first(30))
    end
  end
end
`,
  '_layouts/post.html': `${HEAD}{% assign about = content | strip_html | truncate: 120 %}<meta name="description" content="{{ about | escape }}"><link rel="original" href="{{ page.from | escape }}"><meta property="og:type" content="article"><meta property="og:title" content="{{ page.title | escape }}"><meta property="og:url" content="https://example.org{{ page.url }}"><meta property="og:description" content="{{ about | escape }}"><script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":{{ page.title | jsonify }},"datePublished":"{{ page.at }}","author":{"@type":"Person","name":{{ page.author | jsonify }}},"keywords":{{ page.labels | jsonify }},"isBasedOn":{{ page.from | jsonify }}}</script>${MAST}<article><header><p><a href="{{ page.lists[0].address }}">{{ page.source | escape }}</a></p><h1>{{ page.title | escape }}</h1><p>{{ page.author | escape }} <time datetime="{{ page.at }}">{{ page.at | slice: 0, 16 }}</time> <a href="{{ page.from | escape }}">{{ page.from | escape }}</a></p></header><div class="text">{{ content }}</div><ul>{% for list in page.lists %}<li><a href="{{ list.address }}">{{ list.title | escape }}</a></li>{% endfor %}</ul></article><nav>{% if page.older %}<a href="{{ page.older.url }}">{{ page.older.title | escape }}</a>{% endif %}{% if page.newer %}<a href="{{ page.newer.url }}">{{ page.newer.title | escape }}</a>{% endif %}</nav>${FOOT}`,
  '_layouts/list.html': `${HEAD}${MAST}<h1>{{ page.title | escape }}</h1><ol>{% for post in page.items %}<li><a href="{{ post.url }}">{{ post.title | escape }}</a> <time datetime="{{ post.at }}">{{ post.at | slice: 11, 5 }}</time> <a href="{{ post.lists[0].address }}">{{ post.source | escape }}</a></li>{% endfor %}</ol>{% if page.older %}<a href="{{ page.older }}">→</a>{% endif %}${FOOT}`,
  '_layouts/rss.html': `<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>{{ page.title | xml_escape }}</title><link>https://example.org</link>{% for post in page.items %}<item><title>{{ post.title | xml_escape }}</title><link>https://example.org{{ post.url }}</link><pubDate>{{ post.at }}</pubDate><description>{{ post.content | xml_escape }}</description></item>{% endfor %}</channel></rss>`,
  '_layouts/atom.html': `<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>stet</title><id>https://example.org/</id>{% for post in page.items %}<entry><title>{{ post.title | xml_escape }}</title><link href="https://example.org{{ post.url }}"/><id>https://example.org{{ post.url }}</id><updated>{{ post.at }}</updated><content type="html">{{ post.content | xml_escape }}</content></entry>{% endfor %}</feed>`,
  '_layouts/json.html': `{"version":"https://jsonfeed.org/version/1.1","title":"stet","items":[{% for post in page.items %}{% unless forloop.first %},{% endunless %}{"id":{{ post.url | jsonify }},"url":{{ post.url | jsonify }},"title":{{ post.title | jsonify }},"content_html":{{ post.content | jsonify }}}{% endfor %}]}`,
  '_layouts/sitemap.html': `<?xml version="1.0" encoding="utf-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{% for post in page.items %}<url><loc>https://example.org{{ post.url }}</loc></url>{% endfor %}</urlset>`,
  '_layouts/old.html': `<!doctype html><html lang="zh"><head><title>{{ page.title }}</title><link rel="canonical" href="{{ page.to }}"><meta charset="utf-8"><meta http-equiv="refresh" content="0; url={{ page.to }}"></head></html>`,
  '_layouts/time.html': `${HEAD}${MAST}<h1>{{ page.title }}</h1><ol>{% for one in page.days %}<li><a href="/days/{{ one.day }}/">{{ one.day }}</a> {{ one.count }}</li>{% endfor %}</ol>${FOOT}`,
  '_layouts/axis.html': `${HEAD}${MAST}<h1>{{ page.title }}</h1><ul>{% for one in page.lists %}<li><a href="{{ one.address }}">{{ one.title | escape }}</a> {{ one.count }}</li>{% endfor %}</ul>${FOOT}`,
}

/** A folder that Jekyll can build, of an archive's posts. */
export function writeJekyll(folder: string, archive: string): void {
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(join(folder, path, '..'), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  mkdirSync(join(folder, '_posts'), { recursive: true })
  for (const { html, name, date, address, ...front } of peerPosts(archive))
    writeFileSync(
      join(folder, '_posts', `${date.slice(0, 10)}-${name}.html`),
      `---\n${JSON.stringify({ ...front, at: date, permalink: address, layout: 'post', render_with_liquid: false })}\n---\n${html}\n`,
    )
}
