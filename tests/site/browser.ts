// A real browser over a served archive, for looking at pages. Tests are skipped where there is no Chromium.
import type { Hono } from 'hono'
import { type Browser, chromium, type Page } from 'playwright-core'
import type { Site } from '../../src/publish/site.ts'
import { app } from '../../src/serve/app.ts'
import { listen } from '../../src/serve/listen.ts'
import { without } from '../debian.ts'

/** For `test(name, { skip: noBrowser }, …)`. */
export const noBrowser: string | false = without('chromium', ['chromium', 'fonts-noto-cjk'])

/** Starts Chromium that asks nobody for anything. */
export const startBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  })

/** Opens Chromium while `use` runs, and closes it whatever comes of that: a browser left open keeps a test from ending. */
export async function withBrowser<T>(use: (browser: Browser) => Promise<T>): Promise<T> {
  const browser = await startBrowser()
  try {
    return await use(browser)
  } finally {
    await browser.close()
  }
}

export interface Look {
  readonly width: number
  readonly scheme: 'light' | 'dark'
  readonly javaScript?: boolean
}

/** What a page did that it should not: errors in its console, requests to others. */
export interface Watched {
  readonly page: Page
  readonly complaints: string[]
}

/** A page of a certain width and scheme, watched. */
export async function look(
  browser: Browser,
  base: string,
  { width, scheme, javaScript = true }: Look,
): Promise<Watched> {
  const context = await browser.newContext({
    viewport: { width, height: 800 },
    colorScheme: scheme,
    javaScriptEnabled: javaScript,
  })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', message => {
    // A browser reports the 404 page itself as a failed resource.
    if (message.type() === 'error' && !message.text().includes('status of 404'))
      complaints.push(message.text())
  })
  page.on('pageerror', error => complaints.push(error.message))
  page.on('request', request => {
    if (!request.url().startsWith(base)) complaints.push(`asked for ${request.url()}`)
  })
  return { page, complaints }
}

/** Serves a site on loopback while `use` runs. */
export const served = <T>(site: Site, use: (base: string) => Promise<T>): Promise<T> =>
  servedBy(app({ site }), use)

/** The same, with what else a server has: users, a keeper. */
export async function servedBy<T>(served: Hono, use: (base: string) => Promise<T>): Promise<T> {
  const listening = await listen(served, { port: 0, host: '127.0.0.1', grace: 100 })
  try {
    return await use(listening.url)
  } finally {
    await listening.close()
  }
}
