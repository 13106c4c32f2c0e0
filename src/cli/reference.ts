// The reference of commands and settings, made from their tables: for `stet help settings` and docs/reference.md.
import type { Command } from './command.ts'
import { type OptionKey, options, variableOf } from './options.ts'
import { expectation } from './values.ts'

const keys = Object.keys(options) as OptionKey[]

/** Settings for a terminal. */
export const settingsHelp = (): string =>
  `Settings of stet.yml (section.key; each can be set by an environment variable too):\n\n${keys
    .map(key => `  ${key}\n      ${options[key].doc}\n      ${wordsFor(key)}; ${variableOf(key)}`)
    .join('\n')}\n`

function wordsFor(key: OptionKey): string {
  const { type, default: usual } = options[key]
  return `${expectation(type)}${usual === '' ? '' : `, usually ${usual}`}`
}

/** The reference page, Markdown. */
export const referencePage = (commands: readonly Command[]): string => `# Reference

Made from the tables of commands and settings by \`npm run reference\`; a test holds it against them.

## Commands

Before the command: \`-C DIR\` names the archive's folder, \`--config FILE\` another configuration file, \`-q\` says nothing but results and errors, \`-v\` says more, \`--log json\` logs lines of JSON. Results go to standard output, all else to standard error.

Exit codes: 0 good, 1 failed, 2 usage, 3 configuration, 4 some sources failed.

${commands.map(commandSection).join('\n')}
## Settings

In \`stet.yml\`, by section: \`poll.perHost\` is written

\`\`\`yaml
poll:
  perHost: 1
\`\`\`

A setting without a section stands by itself: \`store: postgres://…\`. An environment variable comes before the file.

| setting | usually | meaning | variable |
| --- | --- | --- | --- |
${keys.map(settingRow).join('\n')}

Two more variables: \`STET_NOW\` sets the clock to an ISO date or to milliseconds and stops it there; \`STET_DEBUG\` shows where a mistake in stet itself happened.

## Sources

In \`stet.yml\`, a list under \`sources\`:

| key | meaning |
| --- | --- |
| \`url\` | Address of the feed; a path, relative to the archive; \`-\` for one that is given on standard input. |
| \`id\` | Letters, digits and \`-\`, of any script; stands in addresses and in every post. Made from the name by \`stet add\`. |
| \`title\` | Your name for it; else the feed's own. |
| \`categories\` | Categories of its articles; else its name. |
| \`paused\` | \`true\`: not asked. |
| \`interval\` | The least time between two polls, instead of poll.interval. |
| \`fulltext\` | \`auto\`, \`always\` or \`never\`: whether the text is taken from the article's page. |
| \`links\` | The address is a page without a feed, followed by its links: \`auto\` learns which are articles; else a CSS selector of the links, or of what holds each. |
`

function commandSection(command: Command): string {
  const args = command.args.map(({ name, optional, many }) => {
    const inner = `${name.toUpperCase()}${many ? '…' : ''}`
    return optional ? `[${inner}]` : inner
  })
  const rows = [
    ...command.args.map(({ name, doc }) => `| \`${name.toUpperCase()}\` | ${doc} |`),
    ...command.flags.map(({ form, doc }) => `| \`${form}\` | ${doc} |`),
  ]
  return `### stet ${[command.name, ...args].join(' ')}

${command.summary}.

${command.details.replaceAll('\n', '\n\n')}
${rows.length > 0 ? `\n| | |\n| --- | --- |\n${rows.join('\n')}\n` : ''}
\`\`\`sh
${command.examples.join('\n')}
\`\`\`
`
}

const settingRow = (key: OptionKey): string =>
  `| \`${key}\` | ${options[key].default === '' ? '' : `\`${options[key].default}\``} | ${options[key].doc} Expects ${expectation(options[key].type)}. | \`${variableOf(key)}\` |`
