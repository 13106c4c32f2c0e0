// An archive on object storage: what moving it there and back costs, and what each poll and build asks of the store.
// Against Ceph where it can be had, else against s3rver. npm run bench:storage [posts]
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cephServer } from '../tests/ceph.ts'
import { environmentFor, ownServer, roadTo } from '../tests/s3-server.ts'
import { writeMultiplied } from './corpus.ts'
import { measure, table } from './measure.ts'

const count = Number(process.argv[2] ?? 20_000)
const main = new URL('../src/cli/main.ts', import.meta.url).pathname
const work = mkdtempSync(join(tmpdir(), 'stet-bench-'))
const ceph = await cephServer()
const server = typeof ceph === 'string' ? await ownServer() : ceph
const road = await roadTo(server.endpoint, () => 'none')
const env = {
  ...environmentFor(server, road.endpoint),
  LC_ALL: 'C.UTF-8',
  STET_KEEP_PICTURES: 'false',
  STET_LOOKS_AFTER: 'never',
  STET_POLL_PAUSE: '0ms',
}

/** Requests of each verb since the last call. */
function counted(): Record<'PUT' | 'GET' | 'DELETE' | 'HEAD' | 'LIST', number> {
  const asked = road.requests.splice(0)
  const of = (verb: string): number => asked.filter(line => line.startsWith(`${verb} `)).length
  const lists = asked.filter(line => line.includes('list-type=2')).length
  return { PUT: of('PUT'), GET: of('GET') - lists, DELETE: of('DELETE'), HEAD: of('HEAD'), LIST: lists }
}

const rows: (string | number)[][] = []
async function step(
  label: string,
  root: string,
  args: readonly string[],
  over: NodeJS.ProcessEnv = {},
): Promise<string> {
  counted()
  const { wall, peak, out } = await measure(process.execPath, [main, '-C', root, ...args], {
    env: { ...env, ...over },
  })
  const { PUT, GET, DELETE, HEAD, LIST } = counted()
  rows.push([label, wall, peak, PUT, GET, DELETE, HEAD, LIST])
  return out.trim()
}

/** One digest for all files of an archive. */
function sumOf(root: string): string {
  const hash = createHash('sha256')
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(path =>
    /^(_posts|_revisions|pictures|captures|log|state)\/.*\.\w+$/.test(path),
  )
  for (const path of paths.sort()) hash.update(path).update(readFileSync(join(root, path)))
  return `${paths.length} files, ${hash.digest('hex').slice(0, 16)}`
}

let shown = 0
const BEGAN = Date.now() - 3_600_000
const publisher = createServer((_, response) => {
  const items = Array.from({ length: shown }, (_, n) => {
    const link = `http://127.0.0.1:${(publisher.address() as AddressInfo).port}/${n}`
    return `<item><title>第 ${n} 条</title><link>${link}</link><guid>${link}</guid><pubDate>${new Date(BEGAN + n * 1000).toUTCString()}</pubDate><description>${'正文。'.repeat(800)} ${n}</description></item>`
  })
  response.end(
    `<rss version="2.0"><channel><title>某报</title><link>http://x/</link><description/>${items.join('')}</channel></rss>`,
  )
})

try {
  await writeMultiplied(join(work, 'old'), count)
  const root = join(work, 'archive')
  const first = await server.bucket()
  await measure(process.execPath, [main, 'init', root], { env })
  await step(`import ${count} posts into a folder`, root, ['import', join(work, 'old')])
  const before = sumOf(root)
  const place = `s3://${first.bucket}/a`
  console.log(await step('migrate to object storage', root, ['migrate', '--to', place]))
  console.log(await step('the same again', root, ['migrate', '--to', place]))
  const remote = { STET_ARCHIVE: place }
  rmSync(join(root, '.stet'), { recursive: true })
  console.log(await step('rebuild on a new machine', root, ['rebuild'], remote))
  const back = join(work, 'back')
  console.log(await step('migrate back', root, ['migrate', '--to', back], remote))
  console.log(`before: ${before}\nafter:  ${sumOf(back)}`)

  await new Promise<void>(resolve => publisher.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(publisher.address() as AddressInfo).port}`
  const second = await server.bucket()
  const over = { STET_ARCHIVE: `s3://${second.bucket}/a`, STET_ALLOW_PRIVATE: host }
  const small = join(work, 'small')
  await measure(process.execPath, [main, 'init', small], { env })
  await measure(process.execPath, [main, '-C', small, 'add', '--no-poll', `http://${host}/`], {
    env: { ...env, ...over },
  })
  for (const now of [100, 110, 111, 111]) {
    const news = now - shown
    shown = now
    await step(`poll with ${news} new articles`, small, ['poll', '--all'], over)
  }
  await step(`build of ${shown} articles`, small, ['build'], over)
  await step('build of the same', small, ['build'], over)
  await step('search', small, ['search', '正文'], over)
  console.log(typeof ceph === 'string' ? `s3rver (${ceph})` : 'Ceph 16.2, one gateway, one store in memory')
  console.log(table(['', 'wall s', 'peak MiB', 'PUT', 'GET', 'DELETE', 'HEAD', 'LIST'], rows as never))
} finally {
  publisher.close()
  await road.close()
  await server.close()
  rmSync(work, { recursive: true, force: true })
}
