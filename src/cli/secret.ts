// A secret from a terminal, without showing it, or from a pipe.
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import type { Context } from './context.ts'

/** What is typed after the question, or the first line of standard input when that is no terminal. */
export async function askSecret(context: Context, question: string): Promise<string> {
  const { stdin, stderr } = context
  const isTyped = stdin.isTTY === true
  if (isTyped) stderr.write(question)
  // What is typed is echoed into nothing.
  const output = new Writable({ write: (_, __, done) => done() })
  const lines = createInterface({ input: stdin, output, terminal: isTyped })
  try {
    for await (const line of lines) return line
    return ''
  } finally {
    lines.close()
    if (isTyped) stderr.write('\n')
  }
}
