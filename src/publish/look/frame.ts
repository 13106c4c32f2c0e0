// The frame of every page: masthead, navigation, headings, footer. On wide screens the text stands right of a margin.

export const frame = `.mast, main, .foot { max-width: 60rem; margin: 0 auto; padding: 0 1.25rem; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: .5rem; z-index: 2; background: var(--paper); padding: .5rem 1rem; }
.mast { padding-top: 1.1rem; }
.bar { display: flex; align-items: center; gap: .9rem; }
.name { margin: 0; font-size: 1.3rem; flex: 1; padding-bottom: .25em; min-width: 0; }
.name a { text-decoration: none; color: var(--ink); text-emphasis: filled dot var(--red); text-emphasis-position: under right; }
.name a:hover { color: var(--red); }
:lang(en) > body .name a, .foot .mark { text-emphasis-style: "·"; }
.tagline { font-family: var(--head); font-size: 1.15rem; margin: .9rem 0 .2rem; }
.stale { margin: .5rem 0 0; padding: .4rem .8rem; border-inline-start: 3px solid var(--red); color: var(--ink); font-size: .9rem; }
.held { color: var(--soft); margin: 0 0 1rem; font-size: .9rem; }
.front .name { font-size: clamp(1.9rem, 6vw, 2.9rem); }
.front .bar { flex-wrap: wrap; justify-content: flex-end; }
.front .name { flex: 1 0 auto; max-width: 100%; }
input, button { font: inherit; color: inherit; }
input[type="search"] {
  -webkit-appearance: none; appearance: none; width: 100%; box-sizing: border-box; background: transparent;
  border: 0; border-bottom: 1px solid var(--soft); border-radius: 0; padding: .3rem .1rem; min-height: 2.2rem;
}
input::placeholder { color: var(--soft); opacity: 1; }
.find { flex: 0 1 12rem; display: none; }
.find input { font-size: .9rem; }
.controls { display: flex; gap: .1rem; }
html:not([data-script]) .controls { display: none; }
.controls button { background: none; border: 0; padding: 0; width: 2.2rem; height: 2.2rem; font-size: .9rem; cursor: pointer; color: var(--soft); border-radius: 4px; }
.controls button:hover { color: var(--red); background: var(--faint); }
.moon { display: inline-block; width: .85em; height: .85em; border: 1.5px solid; border-radius: 50%; vertical-align: -.1em; background: linear-gradient(90deg, currentColor 50%, transparent 50%); }
button.plain { background: none; border: 0; padding: .15rem 0; min-height: 1.5rem; cursor: pointer; color: inherit; text-decoration: underline; text-decoration-color: var(--rule); text-underline-offset: .22em; }
button.plain:hover { color: var(--red); }
kbd { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "Noto Sans Mono", monospace; font-size: .85em; border: 1px solid var(--rule); border-bottom-width: 2px; border-radius: 4px; padding: .05em .45em; background: var(--faint); }
dl.keys { display: grid; grid-template-columns: max-content 1fr; gap: .35rem 1.4rem; }
dl.keys dd { margin: 0; }
.ways { display: flex; flex-wrap: wrap; gap: 0 .85rem; margin: .7rem 0 0; border-bottom: 1px solid var(--rule); }
.ways a { text-decoration: none; color: var(--soft); font-size: .92rem; padding: .35rem 0 .5rem; border-bottom: 2px solid transparent; margin-bottom: -1px; }
.ways a:hover { color: var(--red); }
.ways [aria-current] { color: var(--ink); border-bottom-color: var(--red); }
main { padding-top: 1.6rem; padding-bottom: 3rem; }
.head { margin: .6rem 0 1.8rem; }
.head h1 { margin: 0 0 .35rem; font-size: 1.75rem; }
.head p { margin: .3rem 0; }
.lede { font-size: 1.05rem; max-width: 38em; }
.kicker { margin: 0 0 .4rem; }
.kicker, .kicker a { color: var(--red); text-decoration: none; }
.kicker a:hover { text-decoration: underline; }
.notice { background: var(--faint); padding: .8rem 1rem; border-left: 3px dotted var(--red); max-width: 38em; box-sizing: border-box; }
.here { max-width: 22rem; margin-top: .8rem; font-size: .9rem; }
.foot { background: linear-gradient(var(--rule), var(--rule)) 50% 0 / calc(100% - 2.5rem) 1px no-repeat; padding-top: 1.1rem; padding-bottom: 2.2rem; display: flex; justify-content: space-between; align-items: baseline; gap: 1rem; color: var(--soft); font-size: .88rem; }
.foot p { margin: 0; }
.foot a { margin-right: 1.1rem; text-decoration: none; display: inline-block; padding: .15rem 0; }
.foot .mark { white-space: nowrap; font-family: Georgia, "Noto Serif", serif; font-style: italic; text-emphasis: filled dot var(--red); text-emphasis-position: under right; }
@media (min-width: 44rem) {
  .find { display: block; }
  .ways { gap: 0 1.25rem; }
  .ways .to-search { display: none; }
  .front .mast { padding-top: 2.6rem; }
  .front .bar { align-items: flex-start; }
  .search .ways .to-search { display: inline; }
}
@media (min-width: 58rem) {
  .head, .search > main > *, article, .related, .rhythm, .neighbours,
  .values, .sources, .about main > .text, .missing main > p, .feeds-table, .year, .map, main > .month, .weekdays, .health main > * { margin-left: 10.5rem; }
}
`
