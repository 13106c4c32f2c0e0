// Where an archive's files are, and opening them: in the folder of stet.yml, or on object storage.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type BucketAddress, bucketAddress, isBucketAddress } from '../adapters/s3/address.ts'
import { StetError } from '../model/error.ts'
import type { Archive } from '../model/ports.ts'
import type { Movable } from '../poll/move.ts'
import type { Config } from './config.ts'

/** Where the files are; can be handed to a thread of this process. */
export type ArchivePlace =
  | { readonly kind: 'folder'; readonly root: string }
  | { readonly kind: 'bucket'; readonly address: BucketAddress; readonly state: string }

/** An archive, and what only the place it is in needs. */
export interface OpenArchive extends Movable {
  /** What lies about beside the files and is of no use; undefined for a folder, which doctor looks through itself. */
  readonly strays?: (remove: boolean) => Promise<number>
  /** Takes in what other machines wrote; absent where that is always seen. */
  readonly refresh?: () => Promise<void>
  /** True where many may write, if they take turns. */
  readonly isShared: boolean
  /** Of the place, for messages. */
  readonly name: string
  /** After a round of writing: what makes the archive cheaper to keep, a bounded piece of it. */
  tidy(): Promise<void>
  close(): Promise<void>
}

/** `keeper` writes, and holds the archive's lock; `reader` may mark; `follower` reads beside one of them. */
export type Role = 'keeper' | 'reader' | 'follower'

/** Where `archive` of stet.yml says that the files are. Throws StetError 'config'. */
export function archivePlace(config: Config, env: NodeJS.ProcessEnv): ArchivePlace {
  const { root, settings } = config
  const where = settings.archive
  if (where === '') return { kind: 'folder', root }
  const address = addressOf(where, config, env)
  if (settings['git.commit'])
    throw new StetError(
      'config',
      `git.commit works where the archive is a folder, and this one is on ${where}: set it to false; the bucket's own versions and copies are its history.`,
    )
  return { kind: 'bucket', address, state: join(root, '.stet') }
}

/** Reads `s3://bucket/prefix` with the keys that stet.yml and the environment give. Throws StetError 'config'. */
export function addressOf(where: string, { settings }: Config, env: NodeJS.ProcessEnv): BucketAddress {
  if (!isBucketAddress(where))
    throw new StetError(
      'config',
      `archive is "${where}"; expected s3://bucket/prefix, or nothing for the folder itself`,
    )
  const given = {
    endpoint: settings['s3.endpoint'],
    region: settings['s3.region'],
    keyId: settings['s3.keyId'],
    secret: settings['s3.secret'],
  }
  return bucketAddress(where, given, env)
}

export interface Opening {
  /** Reads hold their thread up, where that is cheaper. */
  readonly blocking?: boolean
  /** Nothing is answered from memory: for one who compares. */
  readonly exact?: boolean
  /** See FolderOptions. */
  readonly littered?: () => void
}

/** Opens the files. Throws StetError 'config', 'unavailable', 'locked' or 'damaged'. */
export async function openArchive(
  place: ArchivePlace,
  role: Role,
  { blocking = false, exact = false, littered }: Opening = {},
): Promise<OpenArchive> {
  if (place.kind === 'bucket') return openBucketArchive(place, role, exact)
  const { folderArchive } = await import('../adapters/fs/archive.ts')
  const archive = folderArchive(place.root, { blocking, ...(littered && { littered }) })
  return { ...archive, isShared: true, name: place.root, tidy: async () => {}, close: async () => {} }
}

async function openBucketArchive(
  { address, state }: Extract<ArchivePlace, { kind: 'bucket' }>,
  role: Role,
  exact: boolean,
): Promise<OpenArchive> {
  const { objectArchive } = await import('../adapters/s3/open.ts')
  const archive = await objectArchive({ address, state, role, now: Date.now, exact })
  return {
    ...archive,
    isShared: archive.conditional,
    name: archive.bucket.name,
    async tidy() {
      if (role === 'keeper') await archive.bundle()
    },
  }
}

/** True where no article was ever kept. */
export async function isUnwritten(place: ArchivePlace, archive: Archive): Promise<boolean> {
  if (place.kind === 'folder') return !existsSync(join(place.root, '_posts'))
  for await (const _ of archive.list('_posts')) return false
  return true
}
