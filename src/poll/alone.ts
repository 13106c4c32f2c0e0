import type { Archive } from '../model/ports.ts'

/** Runs `work` while nobody else writes to the archive. Calls within calls run at once. */
export const alone = <T>(archive: Archive, work: () => Promise<T>): Promise<T> =>
  archive.alone ? archive.alone(work) : work()
