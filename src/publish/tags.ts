// Tags of HTML that stet wrote itself: attributes in double quotes, nothing unescaped in them.

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: '\u00a0' }

/** An attribute of a tag, as text; '' when it has none. */
export function attribute(tag: string, name: string): string {
  const from = tag.indexOf(` ${name}="`)
  if (from < 0) return ''
  const start = from + name.length + 3
  const value = tag.slice(start, tag.indexOf('"', start))
  return value.replace(/&(amp|lt|gt|quot|nbsp);/g, (_, entity: string) => NAMED[entity]!)
}
