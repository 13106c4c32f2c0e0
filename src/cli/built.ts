// The built site beside a server: files that are what would be made now are sent as they are, which costs a fraction.
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SECOND } from '../model/time.ts'
import type { Built, Site } from '../publish/site.ts'
import { siteFolder } from './sites.ts'
import type { World } from './wire.ts'

/** What the last build says of itself when it is whole. */
export interface BuildNote {
  readonly target: string
  readonly made: string
  /** `Store.state` from its beginning to its end. */
  readonly state: string
}

interface Seen extends BuildNote {
  /** When it was written, ms: what is younger in the site no build wrote. */
  readonly at: number
}

/** The note of the last build: gone while one is under way. */
export function buildNote(derived: string) {
  const path = join(derived, 'built.json')
  return {
    remove: () => rmSync(path, { force: true }),
    write(note: BuildNote): void {
      writeFileSync(`${path}.new`, JSON.stringify(note))
      renameSync(`${path}.new`, path)
    },
    read(): Seen | undefined {
      try {
        const at = statSync(path).mtimeMs
        return { ...(JSON.parse(readFileSync(path, 'utf8')) as BuildNote), at }
      } catch {
        return undefined
      }
    },
  }
}

/** How often the note is looked at, at most. */
const LOOK = SECOND / 2

/** The site that `stet build` wrote for this archive. */
export async function builtSite(world: World, site: Site): Promise<Built> {
  const { folderOutput } = await import('../adapters/fs/output.ts')
  const target = siteFolder(world.config)
  const { read } = folderOutput(target)
  const { place, derived } = world
  // Elsewhere than in a folder nobody can tell whether a post is older than its page.
  if (place.kind !== 'folder') return { read }
  const { root } = place
  const note = buildNote(derived)
  let made: Promise<string> | undefined
  let seen: Seen | undefined
  let looked = Number.NEGATIVE_INFINITY

  async function present(): Promise<Seen | undefined> {
    if (performance.now() - looked >= LOOK) {
      looked = performance.now()
      seen = note.read()
    }
    const found = seen
    if (found?.target !== target) return undefined
    made ??= import('../publish/version.ts').then(({ madeFor }) => madeFor(site))
    return found.made === (await made) ? found : undefined
  }

  return {
    read,
    async current(path, post, state) {
      const last = await present()
      if (!last || state === '' || state !== last.state) return undefined
      const page = join(target, path)
      const written = statSync(page, { throwIfNoEntry: false })
      const source = statSync(join(root, post), { throwIfNoEntry: false })
      // A post edited by hand is younger than its page; its inode says so even where its time was set back.
      if (!written || !source || source.ctimeMs >= written.mtimeMs || written.mtimeMs >= last.at)
        return undefined
      // At once: small, mostly in the system's cache, and four turns of the event loop cost more than reading it.
      return readFileSync(page)
    },
  }
}
