// The container, the composed services and the dashboard: linted, since not every machine can run them; and true to what
// stet has: commands, settings, figures.
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { DCLinter } from 'dclint'
import { validate } from 'dockerfile-utils'
import { parse } from 'yaml'
import { loadCommand } from '../src/cli/commands/index.ts'
import { workerMetrics } from '../src/cli/worker-metrics.ts'
import { house } from './site/house.ts'

const file = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')
const path = (name: string): string => new URL(`../${name}`, import.meta.url).pathname

/** Things stand in the order in which they are read. */
const OUR_ORDER = {
  'service-keys-order': 0,
  'services-alphabetical-order': 0,
  'top-level-properties-order': 0,
} as const

interface Linted {
  readonly messages: readonly { readonly line: number; readonly rule: string; readonly message: string }[]
}

interface Service {
  readonly command?: readonly string[]
  readonly volumes?: readonly string[]
}

test('the container file is well-formed, and copies what is there', () => {
  const text = file('deploy/Containerfile')
  assert.deepEqual(validate(text), [])
  const copied = [...text.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, names]) => names!.split(' '))
  for (const name of copied) assert.ok(existsSync(path(name)), name)
  const allowed = file('.dockerignore')
  for (const name of copied) assert.ok(allowed.includes(`!${name}\n`), `${name} is not ignored`)
})

test('the composed services are valid, and call commands that exist with flags that they have', async () => {
  const linter = new DCLinter({ rules: OUR_ORDER, quiet: false, debug: false, exclude: [] })
  const found: readonly Linted[] = linter.lintFiles([path('deploy/compose.yml')], false)
  assert.deepEqual(
    found.flatMap(({ messages }) => messages.map(({ line, rule, message }) => `${line} ${rule}: ${message}`)),
    [],
  )
  const { services } = parse(file('deploy/compose.yml'), { merge: true }) as {
    services: Record<string, Service>
  }
  for (const { command: [name, ...flags] = [] } of Object.values(services)) {
    if (name === undefined) continue
    const command = await loadCommand(name)
    assert.ok(command, name)
    for (const flag of flags.filter(flag => flag.startsWith('--')))
      assert.ok(
        command.flags.some(({ form }) => form.includes(flag)),
        `${name} ${flag}`,
      )
  }
  const mounted = Object.values(services).flatMap(({ volumes = [] }) =>
    volumes.filter(one => one.startsWith('./')),
  )
  for (const one of mounted) assert.ok(existsSync(path(`deploy/${one.slice(2).split(':')[0]}`)), one)
})

test('the dashboard asks for figures that server and workers have', async () => {
  const { served, keeping } = await house()
  Object.assign(keeping, {
    status: async () => new Map([['voa', { id: 'voa', failures: 0, stopped: false, lastSuccess: 7 }]]),
  })
  const figures =
    (await (await served.request('http://127.0.0.1:4000/metrics')).text()) + workerMetrics().text()
  const named = new Set([...figures.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name))
  const dashboard = JSON.parse(file('deploy/grafana/stet.json'))
  const asked = dashboard.panels.flatMap((panel: { targets: { expr: string }[] }) =>
    panel.targets.flatMap(({ expr }) => expr.match(/\b(?:stet|process)_\w+/g) ?? []),
  )
  assert.ok(asked.length > 10)
  for (const name of asked) assert.ok(named.has(name.replace(/_(?:bucket|sum|count)$/, '')), name)
  const ids = dashboard.panels.map(({ id }: { id: number }) => id)
  assert.equal(new Set(ids).size, ids.length)
})
