// The published package: it installs elsewhere, and does there what the checkout does.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { test } from 'node:test'
import { newFolder, REPOSITORY } from './world.ts'

const SEED = join(REPOSITORY, 'tests/fixtures/seed')
const NAME = readdirSync(SEED).find(name => name.endsWith('.md'))!

/** As in a shell whose first Node is the one that runs this test, with nothing of this npm run around it. */
const env = {
  ...Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^npm_(?!config_)|^NODE_(OPTIONS|TEST_CONTEXT)$/.test(name),
    ),
  ),
  PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}`,
  NO_COLOR: '1',
}

function run(cwd: string, command: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    env,
    encoding: 'utf8',
    timeout: 240_000,
  })
  return { code: status, out: stdout, err: stderr }
}

/** What `npm pack` makes of a copy of the repository, so that no built files are left in this one. */
function packed(folder: string): { tarball: string; files: string[] } {
  const copy = join(folder, 'copy')
  mkdirSync(copy)
  const { files } = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8')) as { files: string[] }
  const needed = [...files.filter(name => name !== 'dist'), 'package.json', 'src', 'scripts']
  for (const name of [...needed, 'tsconfig.json', 'tsconfig.build.json'])
    cpSync(join(REPOSITORY, name), join(copy, name), { recursive: true })
  symlinkSync(join(REPOSITORY, 'node_modules'), join(copy, 'node_modules'))
  const { code, out, err } = run(copy, 'npm', 'pack', '--json', '--pack-destination', folder)
  assert.equal(code, 0, err)
  // What the build prints comes before it.
  const [report] = JSON.parse(out.slice(out.indexOf('[\n'))) as [
    { filename: string; files: { path: string }[] },
  ]
  return { tarball: join(folder, report.filename), files: report.files.map(({ path }) => path) }
}

/** From the cache where that has it; without a network it gives up at once. */
const QUICK = ['--no-audit', '--no-fund', '--prefer-offline', '--fetch-retries=0', '--fetch-timeout=60000']

test('the package holds the program and nothing else, installs in an empty folder, and keeps the seed there', async t => {
  const folder = newFolder()
  const { tarball, files } = packed(folder)
  assert.ok(files.includes('dist/cli/starter/sample.xml') && files.includes('dist/cli/words-worker.js'))
  for (const path of files) {
    assert.match(path, /^(dist\/.+\.(js|d\.ts|xml)|package\.json|LICENSE|[A-Z]+(\.[\w-]+)?\.md)$/, path)
    assert.doesNotMatch(path, /\.test\.|fixtures|contracts/, path)
  }

  const home = join(folder, 'home')
  mkdirSync(home)
  run(home, 'npm', 'init', '-y')
  const installed = run(home, 'npm', 'install', tarball, ...QUICK)
  if (installed.code !== 0) {
    if (
      installed.code === null ||
      /ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|ENOTCACHED|network/i.test(installed.err)
    )
      return t.skip('the package registry cannot be reached')
    assert.fail(installed.err)
  }
  const stet = (...args: string[]) => {
    const ran = run(home, 'npx', '--no-install', 'stet', ...args)
    // What npm says of its own configuration is not ours.
    return { ...ran, err: ran.err.replace(/^npm .*\n/gm, '') }
  }
  const { version } = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8')) as {
    version: string
  }
  assert.deepEqual(stet('--version'), { code: 0, out: `${version}\n`, err: '' })
  for (const args of [
    ['init', 'news', '--sample', '--language', 'zh-Hans'],
    ['-C', 'news', 'add', join(SEED, 'feed.xml')],
    ['-C', 'news', 'poll', '--once', '--all'],
    ['-C', 'news', 'export', '--format', 'seed', '-o', 'out'],
    ['-C', 'news', 'search', '氣候特使'],
    ['-C', 'news', 'build'],
  ]) {
    const { code, err } = stet(...args)
    assert.equal(code, 0, `${args.join(' ')}: ${err}`)
    assert.doesNotMatch(err, /Warning/)
  }
  assert.ok(readFileSync(join(home, 'out', NAME)).equals(readFileSync(join(SEED, NAME))))
  assert.match(readFileSync(join(home, 'news/_site/index.html'), 'utf8'), /拜登政府高级官员首次访问中国/)
  assert.ok(readdirSync(join(home, 'news/_site')).length > 5)
  // A link to the program, as in a folder of the PATH.
  symlinkSync(join(home, 'node_modules/.bin/stet'), join(home, 'linked'))
  assert.deepEqual(run(home, join(home, 'linked'), '--version'), { code: 0, out: `${version}\n`, err: '' })
})
