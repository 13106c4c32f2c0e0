// A list of sources as OPML and the predecessor's list have it.

export interface Outline {
  /** The feed's address. */
  readonly url: string
  readonly title: string
  readonly home?: string
  /** The folders it stands in, outermost first, joined by `/`; then the names in its category attribute. */
  readonly categories: readonly string[]
  /** `rss`, `atom`…, as written. */
  readonly type?: string
}

/** An entry of a list that became no outline of its own. */
export interface LeftOut {
  /** '' when it has none. */
  readonly name: string
  /** As written; '' when it has none. */
  readonly address: string
  /** No address of a feed; one that is not http(s); one that stands in the list before. */
  readonly why: 'no-address' | 'not-http' | 'twice'
}

export interface OutlineList {
  /** '' when it has none. */
  readonly title: string
  readonly outlines: readonly Outline[]
  /** In the order of the list. Folders are none of these. */
  readonly leftOut: readonly LeftOut[]
}
