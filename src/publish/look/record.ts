// What was changed: readable without colour, in one column or two, on a phone too; and the record's lists and plots.

export const record = `.states del, .record del { text-decoration: line-through; text-decoration-color: var(--red); color: var(--soft); }
.states ins { text-decoration: underline; text-decoration-thickness: 2px; text-decoration-color: var(--red); background: var(--faint); font-weight: 600; }
.said { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
article.states { max-width: 62rem; }
.states h1 { font-size: clamp(1.3rem, 4vw, 1.7rem); }
.states h1 small { display: block; color: var(--soft); font-size: .95rem; font-weight: 400; }
.states h1 a { text-decoration: none; }
.states > input { position: absolute; opacity: 0; }
.states > label { display: inline-block; padding: .3rem 1rem; border: 1px solid var(--rule); cursor: pointer; font-size: .92rem; margin: 0 0 1rem; }
.states > label + input + label { border-left: 0; }
.states > input:checked + label { background: var(--ink); color: var(--paper); border-color: var(--ink); }
.states > input:focus-visible + label { outline: 2px solid var(--red); outline-offset: 2px; }
.state { border-top: 1px solid var(--rule); padding: 1rem 0 .6rem; }
.state h2 { font-size: 1.1rem; margin: 0 0 .3rem; }
.state h2 small { font-weight: 400; color: var(--soft); margin-left: .5em; }
.state h3 { font-size: 1.1rem; margin: .6rem 0; }
.state:target { scroll-margin-top: 1rem; }
.what { margin: 0 0 .8rem; color: var(--soft); }
.was { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1.2rem; margin: 0 0 .8rem; font-size: .92rem; }
.was dt { color: var(--soft); } .was dd { margin: 0; overflow-wrap: anywhere; }
.inline, .beside { line-height: 1.8; }
.inline { max-width: 38rem; }
.inline p, .beside p { margin: .7em 0; overflow-wrap: anywhere; }
.beside { display: none; grid-template-columns: 1fr 1fr; gap: 0 2.2rem; }
#two:checked ~ .state .inline { display: none; }
#two:checked ~ .state .beside { display: grid; }
.beside > h3, .beside > p { min-width: 0; }
.skipped { grid-column: 1 / -1; color: var(--soft); font-size: .85rem; border-block: 1px dotted var(--rule); padding: .2rem 0; text-align: center; }
.gone-block, .new-block { padding-left: .8em; border-left: 3px dotted var(--red); }
.new-block { border-left-style: solid; }
.moved { padding-left: .8em; border-left: 3px double var(--soft); }
.moved small { display: block; color: var(--soft); }
.state .why { font-size: .8rem; color: var(--soft); overflow-wrap: anywhere; }
.filters { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; }
.filters a { padding: .2rem 0; text-decoration: none; }
.filters a[aria-current] { border-bottom: 2px solid var(--red); }
.record { list-style: none; margin: 0; padding: 0; }
.record li { padding: .7rem 0; border-top: 1px solid var(--rule); }
.record .flag { display: block; margin: 0; font-size: .88rem; }
.record .meta a { margin: 0 .45em 0 0; }
@media (min-width: 58rem) {
  .record li { display: grid; grid-template-columns: 9rem 1fr; column-gap: 1.5rem; }
  .record li > * { grid-column: 2; }
  .record .flag { grid-area: 1 / 1; padding-top: .2em; }
}
.record li > a { text-decoration: none; }
.record .from { display: block; color: var(--soft); font-size: .92rem; }
ul.notice { padding-left: 2.2rem; }
.troubles li, .happened li { margin: .4rem 0; }
.plot { margin: 0 0 1.5rem; } .plot figure { margin: 0; }
.plot h3 { font-size: 1rem; margin: 1.4rem 0 .5rem; }
.bars { display: grid; grid-template-columns: fit-content(14rem) minmax(6rem, 1fr) max-content; gap: .45rem .9rem; align-items: center; max-width: 44rem; margin: 0 0 .8rem; font-size: .88rem; line-height: 1.35; }
.bars dd { display: contents; }
.bars svg { width: 100%; height: 20px; display: block; }
.bars span { color: var(--soft); text-align: end; font-variant-numeric: tabular-nums; }
.plot rect.edited, .key.edited { fill: var(--soft); background: var(--soft); }
.plot rect.withdrawn, .key.withdrawn { fill: var(--red); background: var(--red); }
.key { display: inline-block; width: .9em; height: .7em; margin-left: .8em; }
.plot .key:first-child { margin-left: 0; }
.plot figcaption { font-size: .85rem; color: var(--soft); margin: .3rem 0 .8rem; }
.plot table { border-collapse: collapse; font-size: .88rem; }
.plot th, .plot td { border: 1px solid var(--rule); padding: .25em .6em; text-align: left; font-weight: 400; white-space: nowrap; }
@media (max-width: 40rem) {
  .beside { gap: 0 .9rem; font-size: .92rem; }
  .bars:not(.brief) { grid-template-columns: 1fr max-content; gap: .1rem .7rem; }
  .bars:not(.brief) dt { grid-column: 1 / -1; margin-top: .4rem; }
}
`
