// stet.yml: the archive's settings and sources. Read with line numbers, written without losing the keeper's comments.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type YAMLMap,
} from 'yaml'
import { type Reason, StetError } from '../model/error.ts'
import { slug } from '../model/slug.ts'
import type { Source } from '../model/source.ts'
import { hostName } from '../model/url.ts'
import { type Option, type OptionKey, options, type Settings, variableOf } from './options.ts'
import { expectation, readDuration, readValue } from './values.ts'

export const CONFIG_NAME = 'stet.yml'

export interface Config {
  /** The archive's folder, absolute. */
  readonly root: string
  /** The configuration file, absolute. */
  readonly file: string
  readonly settings: Settings
  readonly sources: readonly Source[]
  /** The file as a YAML document, for changing it. */
  readonly document: Document
}

/** Names file, line and key, as every configuration error does. */
const wrong = (
  file: string,
  line: number | undefined,
  message: string,
  ...reasons: readonly Reason[]
): StetError =>
  new StetError('config', `${file}${line === undefined ? '' : `:${line}`}: ${message}`, { reasons })

/** Reads an archive's configuration. Throws StetError 'not-an-archive' or 'config'. */
export function loadConfig(root: string, file: string | undefined, env: NodeJS.ProcessEnv): Config {
  const path = file ?? join(root, CONFIG_NAME)
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      throw new StetError('config', `${path} cannot be read: ${error}`, { cause: error })
    throw new StetError(
      'not-an-archive',
      `there is no archive in ${root} (no ${CONFIG_NAME}): make one with \`stet init ${root}\`, or name its folder with -C.`,
    )
  }
  return parseConfig(text, root, path, env)
}

/** The configuration in a text, as if it stood in `file`. */
export function parseConfig(text: string, root: string, file: string, env: NodeJS.ProcessEnv): Config {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const lineOf = (node: Node | null | undefined): number | undefined =>
    node?.range ? lines.linePos(node.range[0]).line : undefined
  const fault = document.errors[0]
  if (fault) throw wrong(file, fault.linePos?.[0].line, `not valid YAML: ${fault.message.split('\n')[0]}`)
  const top = document.contents
  if (top !== null && !isMap(top)) throw wrong(file, 1, 'expected keys and values at the top')
  const found = new Map<string, { text: string; line: number | undefined }>()
  for (const pair of top?.items ?? []) {
    const section = String((pair.key as { value?: unknown }).value)
    if (section === 'sources') continue
    if (section in options && isScalar(pair.value)) {
      const { value, source = value } = pair.value
      if (value !== null) found.set(section, { text: String(source), line: lineOf(pair.key as Node) })
      continue
    }
    if (!isMap(pair.value) || section in options) {
      if (isScalar(pair.value) && pair.value.value === null) continue
      throw wrong(
        file,
        lineOf(pair.key as Node),
        section in options
          ? `"${section}" is one value, without a section or a list`
          : `"${section}" is not a setting; settings have a section, like site.title (see \`stet help settings\`)`,
      )
    }
    for (const inner of pair.value.items) {
      const key = `${section}.${(inner.key as { value?: unknown }).value}`
      const line = lineOf(inner.key as Node)
      if (!(key in options)) throw wrong(file, line, unknownKey(key))
      if (isScalar(inner.value) && inner.value.value !== null)
        found.set(key, { text: String(inner.value.source ?? inner.value.value), line })
    }
  }
  const settings = Object.fromEntries(
    (Object.keys(options) as OptionKey[]).map(key => [key, settingOf(key, found.get(key), file, env)]),
  )
  const sources = readSources(document, root, file, lineOf)
  return { root, file, settings: settings as unknown as Settings, sources, document }
}

function settingOf(
  key: OptionKey,
  written: { text: string; line: number | undefined } | undefined,
  file: string,
  env: NodeJS.ProcessEnv,
): string | number | boolean {
  const { type, default: usual, fileFirst }: Option = options[key]
  const variable = variableOf(key)
  const given = (fileFirst && written) || env[variable] === '' ? undefined : env[variable]
  const text = given ?? written?.text ?? usual
  const value = text === '' && usual === '' ? '' : readValue(type, text)
  if (value !== undefined) return value
  const where = given !== undefined ? `the environment variable ${variable}` : key
  throw wrong(
    given ? 'environment' : file,
    given ? undefined : written?.line,
    `${where} is "${text}"; expected ${expectation(type)}`,
  )
}

function unknownKey(key: string): string {
  const last = (name: string): string => name.split('.').at(-1)!.toLowerCase()
  const near = Object.keys(options).find(known => last(known).startsWith(last(key).slice(0, 4)))
  return `there is no setting "${key}"${near ? `; did you mean ${near}?` : ''} (see \`stet help settings\`)`
}

function readSources(
  document: Document,
  root: string,
  file: string,
  lineOf: (node: Node) => number | undefined,
): Source[] {
  const list = document.get('sources', true)
  if (list === undefined || list === null || (isScalar(list) && list.value === null)) return []
  if (!isSeq(list)) throw wrong(file, lineOf(list as Node), '"sources" must be a list')
  const taken = new Map<string, number | undefined>()
  return list.items.map(item => {
    const line = lineOf(item as Node)
    const source = readSource(item, root, file, line)
    if (taken.has(source.id))
      throw wrong(
        file,
        line,
        `two sources have the id "${source.id}" (the other is on line ${taken.get(source.id)}): give one of them another \`id\``,
      )
    taken.set(source.id, line)
    return source
  })
}

const SOURCE_KEYS = [
  'id',
  'url',
  'title',
  'categories',
  'paused',
  'interval',
  'fulltext',
  'links',
  'looks',
] as const

function readSource(item: unknown, root: string, file: string, line: number | undefined): Source {
  const given: Record<string, unknown> = isScalar(item)
    ? { url: item.value }
    : ((item as YAMLMap).toJSON?.() ?? {})
  for (const key of Object.keys(given))
    if (!SOURCE_KEYS.includes(key as never))
      throw wrong(file, line, `a source has no "${key}"; it has ${SOURCE_KEYS.join(', ')}`)
  const url = String(given.url ?? '')
  const id = String(given.id ?? sourceId(String(given.title ?? hostName(url)), new Set()))
  const interval = given.interval === undefined ? undefined : readDuration(String(given.interval))
  if (given.interval !== undefined && interval === undefined)
    throw wrong(file, line, `interval is "${given.interval}"; expected ${expectation('duration')}`, {
      name: 'interval',
      values: { text: String(given.interval) },
    })
  const fulltext = String(given.fulltext ?? 'auto')
  if (fulltext !== 'auto' && fulltext !== 'always' && fulltext !== 'never')
    throw wrong(file, line, `fulltext is "${fulltext}"; expected one of auto, always, never`, {
      name: 'fulltext',
      values: { text: fulltext },
    })
  if (given.links !== undefined && fulltext === 'never')
    throw wrong(file, line, 'links takes articles from their pages, which fulltext: never forbids', {
      name: 'links-need-pages',
    })
  return {
    id,
    url: addressOf(url, root),
    ...(given.title !== undefined && { title: String(given.title) }),
    categories: Array.isArray(given.categories) ? given.categories.map(String) : [],
    paused: given.paused === true,
    ...(interval !== undefined && { interval }),
    fulltext,
    ...(given.links !== undefined && { links: String(given.links) }),
    ...(given.looks === false && { looks: false }),
  }
}

/** An http(s) address as it is; a path, relative to the archive, as a file: address; `-` and '' as they are. */
export function addressOf(url: string, root: string): string {
  if (url === '' || url === '-' || /^(https?|file):/i.test(url)) return url
  return pathToFileURL(resolve(root, url)).href
}

/** A source's id made from its name, unlike those that are taken. */
export function sourceId(name: string, taken: ReadonlySet<string>): string {
  const base = slug(name, 60, 'source').toLowerCase()
  for (let n = 1; ; n++) {
    const id = n === 1 ? base : `${base}-${n}`
    if (!taken.has(id)) return id
  }
}

/** Throws StetError 'not-found' for ids that no source has, naming them all. */
export function mustKnow(config: Config, ids: readonly string[]): void {
  const unknown = ids.filter(id => !config.sources.some(source => source.id === id))
  if (unknown.length > 0)
    throw new StetError(
      'not-found',
      `there is no source "${unknown.join('", "')}"; \`stet list\` shows them.`,
    )
}
