// The title of an article without the name of the site that pages put behind or before it.
const PARTS =
  /\s*[|｜»«·•]+\s*|(?<=[\s\p{Script=Han}])_+\s*|_+(?=[\s\p{Script=Han}])|\s+[-–—~]+\s+|\s*--+\s*|\s*::\s*|(?<=[\p{Script=Han}）)”》？！])[-–—](?=[\p{Script=Han}A-Z])/u

const plain = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '')

/** `拜登政府高级官员首次访问中国 - 美国之音` is 拜登政府高级官员首次访问中国. */
export function withoutSite(title: string, site: string): string {
  const parts = title.split(PARTS).filter(part => part.trim() !== '')
  if (parts.length < 2) return title
  const name = plain(site)
  const isSite = (part: string): boolean =>
    name !== '' && (plain(part) === name || name.includes(plain(part)) || plain(part).includes(name))
  const longest = parts.reduce((most, part) => (part.length > most.length ? part : most))
  const first = parts[0]!
  if (isSite(first) && parts.length === 2) return parts[1]!.trim()
  // Chinese titles have the section and the site behind them, mostly in few characters.
  if (first === longest || first.length >= 12 || parts.slice(1).every(isSite))
    return upTo(title, parts, isSite)
  return longest.trim()
}

/** The beginning of the title, as long as parts follow that are not evidently the site's. */
function upTo(title: string, parts: readonly string[], isSite: (part: string) => boolean): string {
  let end = title.length
  for (let at = parts.length - 1; at > 0; at--) {
    const part = parts[at]!
    if (!isSite(part) && !(part.length <= 24 && part.length < parts[0]!.length)) break
    end = title.lastIndexOf(part, end)
  }
  return title
    .slice(0, end)
    .replace(/[\s|｜»«·•_\-–—~:]+$/u, '')
    .trim()
}

const wordsOf = (text: string): Set<string> =>
  new Set(text.toLowerCase().match(/\p{Script=Han}|(?:(?!\p{Script=Han})[\p{L}\p{N}])+/gu) ?? [])

/** How far two titles say the same, 0 to 1: the share of their words that both have. */
export function likeness(a: string, b: string): number {
  const one = wordsOf(a)
  const other = wordsOf(b)
  if (one.size === 0 || other.size === 0) return 0
  return (2 * one.intersection(other).size) / (one.size + other.size)
}
