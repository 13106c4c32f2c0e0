// Loads the program's modules, so that Node's compile cache has them: the launcher runs this once, before the first
// start. One that a server loads left out, and it loads what turns TypeScript into JavaScript, 25 MB for as long as it
// runs: the story of serving measures that.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const SOURCE = join(import.meta.dirname, '../src')
const MAIN = 'cli/main.ts'
/** Modules that are a thread or a process of their own go to work as soon as they are loaded. */
const STARTS = /\bparentPort\b|\bimport \{[^}]*\bworkerData\b|\bprocess\.(?:send|on\('message'|exit\()/

const isProgram = (path: string): boolean =>
  path.endsWith('.ts') && !/\.test\.ts$|^adapters\/contracts\/|\/conformance\//.test(path) && path !== MAIN

for (const path of readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter(isProgram)) {
  if (!STARTS.test(readFileSync(join(SOURCE, path), 'utf8'))) await import(join(SOURCE, path))
}
process.argv.splice(2, Number.POSITIVE_INFINITY, '--version')
await import(join(SOURCE, MAIN))
