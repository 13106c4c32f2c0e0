// Git, where the keeper wants it: one commit for what came, of exactly the paths that changed.
import { spawn } from 'node:child_process'
import { StetError } from '../../model/error.ts'

/** Flushes what git by default leaves to the system, so that a commit outlives a power cut. */
const DURABLE = ['-c', 'core.fsync=committed,loose-object,reference,index', '-c', 'core.quotePath=false']

interface Done {
  readonly code: number
  readonly out: string
  readonly error: string
}

function git(root: string, args: readonly string[], input = ''): Promise<Done> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', [...DURABLE, ...args], { cwd: root, stdio: ['pipe', 'pipe', 'pipe'] })
    const out: Buffer[] = []
    const error: Buffer[] = []
    child.stdout.on('data', part => out.push(part))
    child.stderr.on('data', part => error.push(part))
    child.on('error', cause =>
      reject(
        new StetError(
          'unavailable',
          'git.commit is on, but git could not be started: install git, or turn it off.',
          { cause },
        ),
      ),
    )
    child.on('close', code =>
      resolve({
        code: code ?? 1,
        out: Buffer.concat(out).toString(),
        error: Buffer.concat(error).toString(),
      }),
    )
    child.stdin.on('error', () => {})
    child.stdin.end(input)
  })
}

async function must(root: string, args: readonly string[], input?: string): Promise<string> {
  const { code, out, error } = await git(root, args, input)
  if (code !== 0)
    throw new StetError(
      'unavailable',
      `git ${args.find(arg => !arg.startsWith('-') && !arg.includes('=')) ?? ''} failed in ${root}: ${error.trim() || out.trim()}`,
    )
  return out
}

/** Makes a repository in `root` unless it is in one. */
export async function ensureRepository(root: string): Promise<void> {
  const inside = await git(root, ['rev-parse', '--show-toplevel'])
  if (inside.code !== 0) await must(root, ['init', '-q', '-b', 'main'])
}

/**
 * Commits `paths` (relative to `root`; folders stand for all that is in them); true when there was anything to commit.
 * Other people's staged changes stay staged and are not committed.
 */
export async function commitPaths(root: string, paths: readonly string[], message: string): Promise<boolean> {
  await ensureRepository(root)
  const list = paths.join('\0')
  await must(root, ['add', '-A', '--pathspec-from-file=-', '--pathspec-file-nul'], list)
  const staged = await git(root, ['diff', '--cached', '--quiet', '--', ...(paths.length < 50 ? paths : [])])
  if (staged.code === 0) return false
  await must(
    root,
    [
      ...(await identity(root)),
      'commit',
      '-q',
      '-m',
      message,
      '--pathspec-from-file=-',
      '--pathspec-file-nul',
    ],
    list,
  )
  return true
}

/** A name for the committer where none is set: on a fresh machine, in a container. */
async function identity(root: string): Promise<string[]> {
  const { code } = await git(root, ['config', 'user.email'])
  return code === 0 ? [] : ['-c', 'user.name=stet', '-c', 'user.email=stet@localhost']
}
