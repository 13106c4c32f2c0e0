// The site's only style sheet, put together from its parts.

import type { Theme } from '../site.ts'
import { colours } from './colours.ts'
import { frame } from './frame.ts'
import { lists } from './lists.ts'
import { print } from './print.ts'
import { reading } from './reading.ts'
import { record } from './record.ts'
import { type } from './type.ts'

export const style = [colours, type, frame, lists, reading, record, print].join('\n')

/** With what the keeper's theme adds. */
export const styleOf = (theme: Theme | undefined): string =>
  theme?.style ? `${style}\n${theme.style}` : style
