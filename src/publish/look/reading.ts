// An article: about 38 Han characters or 75 Latin letters a line, air between the lines, pictures with their captions.

/** Lists, quotations and definitions that lie this deep in one another: a phone has no room for twelve indents. */
const depth = (level: number): string => `.text ${':is(ul, ol, blockquote, dd) '.repeat(level).trimEnd()}`

export const reading = `article { max-width: 38rem; }
article > header { margin-bottom: 1.6rem; padding-bottom: 1.1rem; border-bottom: 3px dotted var(--rule); }
article h1 { font-size: clamp(1.55rem, 4.6vw, 2.15rem); margin: 0 0 .7rem; }
.byline { margin: 0; color: var(--soft); }
.byline > * { margin-right: .9em; }
.text { font-size: 1.06rem; line-height: 1.85; hanging-punctuation: allow-end; }
.text > :first-child { margin-top: 0; }
.text p, .text ul, .text ol, .text dl, .text pre { margin: 1em 0; }
.text :is(ul, ol) { padding-inline-start: 1.8em; }
.text dd { margin-inline-start: 1.8em; }
/* Deep lists and quotations leave room for what they say. */
${depth(4)} { padding-inline-start: .7em; list-style-position: inside; }
${depth(4)}:is(dd) { margin-inline-start: 0; }
@media (max-width: 44rem) { ${depth(9)} { padding-inline-start: 0; } }
/* What is far below is laid out when it comes near. Not where it would cut off what hangs into the margin. */
@supports not (hanging-punctuation: allow-end) {
  @media screen { .text p:nth-child(n + 11) { content-visibility: auto; contain-intrinsic-size: auto 8em; } }
}
.text:lang(zh), .text:lang(ja) { text-align: justify; text-justify: inter-character; }
.text:lang(en) { font-family: var(--head); font-size: 1.12rem; line-height: 1.65; max-width: 33em; hyphens: auto; }
.text :is(h2, h3, h4, h5, h6) { font-size: 1.2rem; margin: 1.8em 0 .6em; text-align: start; }
.text :is(h3, h4, h5, h6) { font-size: 1.08rem; }
.text a { text-decoration-color: var(--red); text-decoration-thickness: 1px; }
.text img, .text video { max-width: 100%; height: auto; border-radius: 2px; }
picture { display: contents; }
.shot { position: relative; display: inline-grid; max-width: 100%; vertical-align: bottom; overflow: hidden; border-radius: 2px; }
.shot > .hint { position: absolute; inset: 0; width: 100%; height: 100%; filter: blur(8px); }
.shot > picture > img { position: relative; }
figure > .shot, figure > a > .shot { display: grid; width: fit-content; }
.text figure { margin: 1.6em 0; }
.text figcaption { font-size: .88rem; line-height: 1.6; color: var(--soft); margin-top: .5em; text-align: start; }
.text blockquote { margin: 1.4em 0; padding-inline-start: 1.2em; border-inline-start: 3px dotted var(--rule); color: var(--soft); }
.text pre { overflow-x: auto; background: var(--faint); padding: 1em; line-height: 1.5; text-align: left; }
.text table { border-collapse: collapse; font-size: .92em; line-height: 1.5; text-align: start; }
.text th, .text td { border: 1px solid var(--rule); padding: .35em .7em; vertical-align: top; min-width: 3.5em; }
/* Of a wide table too it is seen whole. */
.text caption { position: sticky; inset-inline-start: 0; box-sizing: border-box; max-width: min(100%, 100vw - 2.5rem); padding: 0 0 .5em; color: var(--soft); text-align: start; }
.wide { overflow-x: auto; margin: 1.4em 0; }
.text hr { border: 0; border-top: 3px dotted var(--rule); margin: 2em 0; }
.text ruby rt { font-size: .55em; }
.elsewhere {
  display: inline-block; max-width: calc(100% - .5em); box-sizing: border-box; padding: .5em .9em; margin: .2em .5em .2em 0; font-size: .88rem; line-height: 1.5;
  text-align: left; color: var(--soft); background: var(--faint); border: 1px dashed var(--rule); border-radius: 3px; text-decoration: none !important;
}
.elsewhere small { margin-left: .6em; }
figure > .elsewhere { display: block; max-width: none; margin-inline-end: 0; text-align: center; padding: 2.4em 1em; }
.byline .from { display: inline-block; }
.lead { margin-top: 0 !important; }
.tombstone { border: solid var(--red); border-width: 1px 0; padding: .8rem 0; margin-bottom: 1.6rem; }
.tombstone p { margin: 0; font-weight: 700; }
.tombstone .why { font-weight: 400; font-size: .85rem; color: var(--soft); }
.labels { display: flex; flex-wrap: wrap; gap: .3rem 1.1rem; margin: 1.8rem 0; font-size: .9rem; }
.labels a { text-decoration: underline dotted var(--red); text-decoration-thickness: 2px; display: inline-block; padding: .15rem 0; }
.more { margin: 1.8rem 0; font-size: .88rem; }
.more h2 { font-size: 1rem; margin: 0 0 .5rem; }
.more dl { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1.2rem; margin: 0; }
.more dt { color: var(--soft); }
.more dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
.more code { overflow-wrap: anywhere; }
.more ul { padding-left: 1.2em; margin: 0; }
.versions li { padding: .35rem 0; border-top: 1px solid var(--rule); }
.versions small { margin-left: .5em; }
.forms { margin: 1rem 0 0; display: flex; flex-wrap: wrap; gap: .3rem 1.4rem; }
.forms a { padding: .15rem 0; }
@supports (animation-timeline: scroll()) {
  @media (prefers-reduced-motion: no-preference) {
    .article::before {
      content: ""; position: fixed; inset: 0 0 auto; height: 2px; background: var(--red); transform-origin: 0 0; z-index: 3;
      animation: read linear both; animation-timeline: scroll(root);
    }
    @keyframes read { from { transform: scaleX(0); } }
  }
}
.provenance { border-top: 3px dotted var(--rule); padding-top: 1.2rem; }
.related { max-width: 38rem; border-top: 1px solid var(--rule); padding-top: 1rem; margin-top: 2.2rem; }
.related h2 { font-family: var(--text); font-weight: 400; font-size: .88rem; color: var(--soft); margin: 0 0 .4rem; }
.related ul { list-style: none; margin: 0; padding: 0; }
.related li { padding: .4rem 0; }
.related a { display: block; text-decoration: none; font-family: var(--head); font-weight: 700; font-size: 1rem; line-height: 1.45; }
.related a:hover { color: var(--red); }
.related small { font-size: .82rem; color: var(--soft); }
.related + .neighbours { margin-top: 1.2rem; }
.neighbours { max-width: 38rem; border-top: 1px solid var(--rule); padding-top: 1rem; margin-top: 2.2rem; }
.neighbours h2 { font-family: var(--text); font-weight: 400; font-size: .88rem; color: var(--soft); margin: 0 0 .4rem; }
.neighbours > a { display: block; padding: .5rem 0; text-decoration: none; }
.neighbours > a > span, .neighbours small { font-size: .82rem; color: var(--soft); }
.neighbours b { display: block; font-family: var(--head); font-size: 1rem; line-height: 1.45; }
@media (max-width: 36rem) {
  .more dl { grid-template-columns: 1fr; gap: 0; }
  .more dd { margin-bottom: .5rem; }
  .text { font-size: 1.05rem; line-height: 1.8; }
}
@media (min-width: 44rem) {
  .neighbours { display: grid; grid-template-columns: 1fr 1fr; gap: 0 2rem; }
  .neighbours h2 { grid-column: 1 / -1; }
  .neighbours .next { grid-column: 2; }
  .neighbours .prev { grid-column: 1; }
}
`
