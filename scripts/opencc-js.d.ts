declare module 'opencc-js/dict/*' {
  /** `from to to|from to…`, one entry between bars. */
  const dict: string
  export default dict
}
