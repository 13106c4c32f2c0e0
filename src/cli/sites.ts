// The site as the configuration describes it, over an opened archive.
import { join, resolve } from 'node:path'
import { folderOutput } from '../adapters/fs/output.ts'
import { StetError } from '../model/error.ts'
import type { PictureMaker } from '../publish/pictures.ts'
import type { Site } from '../publish/site.ts'
import type { Config } from './config.ts'
import { options } from './options.ts'
import { readTheme } from './theme.ts'
import type { World } from './wire.ts'

/** `pictures` makes the sizes in which kept pictures are shown; `gathers` is false for what is made once. */
export async function siteOf(
  { config, store, archive, index }: World,
  pictures?: PictureMaker,
  { gathers = true }: { readonly gathers?: boolean } = {},
): Promise<Site> {
  const { siteConfig } = await import('../publish/site.ts')
  const { settings } = config
  const folder = join(config.root, settings['site.theme'])
  const theme = readTheme(folder)
  if (!theme && settings['site.theme'] !== options['site.theme'].default)
    throw new StetError(
      'config',
      `${config.file}: site.theme names "${settings['site.theme']}", and in ${folder} there is neither style.css nor a part of a page; correct it, or make the folder.`,
    )
  return {
    config: siteConfig({
      title: settings['site.title'],
      description: settings['site.description'],
      language: settings['site.language'],
      url: settings['site.url'],
      timezone: settings['site.timezone'],
      pictures: settings['site.pictures'],
      cname: settings['site.cname'],
      markdown: settings['site.markdown'],
      text: settings['site.text'],
      search: settings['site.search'],
      gather: gathers ? settings['site.gather'] : 0,
      gatherFrom: settings['site.gatherFrom'],
      hubs: hubsIn(settings['websub.hubs']),
    }),
    store,
    archive,
    index,
    built: folderOutput(siteFolder(config)),
    ...(theme && { theme }),
    ...(pictures && { pictures }),
  }
}

/** Addresses in a setting, with commas or spaces between. */
export const hubsIn = (setting: string): string[] =>
  setting.split(/[\s,]+/).filter(one => /^https?:\/\/[^\s/]/i.test(one))

/** Where `stet build` writes unless told. */
export const siteFolder = ({ root, settings }: Config): string => resolve(root, settings['site.output'])
