// stet init: found an archive.
import { resolve } from 'node:path'
import { isBucketAddress } from '../../adapters/s3/address.ts'
import { StetError } from '../../model/error.ts'
import { type Command, textFlag } from '../command.ts'
import { EXIT } from '../context.ts'
import { LANGUAGES, systemLanguage } from '../locale.ts'

export const command: Command = {
  name: 'init',
  summary: 'Make an archive in a folder',
  details: `Writes stet.yml (settings and sources) and what Jekyll needs to build the archive as it stands. Files that are there are not touched.
--github adds a workflow that polls hourly, commits, builds and publishes the pages on GitHub; it turns git.commit on.`,
  args: [{ name: 'dir', doc: 'The folder, made if it is not there (this one).', optional: true }],
  flags: [
    { form: '--title <text>', doc: 'What the archive is called.' },
    {
      form: '--language <tag>',
      doc: 'Language of the interface: en, zh-Hans or zh-Hant (the system’s, else en).',
    },
    { form: '--starter', doc: 'Start with a list of public outlets.' },
    { form: '--sample', doc: 'Start with one sample article.' },
    { form: '--git', doc: 'Make it a git repository and commit after each poll.' },
    {
      form: '--archive <address>',
      doc: 'Keep the files on object storage, s3://bucket/prefix, and only settings in the folder.',
    },
    { form: '--github', doc: 'With a GitHub workflow; implies --git.' },
  ],
  examples: [
    'stet init news',
    'stet init news --starter --language zh-Hans',
    'stet init . --github',
    'stet init news --archive s3://news/voa',
  ],
  async run(context, [dir], flags) {
    const { found } = await import('../founding.ts')
    const root = dir === undefined ? context.root : resolve(context.cwd, dir)
    const title = textFlag(flags, 'title')
    const language = textFlag(flags, 'language')
    if (language !== undefined && !LANGUAGES.some(known => known === language))
      throw new StetError('usage', `--language is "${language}"; expected one of ${LANGUAGES.join(', ')}`)
    const archive = textFlag(flags, 'archive')
    if (archive !== undefined && !isBucketAddress(archive))
      throw new StetError('usage', `--archive is "${archive}"; expected s3://bucket/prefix`)
    if (archive !== undefined && (flags.git || flags.github))
      throw new StetError('usage', 'git keeps an archive that is a folder: leave --archive or --git out')
    const made = await found(root, {
      ...(title !== undefined && { title }),
      language: language ?? systemLanguage(context.env),
      starter: flags.starter === true,
      sample: flags.sample === true,
      git: flags.git === true,
      github: flags.github === true,
      ...(archive !== undefined && { archive }),
    })
    context.print(`Made an archive in ${root}: ${made.join(', ')}.`)
    context.say(`Next: stet -C ${dir ?? '.'} add ADDRESS, or stet up ${dir ?? '.'}`)
    return EXIT.good
  },
}
