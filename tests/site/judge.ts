// A strict judge of HTML, html-validate, without its matters of taste.
import { HtmlValidate } from 'html-validate'

export const judge = new HtmlValidate({
  extends: ['html-validate:standard'],
  rules: {
    // Matters of taste, and of what outlets wrote inside their own text.
    'long-title': 'off',
    'doctype-style': 'off',
    'no-implicit-button-type': 'off',
    'tel-non-breaking': 'off',
    'no-inline-style': 'off',
    'no-trailing-whitespace': 'off',
    'void-style': 'off',
    'wcag/h30': 'off',
    'wcag/h63': 'off',
    'wcag/h71': 'off',
    'text-content': 'off',
    'heading-level': 'off',
    'no-deprecated-attr': 'off',
    'prefer-native-element': 'off',
    'require-sri': 'off',
    'empty-heading': 'off',
  },
})

/** What it complains of in a page, with the page's name. */
export async function complaintsOf(name: string, page: string): Promise<string[]> {
  const { results } = await judge.validateString(page)
  return results.flatMap(({ messages }) =>
    messages.map(
      ({ ruleId, message, line, selector }) => `${name}:${line} ${ruleId}: ${message} (${selector})`,
    ),
  )
}
