// Where an archive on object storage lies, and with which keys it is asked for.
import { StetError } from '../../model/error.ts'

export interface BucketAddress {
  readonly bucket: string
  /** Before every key, without slashes at its ends; '' for none. */
  readonly prefix: string
  /** `https://host`, without a slash at its end. */
  readonly endpoint: string
  readonly region: string
  readonly keyId: string
  /** Never shown and never logged. */
  readonly secret: string
  readonly session?: string
  /** The bucket stands in the path and not in the host name. */
  readonly pathStyle: boolean
}

/** What stet.yml says beside the address; '' where it says nothing. */
export interface Given {
  readonly endpoint: string
  readonly region: string
  readonly keyId: string
  readonly secret: string
}

export const isBucketAddress = (text: string): boolean => /^s3:/i.test(text)

/**
 * Reads `s3://bucket/prefix`. What `given` does not say is taken from the variables that all such programs know
 * (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_REGION, AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL).
 * Throws StetError 'config'.
 */
export function bucketAddress(text: string, given: Given, env: NodeJS.ProcessEnv): BucketAddress {
  const match = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/i.exec(text)
  if (!match)
    throw new StetError(
      'config',
      `"${text}" is no address of a bucket; expected s3://bucket or s3://bucket/prefix`,
    )
  const prefix = (match[2] ?? '').replace(/^\/+|\/+$/g, '')
  if (/(^|\/)\.{0,2}(\/|$)/.test(prefix) && prefix !== '')
    throw new StetError('config', `"${text}": a prefix has no empty parts and no dots alone`)
  const keyId = given.keyId || env.AWS_ACCESS_KEY_ID
  const secret = given.secret || env.AWS_SECRET_ACCESS_KEY
  if (!keyId || !secret)
    throw new StetError(
      'config',
      `${text} needs keys: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment (or STET_S3_KEY_ID and STET_S3_SECRET)`,
    )
  const region = given.region || env.AWS_REGION || env.AWS_DEFAULT_REGION || 'us-east-1'
  const own = given.endpoint || env.AWS_ENDPOINT_URL_S3 || env.AWS_ENDPOINT_URL || ''
  if (own !== '' && !(URL.canParse(own) && /^https?:/.test(own)))
    throw new StetError(
      'config',
      `the endpoint "${own}" is no http or https address (s3.endpoint, AWS_ENDPOINT_URL)`,
    )
  const session = env.AWS_SESSION_TOKEN
  return {
    bucket: match[1]!,
    prefix,
    endpoint: (own || `https://s3.${region}.amazonaws.com`).replace(/\/+$/, ''),
    region,
    keyId,
    secret,
    // Temporary keys come from the environment with their token; keys of stet.yml have none.
    ...(session && !given.keyId && { session }),
    // Servers of one's own seldom have a name for each bucket; a dot in a bucket's name breaks TLS.
    pathStyle: own !== '' || match[1]!.includes('.'),
  }
}
