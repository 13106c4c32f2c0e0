// Media RSS elements for an entry's picture and files, in RSS and in Atom.
import type { DocumentEntry } from '../feed/document.ts'
import { element, textElement } from '../xml/write.ts'

/** `media:content` of every file and `media:thumbnail` of the entry's picture. */
export function mediaElements({ enclosures, image }: DocumentEntry): string[] {
  const files = enclosures.map(file =>
    element(
      'media:content',
      {
        url: file.url,
        type: file.type,
        fileSize: file.length,
        duration: file.duration,
        width: file.width,
        height: file.height,
        medium: isMedium(file.medium) ? file.medium : undefined,
      },
      textElement('media:title', file.title) +
        (file.thumbnail === undefined ? '' : element('media:thumbnail', { url: file.thumbnail })),
    ),
  )
  return image === undefined ? files : [...files, element('media:thumbnail', { url: image })]
}

/** The values Media RSS 1.5 allows. */
const isMedium = (medium: string | undefined): boolean =>
  medium !== undefined && ['image', 'audio', 'video', 'document', 'executable'].includes(medium)
