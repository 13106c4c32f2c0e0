// HTML from templates: what is interpolated is escaped unless a template made it or `raw` vouches for it.
import { escapeHtml } from '../model/text.ts'

/** HTML that may stand in a page as it is. */
export interface Html {
  readonly html: string
}

/** What a template may hold. false, null and undefined are nothing; lists are joined. */
export type Part = string | number | Html | false | null | undefined | readonly Part[]

const SPECIAL = /[&<>"']/

/** Text for a page or an attribute in double quotes. */
export const escaped = (text: string): string => (SPECIAL.test(text) ? escapeHtml(text) : text)

function written(part: Part): string {
  if (typeof part === 'string') return escaped(part)
  if (typeof part === 'number') return String(part)
  if (!part) return ''
  if ('html' in part) return part.html
  let out = ''
  for (const one of part) out += written(one)
  return out
}

/** A piece of a page; what is interpolated is text, not markup. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  let out = strings[0]!
  for (let i = 0; i < parts.length; i++) out += written(parts[i]) + strings[i + 1]!
  return { html: out }
}

/** Vouches for HTML that was cleaned before it was kept, or that stet wrote itself. */
export const raw = (trusted: string): Html => ({ html: trusted })

/** JSON inside a script element: nothing in it can end the element or start a comment. */
export const jsonScript = (value: unknown): Html =>
  raw(
    JSON.stringify(value).replace(
      /[<>&\u2028\u2029]/g,
      c => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
  )
