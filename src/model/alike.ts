// Pictures that look alike: the same photo in other sizes, with another edge or another codec.
import { distance, type KeptPicture } from './picture.ts'

/** Bits of the 64-bit DCT hash in which two pictures of the same may differ. */
export const SAME = 10

/**
 * Groups of two and more that look alike. Each begins with its largest picture, and every other lies within `most` bits
 * of that one; so groups do not grow by chains. A picture stands in one group. Time grows with pictures times groups.
 */
export function alikeGroups(pictures: Iterable<KeptPicture>, most = SAME): KeptPicture[][] {
  const largest = [...pictures].sort((a, b) => area(b) - area(a) || (a.digest < b.digest ? -1 : 1))
  const groups: KeptPicture[][] = []
  for (const picture of largest) {
    const group = groups.find(([first]) => distance(first!.hash, picture.hash) <= most)
    if (group) group.push(picture)
    else groups.push([picture])
  }
  return groups.filter(group => group.length > 1)
}

const area = ({ width, height }: KeptPicture): number => width * height
