// Numbered list pages that do not shift: counted from the oldest, all full; a list's own page shows the newest rest.

/** Articles on a numbered page. A list's own page shows at least as many (when there are), and less than twice. */
export const PER_PAGE = 40

/** How many numbered pages a list of `count` articles has. */
export const pageCount = (count: number): number => Math.max(0, Math.floor(count / PER_PAGE) - 1)

/** The part of the list, oldest first, that a page shows; the list's own page when `page` is undefined. */
export function pageRange(count: number, page?: number): { offset: number; limit: number } {
  const pages = pageCount(count)
  return page === undefined
    ? { offset: pages * PER_PAGE, limit: count - pages * PER_PAGE }
    : { offset: (page - 1) * PER_PAGE, limit: PER_PAGE }
}
