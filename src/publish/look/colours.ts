// Paper and ink, by day and by night, and one red: the proof-reader's. Every pair is at least 4.5 : 1 (WCAG AA).

const night = `color-scheme: dark;
  --paper: #17181a; --faint: #202225; --rule: #3a3b3f; --ink: #e5e1d8; --soft: #a8a296; --red: #f2917c; --mark: #5c4a10;
  --s1: #2b2523; --s2: #3d2c27; --s3: #54332b; --s4: #6f3b30;`

export const colours = `:root {
  color-scheme: light;
  --paper: #fbfaf6; --faint: #f2efe7; --rule: #dcd6c9; --ink: #1e1c19; --soft: #615b51; --red: #a63019; --mark: #ffe69c;
  --s1: #f7eee7; --s2: #f3ded2; --s3: #eec8b6; --s4: #e8b19a;
}
@media (prefers-color-scheme: dark) { :root:not([data-theme="light"]) { ${night} } }
:root[data-theme="dark"] { ${night} }
`
