// Tells OPML from everything else.

/** True for a text whose first element that means something is OPML's. */
export const detectOpml = (text: string): boolean =>
  /<(opml|outline|rss|feed|html)[\s>]/i.exec(text)?.[1]?.toLowerCase().startsWith('o') === true
