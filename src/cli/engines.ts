// The engine that stet.yml chooses, loaded when it is used.
import { join } from 'node:path'
import type { Frontier } from '../model/frontier.ts'
import type { Config } from './config.ts'
import type { Engine } from './engine.ts'

/** What an engine is told by: small enough to be handed to another thread. */
export interface EngineHome {
  readonly root: string
  /** The setting `store`. */
  readonly store: string
}

export const homeOf = ({ root, settings }: Config): EngineHome => ({ root, store: settings.store })

/** Throws StetError 'config' when `store` is no address. */
export async function engineAt({ root, store }: EngineHome): Promise<Engine> {
  if (store === '') return (await import('./engine-embedded.ts')).embeddedEngine(join(root, '.stet'))
  return (await import('./engine-postgres.ts')).postgresEngine(store)
}

export const engineOf = (config: Config): Promise<Engine> => engineAt(homeOf(config))

export const openFrontier = async (config: Config): Promise<Frontier> =>
  (await engineOf(config)).openFrontier()

export const openLooks = async (config: Config): Promise<Frontier> => (await engineOf(config)).openLooks()
