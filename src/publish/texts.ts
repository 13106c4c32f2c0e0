// The interface's texts by language. What there must be stands in texts/catalogue.ts.
import type { SiteLanguage } from './site.ts'
import type { Texts } from './texts/catalogue.ts'
import { english } from './texts/en.ts'
import { simplified } from './texts/zh-hans.ts'
import { traditional } from './texts/zh-hant.ts'

export type { CalendarDay, Texts } from './texts/catalogue.ts'

const CATALOGUE: Readonly<Record<SiteLanguage, Texts>> = {
  'zh-Hans': simplified,
  'zh-Hant': traditional,
  en: english,
}

/** The texts of the interface in a language. */
export const textsOf = (language: SiteLanguage): Texts => CATALOGUE[language]
