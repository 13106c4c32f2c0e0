// Writes OPML 2.0 (opml.org/spec2.opml): a list of sources that any reader takes over.
import type { Instant } from '../../model/time.ts'
import { element, lines, textElement, XML_DECLARATION } from '../xml/write.ts'
import type { Outline } from './outline.ts'

export interface OpmlDocument {
  readonly title: string
  readonly created?: Instant
  readonly outlines: readonly Outline[]
}

/**
 * OPML 2.0. A source stands in the folder of its first category (`a/b` is a folder in a folder); all of them are in
 * its `category` attribute.
 */
export function writeOpml({ title, created, outlines }: OpmlDocument): string {
  const date = created === undefined ? undefined : new Date(created).toUTCString()
  const head = element(
    'head',
    {},
    `\n${lines(textElement('title', title), textElement('dateCreated', date))}\n`,
  )
  const body = element('body', {}, `\n${folderMarkup(inFolders(outlines))}\n`)
  return `${XML_DECLARATION}\n${element('opml', { version: '2.0' }, `\n${head}\n${body}\n`)}\n`
}

interface Folder {
  readonly folders: Map<string, Folder>
  readonly outlines: Outline[]
}

const newFolder = (): Folder => ({ folders: new Map(), outlines: [] })

/** Deeper folders are one folder. */
const DEEPEST = 8

function inFolders(outlines: readonly Outline[]): Folder {
  const root = newFolder()
  for (const outline of outlines) {
    const path = (outline.categories[0] ?? '').split('/').filter(name => name !== '')
    let folder = root
    for (const name of path.slice(0, DEEPEST)) {
      const inner = folder.folders.get(name) ?? newFolder()
      folder.folders.set(name, inner)
      folder = inner
    }
    folder.outlines.push(outline)
  }
  return root
}

const folderMarkup = ({ folders, outlines }: Folder): string =>
  lines(
    outlines.map(outlineMarkup),
    [...folders].map(([text, folder]) =>
      element('outline', { text, title: text }, `\n${folderMarkup(folder)}\n`),
    ),
  )

const outlineMarkup = ({ url, title, home, categories, type }: Outline): string =>
  element('outline', {
    type: type || 'rss',
    text: title || url,
    title: title || url,
    xmlUrl: url,
    htmlUrl: home,
    category:
      categories.length > 0 ? categories.map(name => `/${name.replaceAll(',', ' ')}`).join(',') : undefined,
  })
