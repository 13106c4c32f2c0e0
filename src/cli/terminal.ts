// What a terminal may be shown. Titles come from strangers, and a terminal obeys what is printed on it: control characters
// move its cursor and type into it, bidirectional ones make a line read otherwise than it is.

// C0 but tab and line end, DEL and C1, line and paragraph separators, bidirectional controls, byte order marks.
const OBEYED = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g

const asEscape = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`

/**
 * A line as it may be printed. In JSON such characters become escapes, which mean the same; in a line for people they
 * are left out.
 */
export const printable = (line: string): string =>
  /^[[{]/.test(line) ? line.replace(OBEYED, asEscape) : line.replace(OBEYED, '')
