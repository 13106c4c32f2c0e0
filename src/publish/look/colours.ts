// Paper and ink, by day and by night, and one red: the proof-reader's. Every pair is at least 4.5 : 1 (WCAG AA).

const night = `color-scheme: dark;
  --paper: #17181a; --faint: #202225; --rule: #3a3b3f; --ink: #e5e1d8; --soft: #a8a296; --red: #f2917c; --mark: #5c4a10;`

export const colours = `:root {
  color-scheme: light;
  --paper: #fbfaf6; --faint: #f2efe7; --rule: #dcd6c9; --ink: #1e1c19; --soft: #615b51; --red: #a63019; --mark: #ffe69c;
}
@media (prefers-color-scheme: dark) { :root:not([data-theme="light"]) { ${night} } }
:root[data-theme="dark"] { ${night} }
`
