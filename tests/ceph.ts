// Ceph's object gateway as Debian has it, unpacked into a temporary folder and started alone: one monitor, one store in
// memory, one gateway. A real S3 server that refuses to replace what it is asked not to.
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type S3Server, serverAt } from './s3-server.ts'

/** Unpacked once for all runs. */
const ROOT = join(tmpdir(), 'stet-ceph')
const PACKAGES = ['radosgw', 'ceph-mon', 'ceph-osd']
const KEYS = { id: 'STETTEST', secret: 'stet-test-secret' }

/** Why there is no such server here; undefined when it is unpacked. */
function unpacked(): string | undefined {
  if (existsSync(join(ROOT, 'usr/bin/radosgw'))) return undefined
  if (!existsSync('/etc/debian_version')) return 'Ceph is taken from Debian, and this is none'
  const debs = mkdtempSync(join(tmpdir(), 'stet-debs-'))
  try {
    const plan = spawnSync('apt-get', ['install', '--dry-run', '--no-install-recommends', ...PACKAGES], {
      encoding: 'utf8',
    })
    const names = [...plan.stdout.matchAll(/^Inst (\S+)/gm)].map(([, name]) => name!)
    if (plan.status !== 0 || names.length === 0) return 'apt-get does not know radosgw here'
    execFileSync('apt-get', ['download', ...names], { cwd: debs, stdio: 'ignore' })
    mkdirSync(ROOT, { recursive: true })
    for (const deb of readdirSync(debs)) execFileSync('dpkg', ['-x', join(debs, deb), ROOT])
    return undefined
  } catch (error) {
    rmSync(ROOT, { recursive: true, force: true })
    return `Ceph could not be unpacked: ${error}`
  } finally {
    rmSync(debs, { recursive: true, force: true })
  }
}

const LIBRARIES = [
  'usr/lib/x86_64-linux-gnu',
  'usr/lib/x86_64-linux-gnu/ceph',
  'usr/lib',
  'lib/x86_64-linux-gnu',
]

/** Starts it; the reason when it cannot be had. It takes about fifteen seconds. */
export async function cephServer(): Promise<S3Server | string> {
  const why = unpacked()
  if (why !== undefined) return why
  // On a busy machine a gateway now and then waits for ever for a store that came too late.
  const first = await startCeph()
  return typeof first === 'string' ? startCeph() : first
}

async function startCeph(): Promise<S3Server | string> {
  const data = mkdtempSync(join(tmpdir(), 'stet-ceph-data-'))
  const env = {
    ...process.env,
    LD_LIBRARY_PATH: LIBRARIES.map(path => join(ROOT, path)).join(':'),
    PATH: `${join(ROOT, 'usr/bin')}:${process.env.PATH}`,
    PYTHONPATH: join(ROOT, 'usr/lib/python3/dist-packages'),
  }
  const [monitor, gateway] = [await freePort(), await freePort()]
  const cluster = randomUUID()
  const config = join(data, 'ceph.conf')
  for (const folder of ['mon', 'osd']) mkdirSync(join(data, folder))
  writeFileSync(config, configuration(data, cluster, monitor, gateway))
  const run = (command: string, args: readonly string[]): void => {
    execFileSync(command, ['-c', config, ...args], { env, cwd: data, stdio: 'ignore', timeout: 60_000 })
  }
  const started: ReturnType<typeof spawn>[] = []
  const start = (command: string, args: readonly string[]): void => {
    started.push(spawn(command, ['-c', config, ...args, '-f'], { env, cwd: data, stdio: 'ignore' }))
  }
  const close = async (): Promise<void> => {
    for (const child of started.reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue
      const ended = new Promise(resolve => child.once('exit', resolve))
      child.kill('SIGKILL')
      await ended
    }
    rmSync(data, { recursive: true, force: true })
  }
  try {
    const map = join(data, 'monmap')
    execFileSync(
      'monmaptool',
      ['--create', '--fsid', cluster, '--addv', 'a', `[v1:127.0.0.1:${monitor}]`, map],
      {
        env,
        cwd: data,
        stdio: 'ignore',
      },
    )
    run('ceph-mon', ['--mkfs', '-i', 'a', '--monmap', map])
    start('ceph-mon', ['-i', 'a'])
    const store = randomUUID()
    run('ceph', ['osd', 'new', store])
    run('ceph-osd', ['-i', '0', '--mkfs', '--osd-uuid', store])
    start('ceph-osd', ['-i', '0'])
    start('radosgw', ['-n', 'client.rgw'])
    await answers(gateway, started.at(-1)!)
    run('radosgw-admin', [
      '-n',
      'client.rgw',
      'user',
      'create',
      '--uid=stet',
      '--display-name=stet',
      `--access-key=${KEYS.id}`,
      `--secret=${KEYS.secret}`,
    ])
    return serverAt(`http://127.0.0.1:${gateway}`, KEYS.id, KEYS.secret, close)
  } catch (error) {
    await close()
    return `Ceph could not be started: ${error}`
  }
}

const configuration = (data: string, cluster: string, monitor: number, gateway: number): string => `[global]
fsid = ${cluster}
mon host = v1:127.0.0.1:${monitor}
mon initial members = a
auth cluster required = none
auth service required = none
auth client required = none
ms bind msgr2 = false
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd crush chooseleaf type = 0
mon allow pool size one = true
mon max pg per osd = 10000
osd max pg per osd hard ratio = 100
run dir = ${data}
admin socket = ${data}/$name.asok
log file = ${data}/$name.log
plugin dir = ${ROOT}/usr/lib/x86_64-linux-gnu/ceph
erasure code dir = ${ROOT}/usr/lib/x86_64-linux-gnu/ceph/erasure-code
osd class dir = ${ROOT}/usr/lib/x86_64-linux-gnu/rados-classes
[mon.a]
mon data = ${data}/mon
mon data avail crit = 1
[osd.0]
osd data = ${data}/osd
osd objectstore = memstore
memstore device bytes = 1073741824
[client.rgw]
rgw frontends = beast endpoint=127.0.0.1:${gateway} tcp_nodelay=1
rgw enable usage log = false
`

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  return port
}

/** Resolves when something listens. */
async function answers(port: number, child: ReturnType<typeof spawn>): Promise<void> {
  for (let tries = 0; tries < 240; tries++) {
    const isOpen = await new Promise<boolean>(resolve => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false))
      socket.on('connect', () => socket.destroy())
    })
    if (isOpen) return
    if (child.exitCode !== null) throw new Error(`radosgw ended with ${child.exitCode}`)
    await wait(250)
  }
  throw new Error('radosgw did not answer in a minute')
}
