// What lets Jekyll build an archive as it stands: its configuration, two layouts, a front page.

export const jekyllFiles = (title: string): [path: string, text: string][] => [
  [
    '_config.yml',
    `# So that Jekyll can build this archive as it stands (\`jekyll build\`); stet itself does not read this file.
title: ${JSON.stringify(title)}
permalink: /:year/:month/:day/:title.html
# An outlet's clock may be ahead of ours: its articles are news all the same.
future: true
timezone: UTC
# _site is what stet builds: each keeps to its own folder.
destination: _jekyll
exclude: [captures, log, pictures, state, sample, stet.yml, vendor, node_modules, Gemfile, Gemfile.lock]
`,
  ],
  [
    '_layouts/default.html',
    `<!doctype html>
<html>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ page.title | default: site.title | escape }}</title>
<style>body{max-width:42em;margin:2em auto;padding:0 1em;font-family:serif;line-height:1.8}img{max-width:100%;height:auto}</style>
</head>
<body>
<p><a href="{{ '/' | relative_url }}">{{ site.title | escape }}</a></p>
{{ content }}
</body>
</html>
`,
  ],
  [
    '_layouts/post.html',
    `---
layout: default
---
<article>
<p><time datetime="{{ page.date | date_to_xmlschema }}">{{ page.date | date: "%Y-%m-%d %H:%M" }}</time>{% if page.author != "" %} · {{ page.author | escape }}{% endif %}</p>
{{ content }}
</article>
`,
  ],
  [
    'index.html',
    `---
layout: default
---
<ul>
{% for post in site.posts limit: 100 %}<li>{{ post.date | date: "%Y-%m-%d" }} <a href="{{ post.url | relative_url }}">{{ post.title | escape }}</a></li>
{% endfor %}</ul>
`,
  ],
]
