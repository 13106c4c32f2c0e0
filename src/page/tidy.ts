// Makes the text of an entry read well, before it is cleaned: paragraphs where there were line breaks, figures where
// there were pictures, nothing empty, no trace of how the feed was made. Text is never lost here, but for what a feed
// service added. The order matters: each step stands on what those before it have settled.
import { DROPPED } from './allow.ts'
import { settleFeedx } from './feedx.ts'
import { dropDoubles, settleAddresses, settleCaptions, settleLonePictures } from './figures.ts'
import { joinBroken } from './joins.ts'
import { joinLines } from './lines.ts'
import { settleParagraphs } from './paragraphs.ts'
import { settlePictures } from './pictures.ts'
import { after, following, type Node, remove } from './tree.ts'

/** Changes the tree in place. `base` is where it stood. */
export function tidy(root: Node, base?: string): void {
  settlePictures(root, base)
  dropUnseen(root)
  settleAddresses(root, base)
  settleFeedx(root)
  settleCaptions(root)
  settleParagraphs(root)
  joinLines(root)
  settleLonePictures(root)
  dropDoubles(root)
  joinBroken(root)
}

// They are read with the element around them.
const PARTS: ReadonlySet<string> = new Set(['source', 'track', 'param'])

/** Comments, scripts and all else that is never written stand between things that belong together. */
function dropUnseen(root: Node): void {
  for (let at = root.first; at; ) {
    const gone = at.kind === 'comment' || (DROPPED.has(at.tag) && !PARTS.has(at.tag))
    const next: Node | null = gone ? after(at, root) : following(at, root)
    if (gone) remove(at)
    at = next
  }
}
