// Commands that look at many files: one line of JSON for each, and no file ends the run.
import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { messageOf, StetError } from '../model/error.ts'
import type { Context } from './context.ts'
import { printable } from './terminal.ts'

/** A file under the name it was given, with its address where that is known. */
export interface Given {
  readonly file: string
  readonly path: string
  readonly url?: string
}

export interface Loaded {
  readonly bytes: Uint8Array
  readonly url?: string
  readonly contentType?: string
  /** Of the answer, names in lower case. */
  readonly headers?: Readonly<Record<string, string>>
}

/** Runs `look` over files (`-` is standard input) and prints {"file",…} for each, in order, as it comes. */
export async function eachFile(
  context: Context,
  files: readonly (string | Given)[],
  look: (loaded: Loaded) => object,
): Promise<void> {
  if (files.length === 0) throw new StetError('usage', 'name at least one file, or - for standard input')
  for (const file of files) {
    const given = typeof file === 'string' ? { file, path: resolve(context.cwd, file) } : file
    await write(context, JSON.stringify({ file: given.file, ...(await looked(context, given, look)) }))
  }
}

async function looked(context: Context, given: Given, look: (loaded: Loaded) => object): Promise<object> {
  try {
    return look(await load(context, given))
  } catch (error) {
    const { code } = error as { code?: string }
    return {
      error: { code: code === 'ENOENT' ? 'not-found' : (code ?? 'failed'), message: messageOf(error) },
    }
  }
}

async function load(context: Context, given: Given): Promise<Loaded> {
  if (given.file === '-') return { bytes: await readAll(context.stdin), ...(given.url && { url: given.url }) }
  const beside = httpBeside(given.path)
  const url = given.url ?? beside.url
  return {
    bytes: await readFile(given.path),
    ...(url !== undefined && { url }),
    ...(beside.contentType !== undefined && { contentType: beside.contentType }),
    ...(beside.headers && { headers: beside.headers }),
  }
}

/** FILE.http.json, where there is one: the answer's address and its headers. */
function httpBeside(path: string): Omit<Loaded, 'bytes'> {
  let text: string
  try {
    text = readFileSync(`${path}.http.json`, 'utf8')
  } catch {
    return {}
  }
  const { url, headers = {} } = JSON.parse(text) as { url?: string; headers?: Record<string, string> }
  const lower = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  )
  const contentType = lower['content-type']
  return {
    ...(url !== undefined && { url }),
    ...(contentType !== undefined && { contentType }),
    headers: lower,
  }
}

export async function readAll(stream: AsyncIterable<Uint8Array | string>): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of stream) parts.push(Buffer.from(part as Uint8Array))
  return Buffer.concat(parts)
}

/** Waits when the reader of a pipe is slow, so that thousands of lines do not pile up in memory. */
function write(context: Context, line: string): Promise<void> | undefined {
  if (context.stdout.write(`${printable(line)}\n`)) return undefined
  return new Promise(resolve => context.stdout.once('drain', resolve))
}
