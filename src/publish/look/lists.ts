// Lists: days with their articles, values, sources, the calendar, search results.

export const lists = `.days { margin-bottom: 1.5rem; }
.day { margin-bottom: 1.3rem; }
.day h2 { font-size: 1rem; margin: 0 0 .2rem; }
.day h2 span { font-family: var(--text); font-weight: 400; font-size: .85rem; color: var(--soft); margin-left: .5em; }
:where(.items, .found, .values, .sources, .months, .month, .labels, .versions ol) { list-style: none; margin: 0; padding: 0; }
.items li { padding: .6rem 0 .55rem; border-top: 1px solid var(--rule); }
.items li > a { text-decoration: none; font-size: 1.06rem; line-height: 1.5; }
.items li > a:visited, .found li > a:visited { color: var(--soft); }
.items li > a:hover, .found li > a:hover { color: var(--red); }
.meta { display: block; }
.meta a { text-decoration: none; margin-left: .45em; }
.meta a:hover { text-decoration: underline; }
.gone > a { text-decoration: underline dotted var(--red) !important; }
.flag { color: var(--red); margin-left: .45em; }
.flag.quiet { color: var(--soft); }
.pager { display: flex; justify-content: space-between; gap: 1rem; padding: .9rem 0; border-top: 1px solid var(--rule); color: var(--soft); font-size: .92rem; }
.pager a { color: var(--ink); padding: .3rem 0; display: inline-block; }
.rhythm { max-width: 38rem; margin-top: .6rem; margin-bottom: 1.8rem; font-size: .88rem; color: var(--soft); }
.rhythm figure { margin: 0; }
.rhythm svg { display: block; width: 100%; height: 3rem; border-bottom: 1px solid var(--rule); }
.rhythm path { fill: var(--soft); }
.rhythm figcaption { margin-top: .3rem; }
.rhythm summary { cursor: pointer; width: fit-content; padding: .2rem 0; }
.rhythm table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
.rhythm th, .rhythm td { text-align: left; font-weight: 400; padding: .15rem 1.2rem .15rem 0; }
.gaps h2 { font-family: var(--text); font-weight: 700; font-size: .88rem; margin: .6rem 0 .1rem; }
.gaps ul { list-style: none; margin: 0; padding: 0; }
.values { display: flex; flex-wrap: wrap; gap: .45rem 1.5rem; }
.chosen { margin-bottom: .8rem; }
.values li, .sources li { max-width: 100%; }
.values a { display: inline-block; padding: .15rem 0; }
.sources li { padding: .9rem 0; border-top: 1px solid var(--rule); max-width: 38em; }
.sources li > a { font-family: var(--head); font-weight: 700; font-size: 1.15rem; text-decoration: none; }
.sources p { margin: .15rem 0; }
.sources small { display: block; }
.year { margin-bottom: 2rem; max-width: 34rem; }
.year h2 { font-size: 1.25rem; margin: 0 0 .5rem; }
.year h2 a { text-decoration: none; }
.months { display: grid; grid-template-columns: repeat(auto-fill, minmax(6.2rem, 1fr)); gap: .3rem .8rem; }
.months li { border-top: 1px solid var(--rule); padding: .35rem 0; display: flex; justify-content: space-between; align-items: baseline; }
.months a, .month a { text-decoration: none; }
.month, .weekdays { display: grid; grid-template-columns: repeat(7, 1fr); gap: .25rem; max-width: 34rem; }
.weekdays { margin-top: 0; margin-bottom: .3rem; color: var(--soft); font-size: .8rem; }
.weekdays span { padding: 0 .1rem; }
.month li { border-top: 1px solid var(--rule); padding: .2rem .1rem .5rem; min-width: 0; line-height: 1.35; font-variant-numeric: tabular-nums; }
.month li a { display: block; font-weight: 700; }
.month small { display: block; font-size: .75rem; }
.map { display: grid; grid-template-columns: repeat(auto-fill, minmax(13.5rem, 1fr)); gap: 1.8rem 2.4rem; }
.map h2 { font-size: 1rem; margin: 0 0 .4rem; }
.map h2 a { text-decoration: none; }
.map .month { gap: 2px; font-size: .82rem; text-align: center; }
.map .month li { border: 0; padding: 0; }
.map .month li, .map .month li a { min-height: 1.7rem; line-height: 1.7rem; margin: 0; padding: 0; }
.month .blank { border: 0; }
.month .s1 a { background: var(--s1); } .month .s2 a { background: var(--s2); } .month .s3 a { background: var(--s3); } .month .s4 a { background: var(--s4); }
.month li a { border-radius: 3px; padding: 0 .3em; margin: .1rem 0; }
.empty { color: var(--soft); }
.feeds-table { border-collapse: collapse; overflow-wrap: anywhere; }
.feeds-table th, .feeds-table td { text-align: left; font-weight: 400; padding: .3rem 1.2rem .3rem 0; border-top: 1px solid var(--rule); font-size: .95rem; }
.feeds-table td { white-space: nowrap; font-size: .85rem; }
.feeds-table .group { padding-top: 1.6rem; font-family: var(--head); font-weight: 700; border-top: 0; }
.ask { display: flex; gap: 1rem; max-width: 38rem; margin-top: -.6rem; margin-bottom: 1.2rem; align-items: end; }
.ask input { font-size: 1.15rem; }
.ask button { border: 1px solid var(--ink); background: var(--ink); color: var(--paper); padding: .35rem 1.2rem; border-radius: 3px; cursor: pointer; white-space: nowrap; }
.ask button:hover { background: var(--red); border-color: var(--red); }
.found { max-width: 38em; margin-bottom: 1rem; }
.found li { padding: .9rem 0; border-top: 1px solid var(--rule); }
.found li > a { font-family: var(--head); font-weight: 700; font-size: 1.1rem; text-decoration: none; }
.found p { margin: .25rem 0; }
.search main > .quiet { max-width: 38rem; }
#answer { max-width: 38em; min-height: 1px; }
/* What is asked for has its place before it is found: nothing that is seen moves when it comes. */
[data-asks] #answer { min-height: 100vh; }
[data-asks] #answer ~ .quiet { display: none; }
.more-found { border: 1px solid var(--rule); background: none; padding: .45rem 1.3rem; border-radius: 3px; cursor: pointer; margin: .4rem 0 1.6rem; }
.more-found:hover { border-color: var(--red); color: var(--red); }
@media (min-width: 44rem) {
  .items li { display: flex; justify-content: space-between; align-items: baseline; gap: 1.6rem; }
  .items .meta { flex: none; max-width: 15rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
}
@media (min-width: 58rem) {
  .day { display: grid; grid-template-columns: 9rem 1fr; column-gap: 1.5rem; }
  .day h2 { position: sticky; top: 0; align-self: start; padding: .62rem 0; border-top: 1px solid var(--ink); }
  .day h2 span { display: block; margin: .1rem 0 0; }
  .day .items li:first-child { border-top-color: var(--ink); }
}
`
