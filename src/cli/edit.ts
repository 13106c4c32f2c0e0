// Changing stet.yml: sources added and removed, comments and order kept, the file replaced whole.
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { type Document, isMap, isScalar, isSeq, YAMLSeq } from 'yaml'
import { StetError } from '../model/error.ts'
import { addressOf, type Config, parseConfig, sourceId } from './config.ts'
import { followed } from './followed.ts'

/** A source as it is written: only what the keeper said, and its id. */
export interface WrittenSource {
  readonly id: string
  readonly url: string
  readonly title?: string
  readonly categories?: readonly string[]
  readonly paused?: boolean
  readonly links?: string
}

/** What a command wants to add; the id is made from the name when there is none. */
export type NewSource = Omit<WrittenSource, 'id'> & { readonly id?: string; readonly name: string }

/** What adding sources does: those that are added, and those that are there, under which id. */
export interface Adding {
  readonly added: readonly WrittenSource[]
  readonly there: readonly { readonly url: string; readonly id: string }[]
}

/** Adds sources that are not there. */
export function addSources(config: Config, wanted: readonly NewSource[]): Adding {
  const adding = newAmong(config, wanted)
  if (adding.added.length > 0) {
    const list = sourceList(config.document)
    for (const source of adding.added) list.add(config.document.createNode(lineOf(source)))
    save(config)
  }
  return adding
}

/** What `addSources` would do; changes nothing. */
export function newAmong(config: Config, wanted: readonly NewSource[]): Adding {
  const taken = new Set(config.sources.map(({ id }) => id))
  const known = followed(config.sources)
  const added: WrittenSource[] = []
  const there: { url: string; id: string }[] = []
  for (const { name, ...given } of wanted) {
    const url = addressOf(given.url, config.root)
    const other = known.as(url)
    if (other !== undefined) {
      there.push({ url: given.url, id: other })
      continue
    }
    const id = given.id !== undefined && !taken.has(given.id) ? given.id : sourceId(given.id ?? name, taken)
    taken.add(id)
    known.add({ id, url })
    added.push({ ...given, id })
  }
  return { added, there }
}

const lineOf = ({ id, url, title, categories, paused, links }: WrittenSource) => ({
  id,
  url,
  ...(title !== undefined && title !== '' && { title }),
  ...(categories?.length && { categories }),
  ...(paused && { paused }),
  ...(links !== undefined && { links }),
})

/** Takes sources out; articles stay. Returns the ids that were there. */
export function removeSources(config: Config, ids: readonly string[]): string[] {
  const list = sourceList(config.document)
  const removed: string[] = []
  for (const id of ids) {
    const at =
      config.sources.findIndex(source => source.id === id) -
      removed.filter(other => before(config, other, id)).length
    if (!config.sources.some(source => source.id === id)) continue
    list.delete(at)
    removed.push(id)
  }
  if (removed.length > 0) save(config)
  return removed
}

const before = (config: Config, a: string, b: string): boolean =>
  config.sources.findIndex(({ id }) => id === a) < config.sources.findIndex(({ id }) => id === b)

/** Changes keys of one source; undefined removes a key. Throws StetError 'usage' for the address of another source. */
export function changeSource(config: Config, id: string, changes: Readonly<Record<string, unknown>>): void {
  if (typeof changes.url === 'string') mustBeFree(config, id, changes.url)
  const at = config.sources.findIndex(source => source.id === id)
  const list = sourceList(config.document)
  // A source may stand as a bare address.
  const bare = list.items[at]
  if (isScalar(bare)) list.set(at, config.document.createNode({ id, url: bare.value }))
  for (const [key, value] of Object.entries(changes)) {
    if (value === undefined) config.document.deleteIn(['sources', at, key])
    else config.document.setIn(['sources', at, key], value)
  }
  save(config)
}

function mustBeFree({ root, sources }: Config, id: string, url: string): void {
  const others = sources.filter(source => source.id !== id)
  const known = followed(others).as(addressOf(url, root))
  if (known !== undefined)
    throw new StetError('usage', `${url} is followed already, as ${known}: one feed is one source.`, {
      reasons: [{ name: 'followed', values: { url, id: known } }],
    })
}

/** Names the place of the archive's files in `file`; undefined for the folder itself. */
export function setArchive(config: Config, where: string | undefined, file: string): void {
  if (where === undefined) config.document.delete('archive')
  else config.document.set('archive', where)
  save({ ...config, file })
}

/** Names the database of catalogue, words and schedule; '' for the embedded ones. */
export function setStore(config: Config, store: string): void {
  if (store === '') config.document.delete('store')
  else config.document.set('store', store)
  save(config)
}

/** A source's address as the file has it: relative paths stay relative. */
export function writtenUrl(config: Config, id: string): string | undefined {
  const at = config.sources.findIndex(source => source.id === id)
  const item = sourceList(config.document).items[at]
  if (isScalar(item)) return String(item.value)
  return isMap(item) ? String(item.get('url') ?? '') : undefined
}

function sourceList(document: Document): YAMLSeq {
  const list = document.get('sources', true)
  if (isSeq(list)) return list
  const made = new YAMLSeq()
  document.set('sources', made)
  return made
}

/** Written beside and renamed over, after it has been read again: a broken file never replaces a good one. */
function save(config: Config): void {
  const list = config.document.get('sources', true)
  if (isSeq(list)) list.flow = false
  const text = config.document.toString({ lineWidth: 0 })
  parseConfig(text, config.root, config.file, {})
  const temporary = join(dirname(config.file), `.${basename(config.file)}.${process.pid}`)
  try {
    writeFileSync(temporary, text, { flush: true })
    renameSync(temporary, config.file)
  } finally {
    rmSync(temporary, { force: true })
  }
}
