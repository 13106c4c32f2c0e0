// What a check finds to be otherwise than it should be.

/** What `--fix` can do about a finding. */
export type Remedy = 'rebuild' | 'sweep' | 'cut' | 'forget-site' | 'forget-schedule' | 'marks'

export interface Finding {
  /** What it is about: a path in the archive, a source, a setting. */
  readonly about: string
  /** In words. */
  readonly what: string
  /** What a person does, when `--fix` cannot. */
  readonly way: string
  readonly remedy?: Remedy
  /** It is about a source or the polling: the archive itself is well. */
  readonly elsewhere?: true
  /** For `cut`: the length to which the file is whole. */
  readonly whole?: number
}
