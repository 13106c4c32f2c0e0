// Who may sign in. Users are kept beside the archive and never in git: what is here opens doors.
import type { Instant } from './time.ts'

/** A reader reads and marks; a keeper also changes sources. */
export const ROLES = ['reader', 'keeper'] as const
export type Role = (typeof ROLES)[number]

export interface User {
  /** As `isReaderName` allows. */
  readonly name: string
  readonly role: Role
  /** Salted hash of the password for the pages, in the form that serve/accounts/password.ts writes. */
  readonly password: string
  /** The same of the password for reader apps, where it is another one. */
  readonly apiPassword?: string
  /** Salted hash of the key that Fever's clients make of name and password: MD5 of `name:password`, in hexadecimal. */
  readonly feverKey: string
  /** Another one after each change of a password: what was signed with the old one opens nothing any more. */
  readonly stamp: string
  readonly added: Instant
}

/** Users and what their sessions are signed with. Other processes may change them at any time. */
export interface Users {
  /** By name. */
  all(): Promise<readonly User[]>
  find(name: string): Promise<User | undefined>
  /** Adds or replaces. */
  put(user: User): Promise<void>
  /** False when there was none. */
  remove(name: string): Promise<boolean>
  /** 32 secret bytes, made when they are first needed. */
  secret(): Promise<Uint8Array>
  /** Ends a session before its time; remembered until `until`. */
  end(session: string, until: Instant): Promise<void>
  hasEnded(session: string): Promise<boolean>
}
