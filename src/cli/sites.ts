// The site as the configuration describes it, over an opened archive.
import type { PictureMaker } from '../publish/pictures.ts'
import type { Site } from '../publish/site.ts'
import type { World } from './wire.ts'

/** `pictures` makes the sizes in which kept pictures are shown. */
export async function siteOf(
  { config, store, archive, index }: World,
  pictures?: PictureMaker,
): Promise<Site> {
  const { siteConfig } = await import('../publish/site.ts')
  const { settings } = config
  return {
    config: siteConfig({
      title: settings['site.title'],
      description: settings['site.description'],
      language: settings['site.language'],
      url: settings['site.url'],
      timezone: settings['site.timezone'],
      pictures: settings['site.pictures'],
    }),
    store,
    archive,
    index,
    ...(pictures && { pictures }),
  }
}
