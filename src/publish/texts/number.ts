// Numbers as all languages of the interface write them.

/** `12345` as `12,345`. */
export function grouped(n: number): string {
  const digits = String(n)
  let out = digits.slice(0, digits.length % 3)
  for (let at = out.length; at < digits.length; at += 3) out += (out && ',') + digits.slice(at, at + 3)
  return out
}
