// Programs that tests need and npm does not have: installed from Debian where that is ours to do, else a reason to skip.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** `false` when a command can be run (after installing `packages` as root on Debian), else why not: for `skip`. */
export function without(command: string, packages: readonly string[], version = '--version'): string | false {
  const runs = (): boolean => spawnSync(command, [version], { stdio: 'ignore' }).status === 0
  if (runs()) return false
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version'))
    return `${command} is not installed (on Debian, as root, the test installs it)`
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  spawnSync('apt-get', ['update', '-qq'], { env, stdio: 'ignore' })
  spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], {
    env,
    stdio: 'ignore',
  })
  return runs() ? false : `${command} is not installed, and apt-get could not install it`
}
