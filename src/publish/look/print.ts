// On paper: the text, its source and where it came from; nothing to click.

export const print = `@media print {
  :root, :root:not([data-theme="light"]), :root[data-theme="dark"] { --paper: #fff; --faint: #fff; --ink: #000; --soft: #444; --rule: #bbb; --red: #000; }
  html { font-size: 11pt; }
  .ways, .find, .controls, .skip, .pager, .neighbours, .related, .rhythm svg, .rhythm details, .foot, .here, .ask, .forms, .states > :is(input, label) { display: none !important; }
  .mast, main { max-width: none; padding: 0; }
  article, .head { margin-left: 0 !important; max-width: none; }
  .text a[href^="http"]::after { content: " (" attr(href) ")"; font-size: .8em; overflow-wrap: anywhere; }
  .text pre { white-space: pre-wrap; overflow: visible; overflow-wrap: anywhere; }
  .wide { overflow: visible; }
  .wide :is(td, th) { min-width: 0 !important; overflow-wrap: anywhere; }
  figure, tr, .items li { break-inside: avoid; }
  h1, h2, h3 { break-after: avoid; }
  p { orphans: 2; widows: 2; }
}
`
