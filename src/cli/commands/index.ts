// The commands by name, each loaded when it is asked for.
import type { Command } from '../command.ts'

const load = {
  up: () => import('./up.ts'),
  init: () => import('./init.ts'),
  add: () => import('./add.ts'),
  edit: () => import('./edit.ts'),
  remove: () => import('./remove.ts'),
  list: () => import('./list.ts'),
  poll: () => import('./poll.ts'),
  worker: () => import('./worker.ts'),
  jobs: () => import('./jobs.ts'),
  status: () => import('./status.ts'),
  show: () => import('./show.ts'),
  diff: () => import('./diff.ts'),
  changes: () => import('./changes.ts'),
  search: () => import('./search.ts'),
  build: () => import('./build.ts'),
  serve: () => import('./serve.ts'),
  user: () => import('./user.ts'),
  pictures: () => import('./pictures.ts'),
  sign: () => import('./sign.ts'),
  import: () => import('./import.ts'),
  export: () => import('./export.ts'),
  rebuild: () => import('./rebuild.ts'),
  migrate: () => import('./migrate.ts'),
  doctor: () => import('./doctor.ts'),
  redact: () => import('./redact.ts'),
  parse: () => import('./parse.ts'),
  extract: () => import('./extract.ts'),
  rules: () => import('./rules.ts'),
  reextract: () => import('./reextract.ts'),
  clean: () => import('./clean.ts'),
} satisfies Record<string, () => Promise<{ command: Command }>>

export const loadCommand = async (name: string): Promise<Command | undefined> =>
  Object.hasOwn(load, name) ? (await load[name as keyof typeof load]()).command : undefined

export const allCommands = (): Promise<Command[]> =>
  Promise.all(Object.values(load).map(async one => (await one()).command))
