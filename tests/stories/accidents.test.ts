// Accidents of every kind a disk, a clock and a neighbour can have: after each, the next run heals, or says in words what
// a person must do. Killing at random moments stands in crash.test.ts; here each call that writes fails in its turn.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { without } from '../debian.ts'
import { check, edition } from './whole.ts'
import { filesIn, newFolder, publisher, type Ran, REPOSITORY, rss, stet } from './world.ts'

const MAIN = join(REPOSITORY, 'src/cli/main.ts')
const NOW = '2021-04-20T12:00:00Z'
const FIRST = 1
const SECOND = 9
/** Accidents under way at once. */
const LANES = 3

const outlet = await publisher()
/** An archive that has polled the first edition, to be copied; the outlet has the second by now. */
const template = join(newFolder(), 'archive')

const publish = (n: number): void => {
  outlet.pages.set('/feed', { body: rss(outlet.origin, '某报', edition(n)) })
}

const environment = (): Record<string, string> => ({ STET_ALLOW_PRIVATE: outlet.host, STET_NOW: NOW })

const run = (root: string, args: readonly string[], env: Record<string, string> = {}): Promise<Ran> =>
  stet(['-C', root, ...args], { env: { ...environment(), ...env } })

function copy(): string {
  const root = join(newFolder(), 'archive')
  cpSync(template, root, { recursive: true })
  return root
}

/** A command of the shell, in which `$STET` stands for stet in `root`. */
function shell(script: string, root: string): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, ...environment(), NO_COLOR: '1', STET_POLL_PAUSE: '0ms' }
    const STET = `${process.execPath} ${MAIN} -C ${root}`
    const child = spawn('sh', ['-c', script], { env: { ...env, STET, ROOT: root }, cwd: REPOSITORY })
    let out = ''
    let err = ''
    child.stdout.on('data', part => {
      out += part
    })
    child.stderr.on('data', part => {
      err += part
    })
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ code, signal, out, err }))
  })
}

async function inLanes<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  let next = 0
  const lane = async (): Promise<void> => {
    while (next < items.length) await work(items[next++]!)
  }
  await Promise.all(Array.from({ length: LANES }, lane))
}

/** The next run heals: everything of the second edition is there, once, whole, and nothing else. */
async function heals(root: string, what: string): Promise<void> {
  const healed = await run(root, ['poll', '--all'])
  assert.equal(healed.code, 0, `${what}: ${healed.err}`)
  check(root, edition(SECOND), what)
  rmSync(root, { recursive: true })
}

/** What a person reads when something cannot be written: which file, why, and never a stack. */
function isWellSaid({ code, err, signal }: Ran, what: string): void {
  if (signal !== null || code === 0 || code === null || code > 128) return
  assert.doesNotMatch(err, /mistake in stet|^ +at |undefined/m, `${what}: ${err}`)
  assert.match(err, /\S{8}/, what)
}

await stet(['init', template])
publish(FIRST)
assert.equal((await run(template, ['add', `${outlet.origin}/feed`, '--id', 'paper'])).code, 0)
publish(SECOND)
const noStrace = without('strace', ['strace'])
const noUnshare =
  process.getuid?.() === 0 && (await shell('unshare -m true', template)).code === 0
    ? false
    : 'mounting needs root and a namespace of its own'

/** Each call by which a poll changes something, and every how manyth of it is made to fail. */
const CALLS: readonly [calls: string, step: number, error: string | undefined][] = [
  ['rename,renameat,renameat2', 1, 'EACCES'],
  ['link,linkat', 1, 'EIO'],
  ['fsync,fdatasync', 1, 'EIO'],
  ['pwrite64', 8, 'ENOSPC'],
  ['ftruncate', 1, 'EIO'],
  ['unlink,unlinkat', 1, 'EACCES'],
  // Threads wake each other by writing too: as an error that would be no accident that happens.
  ['write', 3, undefined],
]

/** How often a poll makes a call, in the thread that makes it most: as strace counts. */
async function counted(calls: string): Promise<number> {
  const root = copy()
  const trace = join(root, '..', 'trace')
  await shell(`strace -f -qq -e trace=${calls} -o ${trace} $STET poll --all`, root)
  const byThread = new Map<string, number>()
  for (const line of readFileSync(trace, 'utf8').split('\n')) {
    const [, thread] = /^(\d+) +\w+\(/.exec(line) ?? []
    if (thread !== undefined) byThread.set(thread, (byThread.get(thread) ?? 0) + 1)
  }
  return Math.max(...byThread.values())
}

async function eachCall(
  inject: (call: (typeof CALLS)[number]) => string | undefined,
): Promise<{ accidents: number; told: number }> {
  const accidents: { what: string; script: string }[] = []
  for (const call of CALLS) {
    const [calls, step] = call
    const fault = inject(call)
    if (fault === undefined) continue
    const count = await counted(calls)
    for (let k = 1; k <= count; k += step)
      accidents.push({
        what: `${calls} ${fault} at call ${k} of ${count}`,
        script: `strace -f -qq -o /dev/null -e trace=${calls} -e inject=${calls}:${fault}:when=${k} $STET poll --all`,
      })
  }
  let told = 0
  await inLanes(accidents, async ({ what, script }) => {
    const root = copy()
    const ran = await shell(script, root)
    isWellSaid(ran, what)
    if (ran.code !== 0) told++
    await heals(root, what)
  })
  return { accidents: accidents.length, told }
}

test('a poll killed at each rename, link, fsync and write is healed by the next', async context => {
  if (noStrace) return context.skip(noStrace)
  const { accidents, told } = await eachCall(() => 'signal=SIGKILL')
  context.diagnostic(`${accidents} polls killed`)
  assert.ok(accidents > 80 && told > accidents / 2)
})

test('a disk that fails at any call is named, and nothing is lost when it works again', async context => {
  if (noStrace) return context.skip(noStrace)
  const { accidents, told } = await eachCall(([, , error]) => error && `error=${error}`)
  context.diagnostic(`${accidents} polls with a failing call, ${told} of them said so`)
  assert.ok(accidents > 60 && told > accidents / 3)
})

test('a disk that is full at any size loses nothing, and the poll goes on when there is room', async context => {
  if (noUnshare) return context.skip(noUnshare)
  const sizes = Array.from({ length: 20 }, (_, i) => i * 50)
  const told = new Set<boolean>()
  await inLanes(sizes, async extra => {
    const root = copy()
    const full = join(root, '..', 'full')
    mkdirSync(full)
    const { code, out, err } = await shell(
      `unshare -m sh -c 'mount -t tmpfs -o size=64m tmpfs ${full} && cp -r $ROOT/. ${full} && rm -f ${full}/.stet/*.db-wal ${full}/.stet/*.db-shm &&
       used=$(df -k --output=used ${full} | tail -1) && mount -o remount,size=$((used + ${extra}))k ${full} &&
       STET="\${STET% *} ${full}" && $STET poll --all; echo "exit $?"; find ${full} -name ".stet-tmp-*"; mount -o remount,size=64m ${full}; $STET poll --all && rm -r $ROOT && cp -r ${full} $ROOT'`,
      root,
    )
    const what = `${extra} KiB left`
    assert.equal(code, 0, `${what}: ${out}${err}`)
    told.add(/exit 0/.test(out))
    if (!/exit 0/.test(out)) assert.match(err, /full|cannot be written|ENOSPC|no space|disk/i, what)
    assert.doesNotMatch(out, /stet-tmp/, `${what}: no temporary file stays behind on a full disk`)
    assert.doesNotMatch(err, /mistake in stet/, `${what}: ${err}`)
    check(root, edition(SECOND), what)
    rmSync(root, { recursive: true })
  })
  assert.deepEqual([...told].sort(), [false, true], 'some sizes were too small and some were not')
})

test('a limit on the size of files kills or is named, and is healed', async () => {
  const limits = [0, 1, 2, 4, 8, 16, 32, 64, 96, 128, 160, 256]
  await inLanes(limits, async blocks => {
    const root = copy()
    const what = `files of at most ${blocks} KiB`
    isWellSaid(await shell(`prlimit --fsize=${blocks * 1024} $STET poll --all`, root), what)
    await heals(root, what)
  })
})

test('a disk that is read-only is said to be, and nothing is changed', async context => {
  if (noUnshare) return context.skip(noUnshare)
  for (const command of [
    'poll --all',
    'rebuild',
    'build',
    'add https://x.example/feed',
    'import .',
    'status',
  ]) {
    const root = copy()
    const before = filesIn(root)
    const ran = await shell(
      `unshare -m sh -c 'mount --bind $ROOT $ROOT && mount -o remount,ro,bind $ROOT && $STET ${command}'`,
      root,
    )
    assert.doesNotMatch(ran.err, /mistake in stet|^ +at /m, `${command}: ${ran.err}`)
    if (command !== 'status') {
      assert.equal(ran.code, 1, `${command}: ${ran.out}${ran.err}`)
      assert.match(ran.err, /read-only|cannot be written|EROFS/i, command)
    }
    assert.deepEqual(filesIn(root), before)
  }
})

test('whatever the clock and the zone, the same articles are the same bytes', async () => {
  const zones = [
    'UTC',
    'Asia/Shanghai',
    'America/St_Johns',
    'Pacific/Kiritimati',
    'Pacific/Pago_Pago',
    'Asia/Kathmandu',
    'Europe/London',
  ]
  const made: string[] = []
  await inLanes(zones, async TZ => {
    const root = copy()
    const polled = await run(root, ['poll', '--all'], { TZ })
    assert.equal(polled.code, 0, polled.err)
    check(root, edition(SECOND), TZ)
    // Where the capture stands depends on what the outlet's own clock said.
    const lasting = [...filesIn(root)].map(([path, text]) => [path, text.replace(/^ {2}capture: .*$/gm, '')])
    made.push(JSON.stringify(lasting.filter(([path]) => path!.startsWith('_')).sort()))
  })
  assert.equal(new Set(made).size, 1)
  for (const [STET_NOW, again] of [
    ['1971-01-01T00:00:00Z', NOW],
    ['2021-04-20T11:59:59Z', '2021-04-20T11:00:00Z'],
    ['2038-01-19T03:14:08Z', NOW],
    ['9998-01-01T00:00:00Z', NOW],
  ] as const) {
    const root = copy()
    for (const at of [STET_NOW, again]) {
      const polled = await run(root, ['poll', '--all'], { STET_NOW: at })
      assert.equal(polled.code, 0, `${at}: ${polled.err}`)
    }
    check(root, edition(SECOND), STET_NOW)
    const numbers = [...filesIn(root).values()].flatMap(text => /^ {2}number: (\d+)$/m.exec(text)?.[1] ?? [])
    assert.ok(
      numbers.every(number => Number.isSafeInteger(Number(number))),
      STET_NOW,
    )
    assert.match((await run(root, ['poll'])).out + (await run(root, ['status'])).out, /^\d+ articles/m)
  }
})

test('two to four processes at once leave what one would have left', async () => {
  for (const commands of [
    [
      ['poll', '--all'],
      ['poll', '--all'],
    ],
    [['poll', '--all'], ['rebuild']],
    [['rebuild'], ['rebuild'], ['poll', '--all']],
    [['poll', '--all'], ['build'], ['status'], ['poll', '--all']],
    [['poll', '--all'], ['search', '正文'], ['list'], ['rebuild']],
  ]) {
    const root = copy()
    const ran = await Promise.all(commands.map(args => run(root, args)))
    for (const { code, err } of ran)
      assert.ok(code === 0 || /another stet is writing/.test(err), `${JSON.stringify(commands)}: ${err}`)
    await heals(root, JSON.stringify(commands))
  }
})

/** What can happen to a derived file. */
const DAMAGE: Readonly<Record<string, (path: string) => void>> = {
  deleted: path => rmSync(path),
  emptied: path => truncateSync(path, 0),
  'cut in half': path => truncateSync(path, readFileSync(path).length >> 1),
  'cut in its first page': path => truncateSync(path, 700),
  garbage: path => writeFileSync(path, 'not a database at all, '.repeat(500)),
  'one page overwritten': path => {
    const bytes = readFileSync(path)
    bytes.fill(0x5a, Math.min(4096, bytes.length >> 1), 8192)
    writeFileSync(path, bytes)
  },
  'a folder in its place': path => {
    rmSync(path)
    mkdirSync(path)
  },
}

test('databases that are damaged in any way are made again from the files', async context => {
  const derived = readdirSync(join(template, '.stet')).filter(name => !/-(wal|shm)$/.test(name))
  context.diagnostic(derived.join(' '))
  const accidents = derived
    .flatMap(name => Object.keys(DAMAGE).map(damage => ({ name, damage })))
    // Lock and gate are empty: there is nothing in them to be damaged.
    .filter(({ name, damage }) => !/^(?:lock|gate)$/.test(name) || !/page|half/.test(damage))
  await inLanes(accidents, async ({ name, damage }) => {
    const root = copy()
    const what = `${name} ${damage}`
    for (const ending of ['-wal', '-shm']) rmSync(join(root, '.stet', name + ending), { force: true })
    DAMAGE[damage]!(join(root, '.stet', name))
    const first = await run(root, ['poll', '--all'])
    assert.doesNotMatch(first.err, /mistake in stet/, `${what}: ${first.err}`)
    const found = await run(root, ['search', '正文'])
    assert.equal(found.code, 0, `${what}: ${first.err}${found.err}`)
    assert.match(found.out, /第/, `${what}: the words are there`)
    await heals(root, what)
  })
})

test('what killed runs and other tools leave behind is cleared away or named', async () => {
  const root = copy()
  const folder = join(root, '_posts/2021/04')
  writeFileSync(join(folder, '.stet-tmp-99999-0'), 'half')
  mkdirSync(join(root, 'pictures/ab'), { recursive: true })
  writeFileSync(join(root, 'pictures/ab/.stet-tmp-99999-1'), 'half')
  writeFileSync(join(root, '.stet', 'running'), '')
  appendFileSync(join(root, 'log/2021-04-20.ndjson'), '{"at":"2021-04-2')
  writeFileSync(join(root, '_posts/2021/04/2021-04-01-half.md'), '---\nlayout: post\ntitle: "ha')
  writeFileSync(join(root, '_posts/notes.txt'), 'mine')
  const rebuilt = await run(root, ['rebuild'])
  assert.equal(rebuilt.code, 0, rebuilt.err)
  assert.match(rebuilt.err, /Left alone: _posts\/2021\/04\/2021-04-01-half\.md/)
  assert.ok(existsSync(join(root, '_posts/notes.txt')))
  rmSync(join(root, '_posts/2021/04/2021-04-01-half.md'))
  rmSync(join(root, '_posts/notes.txt'))
  await heals(root, 'left behind')
})
