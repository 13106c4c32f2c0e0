// Which way a language is written.

/** Scripts that are written from right to left (ISO 15924). All browsers know a language's script, few its direction. */
export const RIGHT_TO_LEFT =
  /^(?:Arab|Hebr|Syrc|Thaa|Nkoo|Adlm|Rohg|Samr|Mand|Mend|Armi|Avst|Chrs|Cprt|Elym|Khar|Lydi|Mani|Merc|Narb|Orkh|Ougr|Phli|Phnx|Prti|Sarb|Sidt|Sogd)$/

const known = new Map<string, boolean>()

/** True for a language that is written from right to left: Arabic, Hebrew, Persian, Uyghur and others (CLDR). */
export function isRightToLeft(language: string): boolean {
  const before = known.get(language)
  if (before !== undefined) return before
  const is = RIGHT_TO_LEFT.test(scriptOf(language))
  known.set(language, is)
  return is
}

function scriptOf(language: string): string {
  try {
    return new Intl.Locale(language).maximize().script ?? ''
  } catch {
    // No language that is known.
    return ''
  }
}
