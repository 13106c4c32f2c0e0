// Addresses: what makes two of them the same article.

const TRACKING =
  /^(utm_\w+|mtm_\w+|pk_(campaign|source|medium|kwd|keyword)|fbclid|gclid|dclid|msclkid|yclid|twclid|igshid|igsh|mc_cid|mc_eid|_hsenc|_hsmi|mkt_tok|oly_anon_id|oly_enc_id|vero_id|wickedid|spm|scm|at_\w+|ns_(campaign|mchannel|source|linkname|fee)|cmpid|xtor|guccounter|guce_\w+|ref_src|ref_url|s_cid|smid|smtyp|ito|wt_mc|__twitter_impression|share_from|share_token|shareuid|isappinstalled|nsukey|chksm|from_wecom)$/i

/** medium.com marks where a reader came from; elsewhere `source` may choose the article. */
const HOST_TRACKING: readonly [host: RegExp, param: RegExp][] = [
  [/(^|\.)medium\.com$/, /^(source|sk)$/],
  [/(^|\.)(youtube\.com|youtu\.be)$/, /^(feature|si|pp|ab_channel)$/],
  [/(^|\.)(twitter|x)\.com$/, /^(s|t)$/],
]

/** An absolute http(s) address, or undefined. `base` is where a relative one was found. */
export function resolve(address: string, base?: string): string | undefined {
  const url = URL.parse(address.trim(), base)
  return url && (url.protocol === 'http:' || url.protocol === 'https:') && url.hostname !== ''
    ? url.href
    : undefined
}

/**
 * The form in which addresses are compared: host and default port normalised (WHATWG URL), no credentials, no
 * fragment (unless the address is nothing without it, `#!`), no tracking parameters, no `www.`-insensitive or
 * path-case folding: those can be other pages. `http` and `https` are one (feeds flip between them), so is a
 * trailing slash. Undefined for anything that is not an http(s) address.
 */
export function canonicalAddress(address: string, base?: string): string | undefined {
  const url = URL.parse(address.trim(), base)
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:') || url.hostname === '') return undefined
  url.username = ''
  url.password = ''
  if (!/^#!?\//.test(url.hash)) url.hash = ''
  if (url.search) dropTracking(url)
  if (url.port === '80' || url.port === '443') url.port = ''
  const path = url.pathname.length > 1 ? url.pathname.replace(/\/+$/, '') : ''
  return `https://${url.host.replace(/\.$/, '')}${normalEscapes(path)}${url.search}${url.hash}`
}

function dropTracking(url: URL): void {
  const host = HOST_TRACKING.filter(([pattern]) => pattern.test(url.hostname)).map(([, param]) => param)
  const kept = url.search
    .slice(1)
    .split('&')
    .filter(pair => {
      const name = pair.split('=', 1)[0]!
      return pair !== '' && !TRACKING.test(name) && !host.some(param => param.test(name))
    })
  url.search = kept.length ? `?${kept.join('&')}` : ''
}

/** `%e5%9b%be` and `%E5%9B%BE` are one address. */
const normalEscapes = (path: string): string => path.replace(/%[0-9a-f]{2}/gi, found => found.toUpperCase())

/** True when an address names a page of its own: the front page of a host tells no two articles apart. */
export function namesAPage(canonical: string): boolean {
  const url = URL.parse(canonical)
  return (
    url !== null && ((url.pathname !== '/' && url.pathname !== '') || url.search !== '' || url.hash !== '')
  )
}

/** The host a request goes to, with its port when it is not the scheme's own: the unit of politeness. */
export const hostOf = (address: string): string => URL.parse(address)?.host ?? ''

/** Host without `www.`, for people to read. */
export const hostName = (address: string): string =>
  (URL.parse(address)?.hostname ?? address).replace(/^www\./, '')
