// Where a PostgreSQL server is, as stet.yml says it: postgres://user:password@host:port/database?schema=stet
import { StetError } from '../../model/error.ts'

export interface PostgresAddress {
  /** For the client: all of it but the schema. */
  readonly url: string
  /** The catalogue and the words are in it; the schedule in one of the same name with `_schedule`. */
  readonly schema: string
  /** For people and logs: without user and password. */
  readonly name: string
}

/** Leaves room for the endings that stet gives it, within the 63 bytes of a PostgreSQL name. */
const SCHEMA = /^[a-z_][a-z0-9_]{0,39}$/

/** Throws StetError 'config', which never repeats the address: there may be a password in it. */
export function readAddress(text: string): PostgresAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !/^postgres(?:ql)?:$/.test(url.protocol) || url.pathname.length < 2)
    throw new StetError(
      'config',
      'store (STET_STORE) is no address of a PostgreSQL database; expected postgres://user:password@host:5432/database',
    )
  const schema = url.searchParams.get('schema') ?? 'stet'
  if (!SCHEMA.test(schema))
    throw new StetError(
      'config',
      `store (STET_STORE) names the schema "${schema}"; expected lower-case letters, digits and _, at most 40`,
    )
  url.searchParams.delete('schema')
  const database = decodeURIComponent(url.pathname.slice(1))
  const inside = schema === 'stet' ? '' : `, schema ${schema}`
  return { url: url.href, schema, name: `${url.host || 'this machine'}/${database}${inside}` }
}
