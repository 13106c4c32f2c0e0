// The program's own version, from its package.
import { readFileSync } from 'node:fs'

const read = (): string => {
  // The package file lies two folders up from src/cli as from dist/cli.
  const path = new URL('../../package.json', import.meta.url)
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version
}

export const VERSION: string = read()
