// Firefox by WebDriver BiDi (https://w3c.github.io/webdriver-bidi/), as much as a test needs: no driver, one socket.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { without } from '../debian.ts'

/** For `test(name, { skip: noFirefox }, …)`. */
export const noFirefox: string | false = without('firefox-esr', ['firefox-esr'])

/** It asks nobody: every request to the network goes to a proxy that is not there. */
const PREFERENCES = `user_pref("network.proxy.type", 1);
user_pref("network.proxy.http", "127.0.0.1"); user_pref("network.proxy.http_port", 9);
user_pref("network.proxy.ssl", "127.0.0.1"); user_pref("network.proxy.ssl_port", 9);
user_pref("app.update.enabled", false); user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("browser.shell.checkDefaultBrowser", false); user_pref("remote.prefs.recommended", true);
`

export interface Firefox {
  goTo(url: string): Promise<void>
  /** What an expression, or its promise, gives: text. */
  evaluate(expression: string): Promise<string>
}

/** Opens Firefox with a new profile and the network off while `use` runs. */
export async function withFirefox<T>(use: (firefox: Firefox) => Promise<T>): Promise<T> {
  const profile = mkdtempSync(join(tmpdir(), 'stet-firefox-'))
  writeFileSync(join(profile, 'user.js'), PREFERENCES)
  const args = ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0']
  const child = spawn('firefox-esr', args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, HOME: profile },
  })
  const gone = new Promise<void>(resolve => child.once('close', () => resolve()))
  try {
    const address = await new Promise<string>((resolve, reject) => {
      let said = ''
      child.stderr.setEncoding('utf8').on('data', (part: string) => {
        said += part
        const found = /WebDriver BiDi listening on (ws:\S+)/.exec(said)
        if (found) resolve(found[1]!)
      })
      child.once('close', () => reject(new Error(`Firefox ended: ${said.slice(-500)}`)))
    })
    const socket = new WebSocket(`${address}/session`)
    await new Promise((resolve, reject) => {
      socket.onopen = resolve
      socket.onerror = () => reject(new Error('Firefox does not answer'))
    })
    const result = await use(await session(socket))
    socket.close()
    return result
  } finally {
    child.kill('SIGTERM')
    await gone
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  }
}

interface Answer {
  readonly id?: number
  readonly type?: string
  readonly message?: string
  readonly result?: unknown
}

async function session(socket: WebSocket): Promise<Firefox> {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  let next = 1
  socket.onmessage = ({ data }) => {
    const { id = 0, type, message, result } = JSON.parse(String(data)) as Answer
    const asked = waiting.get(id)
    if (type === 'error') asked?.reject(new Error(message))
    else asked?.resolve(result)
    waiting.delete(id)
  }
  const send = <R>(method: string, params: object): Promise<R> => {
    const asked = Promise.withResolvers<unknown>()
    waiting.set(next, asked)
    socket.send(JSON.stringify({ id: next++, method, params }))
    return asked.promise as Promise<R>
  }
  await send('session.new', { capabilities: {} })
  const { contexts } = await send<{ contexts: { context: string }[] }>('browsingContext.getTree', {})
  const { context } = contexts[0]!
  return {
    async goTo(url) {
      await send('browsingContext.navigate', { context, url, wait: 'complete' })
    },
    async evaluate(expression) {
      const given = await send<{
        type: string
        result?: { value?: string }
        exceptionDetails?: { text: string }
      }>('script.evaluate', {
        expression: `(async () => String(await (${expression})))()`,
        target: { context },
        awaitPromise: true,
      })
      if (given.type !== 'success') throw new Error(given.exceptionDetails?.text)
      return given.result?.value ?? ''
    },
  }
}
