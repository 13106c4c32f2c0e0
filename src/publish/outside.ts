// Addresses of others, as they came: only the web's are ever linked.

/** The address when it is one of the web; anything else (`javascript:`, `data:`, a path) is not to be followed. */
export const outside = (address: string | undefined): string | undefined =>
  address !== undefined && /^https?:\/\/[^\s/]/i.test(address) ? address : undefined
