// The access log, one line an answer, in the combined log format that log readers know.
import { createWriteStream } from 'node:fs'
import { resolve } from 'node:path'
import type { Access } from '../serve/rules.ts'
import type { Context } from './context.ts'

export interface AccessLog {
  write(access: Access): void
  close(): Promise<void>
}

/** To a file (added to; opened again when it was moved away is not needed: copytruncate) or to stderr for `-`. */
export function accessLog(context: Context, where: string): AccessLog | undefined {
  if (where === '') return undefined
  if (where === '-')
    return { write: access => context.stderr.write(line(access, context.clock.now())), close: async () => {} }
  const file = createWriteStream(resolve(context.root, where), { flags: 'a' })
  file.on('error', error => context.log.error('the access log cannot be written', { why: error.message }))
  return {
    write: access => file.write(line(access, context.clock.now())),
    close: () => new Promise(done => file.end(done)),
  }
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `14/Apr/2021:01:39:02 +0000` */
function when(at: number): string {
  const [, year, month, day, time] = /^(\d+)-(\d\d)-(\d\d)T([\d:]+)/.exec(new Date(at).toISOString())!
  return `${day}/${MONTHS[Number(month) - 1]}/${year}:${time} +0000`
}

/** Nothing that a visitor sends can end a line or a field. */
const quoted = (text: string): string =>
  `"${text.replace(/["\\\p{Cc}]/gu, c => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`)}"`

const line = ({ address, method, path, status, bytes, agent }: Access, at: number): string =>
  `${address || '-'} - - [${when(at)}] ${quoted(`${method} ${path} HTTP/1.1`)} ${status} ${bytes ?? '-'} "-" ${quoted(agent || '-')}\n`
