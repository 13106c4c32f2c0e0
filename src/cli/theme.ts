// The keeper's look: files in a folder of the archive that are put over stet's own.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf, StetError } from '../model/error.ts'
import { THEME_PARTS, THEME_PLACEHOLDERS, type Theme } from '../publish/site.ts'

const STYLE = 'style.css'

/**
 * `style.css` and a file of HTML for each part that is replaced; undefined when there is none. Throws `StetError`
 * `config`, which names the file, for one that cannot be read or is no UTF-8, for HTML by a name that no part has, and
 * for a placeholder that nothing fills in.
 */
export function readTheme(folder: string): Theme | undefined {
  if (!existsSync(folder)) return undefined
  const names = named(folder, () => readdirSync(folder))
  const unknown = names.find(
    name => name.endsWith('.html') && !THEME_PARTS.some(part => name === `${part}.html`),
  )
  if (unknown)
    throw fault(
      join(folder, unknown),
      `is no part of a page; there are ${THEME_PARTS.map(part => `${part}.html`).join(', ')}`,
    )
  const read = (name: string): string | undefined =>
    names.includes(name) ? textIn(join(folder, name)) : undefined
  const style = read(STYLE)
  const parts = Object.fromEntries(
    THEME_PARTS.map(part => [part, read(`${part}.html`)] as const).filter(([, text]) => text !== undefined),
  )
  for (const [part, text] of Object.entries(parts))
    for (const [all, name] of text!.matchAll(/\{\{\s*([\w.-]*)\s*\}\}/g))
      if (!THEME_PLACEHOLDERS.some(one => one === name))
        throw fault(
          join(folder, `${part}.html`),
          `has ${all}; what can be filled in is ${THEME_PLACEHOLDERS.map(one => `{{${one}}}`).join(', ')}`,
        )
  if (style === undefined && Object.keys(parts).length === 0) return undefined
  return { ...(style !== undefined && { style }), parts }
}

const textIn = (path: string): string =>
  named(path, () => new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path)))

function named<T>(path: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    const why = code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'is not written in UTF-8' : messageOf(error)
    throw fault(path, code?.startsWith('ERR_') ? why : `cannot be read: ${why}`, error)
  }
}

const fault = (path: string, what: string, cause?: unknown): StetError =>
  new StetError('config', `The theme’s ${path} ${what}.`, { cause })
