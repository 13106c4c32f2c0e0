// What the server's own pages need beside the site's style sheet.

export const roomStyle = `.doors { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; align-items: center; font-size: .9rem; margin-top: .6rem; }
.doors a { text-decoration: none; color: var(--soft); padding: .25rem 0; }
.doors a:hover, .doors [aria-current] { color: var(--red); }
.doors form { margin: 0 0 0 auto; display: flex; gap: .7rem; align-items: center; color: var(--soft); }
.room button { font: inherit; color: inherit; cursor: pointer; background: none; border: 1px solid var(--rule); border-radius: 3px; padding: .2rem .7rem; min-height: 2rem; }
.room button:hover { border-color: var(--red); color: var(--red); }
.room button.main { background: var(--ink); border-color: var(--ink); color: var(--paper); }
.room button.main:hover { background: var(--red); border-color: var(--red); color: var(--paper); }
.room .controls button { border: 0; min-height: 0; padding: 0; }
.shelves { font-size: .92rem; }
.shelves ul { list-style: none; margin: 0 0 .8rem; padding: 0; }
.shelves ul ul { margin: 0; padding-left: .9rem; }
.shelves a { display: flex; justify-content: space-between; gap: .8rem; text-decoration: none; padding: .28rem 0; overflow-wrap: anywhere; }
.shelves a:hover { color: var(--red); }
.shelves [aria-current] { font-weight: 700; color: var(--red); }
.shelves small { font-variant-numeric: tabular-nums; }
.shelves summary { cursor: pointer; padding: .3rem 0; color: var(--soft); }
.shelf-tools { display: flex; flex-wrap: wrap; gap: .6rem; align-items: center; margin: .2rem 0 1rem; }
.entries { list-style: none; margin: 0; padding: 0; }
.entries > li { border-top: 1px solid var(--rule); padding: .55rem 0 .55rem .7rem; border-left: 3px solid transparent; scroll-margin-top: 1rem; }
.entries > li.chosen { border-left-color: var(--red); background: var(--faint); }
.entries .line { display: flex; gap: .8rem; align-items: baseline; }
.entries .line > a { flex: 1; min-width: 0; text-decoration: none; font-size: 1.04rem; line-height: 1.5; overflow-wrap: anywhere; }
.entries .is-unread .line > a { font-weight: 700; }
.entries .line > a:hover { color: var(--red); }
.entries .acts { display: flex; gap: .3rem; flex: none; }
.entries .acts button { padding: 0; width: 2.1rem; height: 2.1rem; }
.entries .meta { font-size: .85rem; color: var(--soft); }
.entries article { max-width: 38rem; padding: 1rem 0; margin: 0; }
.entries article h2 { font-size: 1.5rem; margin: 0 0 .5rem; }
.starred-now { color: var(--red); }
.facts { width: 100%; border-collapse: collapse; font-size: .9rem; }
.facts th { text-align: left; font-weight: 400; color: var(--soft); }
.facts th, .facts td { padding: .45rem .9rem .45rem 0; border-top: 1px solid var(--rule); vertical-align: top; overflow-wrap: anywhere; }
.facts .n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.facts .bad { color: var(--red); }
.facts tr > :last-child { padding-right: 0; }
.scroll { overflow-x: auto; }
.fields { display: grid; gap: .9rem; max-width: 34rem; margin: 0 0 1.6rem; }
.fields label, .fields fieldset { display: grid; gap: .25rem; border: 0; margin: 0; padding: 0; font-size: .92rem; color: var(--soft); }
.fields label.choice { display: flex; gap: .6rem; align-items: baseline; color: var(--ink); overflow-wrap: anywhere; }
.fields legend { padding: 0 0 .3rem; }
.fields input:not([type="radio"]):not([type="checkbox"]):not([type="hidden"]), .fields select, .fields textarea { font: inherit; color: var(--ink); background: var(--faint); border: 1px solid var(--soft); border-radius: 3px; padding: .45rem .6rem; width: 100%; box-sizing: border-box; min-height: 2.4rem; }
.row { display: flex; flex-wrap: wrap; gap: .6rem; align-items: center; }
.row form { margin: 0; }
.part { margin: 2.2rem 0 0; }
.part h2 { font-size: 1.2rem; margin: 0 0 .7rem; }
.events { list-style: none; padding: 0; margin: 0; }
.events li { border-top: 1px solid var(--rule); padding: .45rem 0; font-size: .92rem; overflow-wrap: anywhere; }
dialog { background: var(--paper); color: var(--ink); border: 1px solid var(--soft); border-radius: 4px; padding: 1.4rem 1.6rem; max-width: 26rem; }
dialog::backdrop { background: rgb(0 0 0 / 45%); }
dialog pre { font: inherit; white-space: pre-wrap; margin: .4rem 0 1rem; line-height: 1.9; }
dialog h2 { margin: 0; font-size: 1.15rem; }
.no-script .needs-script { display: none; }
@media (min-width: 58rem) {
  .room .head { margin-left: 0; }
  .shelf { display: grid; grid-template-columns: 13rem minmax(0, 1fr); gap: 0 2.4rem; align-items: start; }
  .shelves { position: sticky; top: 1rem; max-height: calc(100vh - 2rem); overflow-y: auto; }
  .room article, .room .head { margin-left: 0; }
  .shelves details::details-content { content-visibility: visible; block-size: auto; }
  @supports selector(details::details-content) {
    .shelves summary { list-style: none; pointer-events: none; }
    .shelves summary::-webkit-details-marker { display: none; }
  }
}
@media (max-width: 36rem) {
  .facts.wide-table thead { display: none; }
  .facts.wide-table tr { display: block; border-top: 1px solid var(--rule); padding: .5rem 0; }
  .facts.wide-table td { display: block; border: 0; padding: .1rem 0; text-align: left; }
  .facts.wide-table td[data-name]::before { content: attr(data-name) ": "; color: var(--soft); }
}
`
