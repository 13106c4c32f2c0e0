// Making an archive: the few files it starts with. Nothing that is there is touched.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { StetError } from '../model/error.ts'
import { CONFIG_NAME } from './config.ts'
import { jekyllFiles } from './starter/jekyll.ts'
import { OUTLETS } from './starter/outlets.ts'

export interface Founding {
  readonly title?: string
  readonly language: string
  /** With the list of public outlets. */
  readonly starter: boolean
  /** With the seed's article, as a feed in a file. */
  readonly sample: boolean
  readonly git: boolean
  readonly github: boolean
  /** Where the files are to be, when not in the folder. */
  readonly archive?: string
}

const SAMPLE = 'sample/voachinese-2021-04-14.xml'

/** Founds an archive in `root` and returns the files that were made. Throws StetError 'usage' when there is one. */
export async function found(root: string, wish: Founding): Promise<string[]> {
  if (existsSync(join(root, CONFIG_NAME)))
    throw new StetError(
      'usage',
      `${root} is an archive already (it has a ${CONFIG_NAME}); \`stet up ${root}\` runs it.`,
    )
  const files: [string, string][] = [
    [CONFIG_NAME, configText(wish)],
    ['.gitignore', '/.stet/\n/_site/\n/_jekyll/\n/.jekyll-cache/\n'],
    // Jekyll builds an archive that is a folder.
    ...(wish.archive === undefined ? jekyllFiles(wish.title ?? 'stet') : []),
  ]
  if (wish.sample)
    files.push([SAMPLE, readFileSync(new URL('./starter/sample.xml', import.meta.url), 'utf8')])
  if (wish.github) files.push(...(await import('./starter/github.ts')).githubFiles())
  mkdirSync(root, { recursive: true })
  const made: string[] = []
  for (const [path, text] of files) {
    const full = join(root, path)
    if (existsSync(full)) continue
    mkdirSync(dirname(full), { recursive: true })
    writeFileSync(full, text, { flush: true })
    made.push(path)
  }
  if (wish.git || wish.github) {
    const { commitPaths } = await import('../adapters/git/commit.ts')
    await commitPaths(root, made, 'Found the archive')
  }
  return made
}

/** True for a folder that holds nothing, or is not there: a safe place for an archive without being asked. */
export const isVacant = (root: string): boolean => !existsSync(root) || readdirSync(root).length === 0

function configText({ title, language, starter, sample, git, github, archive }: Founding): string {
  const sources = [
    ...(sample
      ? [
          `  # One article of 2021, as a full-text feed gave it: a sample of what is kept. Remove it when you like.`,
          source('sample', SAMPLE, '美国之音', '样本'),
        ]
      : []),
    ...(starter ? OUTLETS.map(({ id, url, title, category }) => source(id, url, title, category)) : []),
  ]
  return `# An archive kept by stet. Settings: \`stet help settings\`. Sources: \`stet add ADDRESS\`, or edit them here.
${archive === undefined ? '' : `archive: ${JSON.stringify(archive)}\n`}site:
  title: ${JSON.stringify(title ?? 'stet')}
  language: ${language}
${git || github ? 'git:\n  commit: true\n' : ''}sources:${sources.length > 0 ? `\n${sources.join('\n')}` : ' []'}
`
}

const source = (id: string, url: string, title: string, category: string): string =>
  `  - id: ${id}\n    url: ${JSON.stringify(url)}\n    title: ${JSON.stringify(title)}\n    categories: [${JSON.stringify(category)}]`
