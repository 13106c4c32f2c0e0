// What stet knows of one outlet's pages.
import type { SiteRule } from '../rules/read.ts'
import type { Node } from '../tree.ts'

/** An article that stands in a page's data and not in its text. */
export interface StateArticle {
  readonly title?: string
  readonly author?: string
  readonly published?: string
  readonly body: Node
  readonly lead?: { readonly src: string; readonly alt: string; readonly caption: string }
}

export interface Site {
  readonly rule?: SiteRule
  /** Reads the data that the page's own program starts from; undefined when there is no article in it. */
  readonly state?: (root: Node) => StateArticle | undefined
}
