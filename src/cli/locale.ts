// Which of our interface languages the person at the keyboard reads.

/** The languages that the interface speaks. */
export const LANGUAGES = ['en', 'zh-Hans', 'zh-Hant'] as const

/**
 * The language of the environment, by POSIX's order (`LC_ALL`, `LC_MESSAGES`, `LANG`): `zh_TW`, `zh_HK` and `zh_MO`
 * read Traditional characters unless the name says otherwise. English for all that the interface does not speak.
 */
export function systemLanguage(env: NodeJS.ProcessEnv): (typeof LANGUAGES)[number] {
  const named =
    [env.LC_ALL, env.LC_MESSAGES, env.LANG].find(value => value !== undefined && value !== '') ?? ''
  if (!/^zh(?:[-_.@]|$)/i.test(named)) return 'en'
  if (/hans/i.test(named)) return 'zh-Hans'
  return /hant|[-_](?:tw|hk|mo)\b/i.test(named) ? 'zh-Hant' : 'zh-Hans'
}
