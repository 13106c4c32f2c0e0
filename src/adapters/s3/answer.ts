// What an S3-compatible server says: its XML, read as far as we ask for it, and its refusals in words.
import { StetError } from '../../model/error.ts'

export interface Listed {
  readonly key: string
  readonly size: number
  /** When it was written, in ms, by the server's clock. */
  readonly modified: number
}

const textIn = (xml: string, name: string): string | undefined =>
  new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1]

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const plain = (text: string): string =>
  text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) =>
    hex || decimal
      ? String.fromCodePoint(hex ? parseInt(hex, 16) : Number(decimal))
      : (ENTITIES[name] ?? whole),
  )

/** The objects of one page of LIST version 2, and what asks for the next. */
export function keysIn(xml: string): { objects: Listed[]; next: string | undefined } {
  const encoded = textIn(xml, 'EncodingType') === 'url'
  const objects = [...xml.matchAll(/<Contents>([\s\S]*?)<\/Contents>/g)].map(([, one = '']) => {
    const key = plain(textIn(one, 'Key') ?? '')
    return {
      key: encoded ? decodeURIComponent(key.replaceAll('+', '%20')) : key,
      size: Number(textIn(one, 'Size')),
      modified: Date.parse(textIn(one, 'LastModified') ?? ''),
    }
  })
  const more = textIn(xml, 'IsTruncated') === 'true'
  const next = textIn(xml, 'NextContinuationToken')
  return { objects, next: more && next !== undefined ? plain(next) : undefined }
}

/** An answer in a few words: its status and what S3 calls the matter. */
export function said(status: number, bytes: Uint8Array): string {
  const code = textIn(new TextDecoder().decode(bytes.subarray(0, 4096)), 'Code')
  return code === undefined ? `HTTP ${status}` : `HTTP ${status}, ${code}`
}

const WAYS: readonly [RegExp, string][] = [
  [/NoSuchBucket/, 'there is no such bucket: create it, or correct `archive` in stet.yml (STET_ARCHIVE)'],
  [
    /InvalidAccessKeyId|SignatureDoesNotMatch|InvalidToken|ExpiredToken/,
    'the server does not know these keys: check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN',
  ],
  [
    /RequestTimeTooSkewed/,
    'the server finds this clock wrong by more than it allows: set the time of this machine right',
  ],
  [
    /AccessDenied|HTTP 403/,
    'access is denied: the keys need s3:GetObject, s3:PutObject, s3:DeleteObject and s3:ListBucket here',
  ],
  [
    /PermanentRedirect|AuthorizationHeaderMalformed|HTTP 301/,
    'the bucket is in another region: set AWS_REGION (STET_S3_REGION)',
  ],
]

/** The error for an answer that no further try would change: it names bucket, key and the way out. */
export function refusal(bucket: string, key: string, status: number, bytes: Uint8Array): StetError {
  const answer = said(status, bytes)
  const way = WAYS.find(([words]) => words.test(answer))?.[1]
  return new StetError(
    way === undefined ? 'unavailable' : 'config',
    `${bucket}/${key}: ${way ?? 'the server refused it; its documentation says what that means'} (${answer}).`,
  )
}
