// Sources that are files on this machine: what a feed saved to disk, or a mounted share, looks like to the poller.
import { open } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Fetched, Web, WebRequest } from '../../model/ports.ts'

/**
 * A web that also reads file: addresses. Only a source's own address can be one: the client inside follows redirects
 * and never comes here. Size and time of change stand in for validators.
 */
export function withLocalFiles(web: Web, maxBytes: number): Web {
  return {
    get: (url, request = {}) =>
      url.startsWith('file:') ? readLocal(url, request, request.maxBytes ?? maxBytes) : web.get(url, request),
    close: () => web.close(),
  }
}

async function readLocal(url: string, request: WebRequest, max: number): Promise<Fetched> {
  const hops = [{ url, status: 200 }]
  try {
    const handle = await open(fileURLToPath(url), 'r')
    try {
      const stat = await handle.stat()
      if (!stat.isFile())
        return { kind: 'failed', reason: 'bad-address', message: `${fileURLToPath(url)} is not a file`, hops }
      if (stat.size > max)
        return { kind: 'failed', reason: 'too-large', message: `the file is larger than ${max} bytes`, hops }
      const etag = `${stat.mtimeMs}-${stat.size}`
      if (request.validators?.etag === etag) return { kind: 'unchanged', url, hops, headers: [] }
      return {
        kind: 'fresh',
        url,
        hops,
        headers: [],
        body: await handle.readFile(),
        validators: { url, etag },
      }
    } finally {
      await handle.close()
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT')
      return {
        kind: 'failed',
        reason: 'connect',
        message: `there is no file ${fileURLToPath(url)}`,
        hops,
        cause: error,
      }
    return {
      kind: 'failed',
      reason: 'connect',
      message: `${fileURLToPath(url)} cannot be read (${code})`,
      hops,
      cause: error,
    }
  }
}
