// What a page of this site may load: its own files, nothing inline, nobody else's; pictures of others only if configured.
import type { SiteConfig } from './site.ts'

const OWN = "script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'"

/** A Content-Security-Policy (level 3) fit for a meta element; the server adds `frame-ancestors`. */
export function contentPolicy({ pictures }: Pick<SiteConfig, 'pictures'>): string {
  const media = pictures === 'linked' ? "'self' data: https: http:" : "'self' data:"
  return `default-src 'none'; ${OWN}; img-src ${media}; media-src ${media}; form-action 'self'; base-uri 'none'`
}
