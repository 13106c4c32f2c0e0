// Writing XML that every reader takes: characters XML forbids never come out, and nothing written can end its element.
import { wellFormed } from '../../model/text.ts'
import { FORBIDDEN } from './entities.ts'

/** Without the characters that XML 1.0 (2.2) forbids in any form. A lone CR would come back as LF: it is one. */
const permitted = (text: string): string => wellFormed(text).replace(FORBIDDEN, '').replace(/\r\n?/g, '\n')

const ESCAPED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Text for content and for attributes in double quotes. */
const xmlText = (text: string): string => permitted(text).replace(/[&<>"]/g, c => ESCAPED[c]!)

/** A CDATA section, or as many as it takes to hold `]]>`. */
export const cdata = (text: string): string =>
  `<![CDATA[${permitted(text).replaceAll(']]>', ']]]]><![CDATA[>')}]]>`

export type Attributes = Readonly<Record<string, string | number | undefined>>

const attributesOf = (attributes: Attributes): string =>
  Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}="${xmlText(String(value)).replace(/[\n\t]/g, ' ')}"`)
    .join('')

/** An element around markup that is already XML; empty without it. */
export const element = (name: string, attributes: Attributes, markup = ''): string =>
  markup === ''
    ? `<${name}${attributesOf(attributes)}/>`
    : `<${name}${attributesOf(attributes)}>${markup}</${name}>`

/** An element with text in it; nothing at all without a text. */
export const textElement = (name: string, text: string | undefined, attributes: Attributes = {}): string =>
  text === undefined || text === '' ? '' : element(name, attributes, xmlText(text))

/** Lines of markup, the empty ones left out. */
export const lines = (...parts: readonly (string | readonly string[])[]): string =>
  parts
    .flat()
    .filter(part => part !== '')
    .join('\n')

export const XML_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>'
