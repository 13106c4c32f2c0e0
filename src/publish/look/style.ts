// The site's only style sheet, put together from its parts.

import { digest } from '../../model/digest.ts'
import type { Theme } from '../site.ts'
import { colours } from './colours.ts'
import { frame } from './frame.ts'
import { lists } from './lists.ts'
import { print } from './print.ts'
import { reading } from './reading.ts'
import { record } from './record.ts'
import { type } from './type.ts'

/** What is said in it to who reads the code stays here: every page waits for its bytes. */
export const style = [colours, type, frame, lists, reading, record, print]
  .join('\n')
  .replace(/\/\*[\s\S]*?\*\/\n?/g, '')

/** With what the keeper's theme adds. */
export const styleOf = (theme: Theme | undefined): string =>
  theme?.style ? `${style}\n${theme.style}` : style

const styleVersions = new WeakMap<Theme, string>()
const STYLE_VERSION = digest(style).slice(0, 8)

/** What stands behind the question mark of the style sheet’s address: other bytes have another. */
export function styleVersion(theme: Theme | undefined): string {
  if (!theme?.style) return STYLE_VERSION
  const known = styleVersions.get(theme) ?? digest(styleOf(theme)).slice(0, 8)
  styleVersions.set(theme, known)
  return known
}
