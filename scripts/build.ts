// Builds dist/ for the package, from nothing: JavaScript by tsc, and beside it what the program reads from its own folder.
import { spawnSync } from 'node:child_process'
import { cpSync, rmSync } from 'node:fs'
import { extname } from 'node:path'

const from = (path: string): string => new URL(`../${path}`, import.meta.url).pathname

rmSync(from('dist'), { recursive: true, force: true })
const { status } = spawnSync('tsc', ['-p', from('tsconfig.build.json')], { stdio: 'inherit' })
if (status !== 0) process.exit(1)
cpSync(from('src'), from('dist'), {
  recursive: true,
  filter: path => !['.ts', '.md'].includes(extname(path)) && !path.endsWith('/contracts'),
})
