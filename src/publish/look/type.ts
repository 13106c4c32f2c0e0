// Type: system fonts by language, sizes, and what Chinese text needs that Latin does not.

const faces = (selector: string, text: string, head: string): string =>
  `${selector} { --text: ${text}; --head: ${head}; }`

const songs = (own: string): string => `${own}, "Microsoft YaHei", "Microsoft JhengHei", serif`

export const type = `${faces(
  ':root, :lang(zh-Hans), :lang(zh-CN)',
  '"PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", sans-serif',
  songs('"Source Han Serif SC", "Noto Serif CJK SC", "Noto Serif SC", "Songti SC", "STSong"'),
)}
${faces(
  ':lang(zh-Hant), :lang(zh-TW), :lang(zh-HK)',
  '"PingFang TC", "Microsoft JhengHei", "Noto Sans CJK TC", "Noto Sans TC", "Source Han Sans TC", sans-serif',
  songs('"Source Han Serif TC", "Noto Serif CJK TC", "Noto Serif TC", "Songti TC", "LiSong Pro"'),
)}
${faces(
  ':lang(ja)',
  '"Hiragino Sans", "Yu Gothic", Meiryo, "Noto Sans CJK JP", "Noto Sans JP", sans-serif',
  '"Hiragino Mincho ProN", "Yu Mincho", "Noto Serif CJK JP", "Noto Serif JP", serif',
)}
${faces(
  ':lang(ko)',
  '"Apple SD Gothic Neo", "Malgun Gothic", "Noto Sans CJK KR", "Noto Sans KR", sans-serif',
  '"AppleMyungjo", "Batang", "Noto Serif CJK KR", "Noto Serif KR", serif',
)}
${faces(
  ':lang(en)',
  '-apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif',
  '"Iowan Old Style", Charter, "Source Serif 4", Georgia, "Noto Serif", "Liberation Serif", serif',
)}
html { font-size: 106.25%; -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
[data-size="-2"] { font-size: 90%; } [data-size="-1"] { font-size: 98%; } [data-size="1"] { font-size: 115%; }
[data-size="2"] { font-size: 126%; } [data-size="3"] { font-size: 140%; } [data-size="4"] { font-size: 160%; }
body {
  margin: 0; background: var(--paper); color: var(--ink); font-family: var(--text); line-height: 1.6;
  text-autospace: normal; text-spacing-trim: normal; line-break: strict; overflow-wrap: anywhere;
  -webkit-font-smoothing: antialiased;
}
table { overflow-wrap: break-word; }
/* Korean is broken between words; headings in Japanese between phrases, where a browser knows them. */
:lang(ko) { word-break: keep-all; }
:is(h1, h2, h3, b, .items a, .found a, .related a):lang(ja) { word-break: auto-phrase; }
[lang] { font-family: var(--text); }
h1, h2, h3, .name { font-family: var(--head); font-weight: 700; line-height: 1.35; text-wrap: balance; }
h1[lang], h2[lang], h3[lang], b[lang] { font-family: var(--head); }
small, .meta, .quiet, .byline, .kicker { font-size: .85rem; }
.quiet, .meta, small { color: var(--soft); }
time, .meta, small { font-variant-numeric: tabular-nums; }
code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "Noto Sans Mono", monospace; font-size: .9em; }
a { color: inherit; text-decoration: underline; text-decoration-color: var(--rule); text-underline-offset: .22em; }
a:hover { text-decoration-color: var(--red); color: var(--red); }
mark { background: var(--mark); color: inherit; border-radius: 2px; }
:focus-visible { outline: 2px solid var(--red); outline-offset: 3px; border-radius: 2px; }
/* Emphasis in Chinese is weight, or dots below; slanted Han is a broken Han. */
:lang(zh) em, :lang(zh) i, :lang(zh) cite, :lang(ja) em, :lang(ja) i, :lang(ko) em { font-style: normal; }
:lang(zh) em, :lang(ja) em { text-emphasis: dot; text-emphasis-position: under right; }
`
