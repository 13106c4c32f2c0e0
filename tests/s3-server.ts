// A real S3 server for tests: the one STET_TEST_S3 names (an http address; AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY), or
// one in this process; and a bad road to it.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BucketAddress } from '../src/adapters/s3/address.ts'

export interface S3Server {
  readonly endpoint: string
  readonly keyId: string
  readonly secret: string
  /** The address of a bucket that is new and empty. */
  bucket(): Promise<BucketAddress>
  close(): Promise<void>
}

/** What every AWS client knows of the server, for the environment of a process. */
export const environmentFor = (
  server: Pick<S3Server, 'keyId' | 'secret'>,
  endpoint: string,
): NodeJS.ProcessEnv => ({
  AWS_ACCESS_KEY_ID: server.keyId,
  AWS_SECRET_ACCESS_KEY: server.secret,
  AWS_ENDPOINT_URL: endpoint,
  AWS_REGION: 'us-east-1',
})

/** A server at an address, with the keys it knows. */
export function serverAt(
  endpoint: string,
  keyId: string,
  secret: string,
  close: () => Promise<void>,
): S3Server {
  return {
    endpoint,
    keyId,
    secret,
    async bucket() {
      const { AwsClient } = await import('aws4fetch')
      const bucket = `stet-${randomBytes(6).toString('hex')}`
      const client = new AwsClient({
        accessKeyId: keyId,
        secretAccessKey: secret,
        service: 's3',
        region: 'us-east-1',
      })
      const made = await client.fetch(`${endpoint}/${bucket}`, { method: 'PUT' })
      if (!made.ok)
        throw new Error(`${endpoint}: no bucket could be made: ${made.status} ${await made.text()}`)
      return { bucket, prefix: 'news', endpoint, region: 'us-east-1', keyId, secret, pathStyle: true }
    },
    close,
  }
}

/** The server that STET_TEST_S3 names; undefined without it. */
export function givenServer(env: NodeJS.ProcessEnv = process.env): S3Server | undefined {
  const { STET_TEST_S3: endpoint, AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret } = env
  return endpoint ? serverAt(endpoint.replace(/\/+$/, ''), id ?? '', secret ?? '', async () => {}) : undefined
}

/** s3rver: files in a temporary folder. It lets every PUT replace what is there. */
export async function ownServer(): Promise<S3Server> {
  const directory = mkdtempSync(join(tmpdir(), 'stet-s3-'))
  const S3rver = createRequire(import.meta.url)('@20minutes/s3rver')
  const server = new S3rver({ address: '127.0.0.1', port: 0, silent: true, directory })
  const { port } = (await server.run()) as AddressInfo
  return serverAt(`http://127.0.0.1:${port}`, 'S3RVER', 'S3RVER', async () => {
    server.httpServer.closeAllConnections()
    await server.close()
    rmSync(directory, { recursive: true, force: true })
  })
}

/** What befalls one request on a bad road. */
export type Mishap = 'none' | 'refused' | 'busy' | 'cut before' | 'cut after' | 'cut within' | 'altered'

export interface Road {
  readonly endpoint: string
  /** Requests that came; may be emptied. */
  readonly requests: string[]
  close(): Promise<void>
}

/** A way to a server on which `mishap` decides what befalls each request, given its number. */
export async function roadTo(
  target: string,
  mishap: (nth: number, request: IncomingMessage) => Mishap,
): Promise<Road> {
  const requests: string[] = []
  const server: Server = createServer((asked, answer) => {
    const nth = requests.push(`${asked.method} ${asked.url}`)
    const what = mishap(nth, asked)
    if (what === 'cut before') asked.socket.destroy()
    else if (what === 'refused' || what === 'busy') {
      asked.resume()
      asked.on('end', () => {
        answer.writeHead(what === 'busy' ? 503 : 500, { 'content-type': 'application/xml' })
        answer.end(`<Error><Code>${what === 'busy' ? 'SlowDown' : 'InternalError'}</Code></Error>`)
      })
    } else forward(target, asked, answer, what)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () =>
      new Promise(resolve => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

function forward(target: string, asked: IncomingMessage, answer: ServerResponse, what: Mishap): void {
  const onward = request(`${target}${asked.url}`, { method: asked.method, headers: asked.headers }, came => {
    // The server has done it; whoever asked never hears.
    if (what === 'cut after') {
      came.resume()
      asked.socket.destroy()
      return
    }
    answer.writeHead(came.statusCode!, came.headers)
    if (what === 'altered') {
      came.on('data', (bytes: Buffer) => answer.write(bytes.map(byte => byte ^ 1)))
      came.on('end', () => answer.end())
    } else if (what === 'cut within') {
      came.once('data', (bytes: Buffer) => {
        answer.write(bytes.subarray(0, bytes.length / 2), () => asked.socket.destroy())
      })
      came.on('end', () => asked.socket.destroy())
    } else came.pipe(answer)
  })
  onward.on('error', () => asked.socket.destroy())
  asked.pipe(onward)
}
