// Which way a language is written.

interface Written {
  getTextInfo(): { readonly direction: string }
}

const known = new Map<string, boolean>()

/** True for a language that is written from right to left: Arabic, Hebrew, Persian, Uyghur and others (CLDR). */
export function isRightToLeft(language: string): boolean {
  const before = known.get(language)
  if (before !== undefined) return before
  const is = directionOf(language) === 'rtl'
  known.set(language, is)
  return is
}

function directionOf(language: string): string {
  try {
    return (new Intl.Locale(language) as unknown as Written).getTextInfo().direction
  } catch {
    // No language that is known.
    return 'ltr'
  }
}
