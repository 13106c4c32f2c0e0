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

export interface OutlineList {
  /** '' when it has none. */
  readonly title: string
  readonly outlines: readonly Outline[]
}
