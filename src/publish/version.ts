// What pages are made with: when any of it changes, pages made before are made again.
import { readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { digestOf } from '../model/digest.ts'
import type { Site } from './site.ts'
import { short } from './tally.ts'

/** The rooms whose code decides the bytes of a page. */
const ROOMS = ['publish', 'formats', 'model']

/**
 * A digest of stet's own code for pages, and of the tables of time zones it runs with. Read from the files themselves,
 * so that nobody has to remember to raise a number.
 */
export async function madeWith(): Promise<string> {
  const src = resolve(import.meta.dirname, '..')
  const parts: string[] = [process.versions.tz ?? '', process.versions.icu ?? '']
  for (const room of ROOMS) {
    const names = await readdir(join(src, room), { recursive: true })
    const code = names.filter(name => /\.(?:ts|js)$/.test(name) && !/\.(?:test|d)\.ts$/.test(name)).sort()
    parts.push(...(await Promise.all(code.map(name => readFile(join(src, room, name), 'utf8')))))
  }
  return digestOf(...parts)
}

/** What stands for the code, the configuration and the theme that pages are made with. */
export const madeFor = async (
  { config, theme }: Pick<Site, 'config' | 'theme'>,
  code?: string,
): Promise<string> => short(code ?? (await madeWith()), JSON.stringify([config, theme]))
