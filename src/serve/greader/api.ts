// The Google Reader API; README.md beside this file says what is answered and which client needs what.
import { StetError } from '../../model/error.ts'
import type { User } from '../../model/user.ts'
import type { SignedIn } from '../accounts/accounts.ts'
import type { House } from '../house.ts'
import type { Keeping } from '../keep/keeping.ts'
import { type Parameters, parametersOf, readParameters } from '../parameters.ts'
import { type Subscriptions, subscriptions } from '../subscriptions.ts'
import type { Visitor } from '../visitor.ts'
import { answerIn, plain, streamed, xmlAnswer } from './answers.ts'
import { editSubscriptions, editTags, importOpml, markAllRead, moveLabel, quickAdd } from './edits.ts'
import { itemNumber, STATE, streamNamed } from './ids.ts'
import { atomText, type Full, fullItems, type Head, itemJson } from './items.ts'
import { subscriptionList, subscriptionsOpml, tagList, unreadCounts, userInfo } from './lists.ts'
import { type Page, pageOf } from './streams.ts'

const PREFIX =
  /^\/*(?:api\/greader\.php)?\/*(?=accounts\/|reader\/)(accounts\/+ClientLogin|reader\/+(?:api|atom)\b.*)$/s

/** The call in a path of the site, `reader/api/0/token`; undefined for what is none. Some clients double slashes. */
export function greaderCall(path: string): string | undefined {
  if (/^\/+api\/greader\.php\/*$/.test(path)) return 'check'
  return PREFIX.exec(path)?.[1]?.replace(/^(accounts|reader)\/+/, '$1/')
}

/** A call, with who makes it. */
interface Call {
  readonly house: House
  readonly user: User
  readonly asked: Parameters
  readonly known: Subscriptions
  readonly request: Request
}

/** Items in one page of a stream, and of ids alone. */
const CONTENTS = { usual: 20, most: 1000 }
const IDS = { usual: 20, most: 200_000 }
/** Items asked for by their ids in one call. */
const MOST_BY_ID = 10_000

/** Clients ask by either; what changes something is only done by POST. */
const METHODS = ['GET', 'HEAD', 'POST']

/** Answers a call of the API. */
export async function greader(
  house: House,
  call: string,
  request: Request,
  visitor: Visitor,
): Promise<Response> {
  if (!METHODS.includes(request.method))
    return plain('GET reads, POST reads and writes.\n', 405, { Allow: METHODS.join(', ') })
  if (call === 'check') return plain('OK')
  const isImport = call === 'reader/api/0/subscription/import'
  const asked = isImport ? parametersOf(new URL(request.url).searchParams) : await readParameters(request)
  if (call === 'accounts/ClientLogin') return clientLogin(house, asked, visitor)
  const user = await callerOf(house, request, asked)
  if (!user) return unauthorized()
  await house.marking.current(user.name)
  try {
    const made = { house, user, asked, known: await subscriptions(house), request }
    return (await answered(call, made)) ?? plain('There is no such call.\n', 404)
  } catch (error) {
    if (error instanceof StetError) return plain(`${error.message}\n`, 400)
    throw error
  }
}

async function clientLogin({ accounts }: House, asked: Parameters, visitor: Visitor): Promise<Response> {
  const done: SignedIn = await accounts.signInApp(asked.one('Email'), asked.one('Passwd'), visitor.address)
  if (done.kind === 'wait')
    return plain('Error=CaptchaRequired\n', 429, { 'Retry-After': String(Math.ceil(done.time / 1000)) })
  if (done.kind === 'wrong') return plain('Error=BadAuthentication\n', 401)
  const token = await accounts.tokenFor(done.user)
  if (asked.one('output') === 'json') return answerIn('json', { SID: token, LSID: null, Auth: token })
  return plain(`SID=${token}\nLSID=null\nAuth=${token}\n`)
}

/**
 * By `Authorization: GoogleLogin auth=…`. Where that is missing, by `T`: one client sends its token there. With it `T`
 * is not looked at: the header is no cookie, nobody else's page can send it, and clients send `x` or nothing as `T`.
 */
async function callerOf({ accounts }: House, request: Request, asked: Parameters): Promise<User | undefined> {
  const header = request.headers.get('authorization') ?? ''
  const token = /^GoogleLogin\s+auth\s*=\s*"?([^\s",]+)/i.exec(header)?.[1] ?? asked.one('T')
  return token === '' ? undefined : accounts.ownerOf(token)
}

const unauthorized = (): Response =>
  plain('Unauthorized\n', 401, {
    'WWW-Authenticate': 'GoogleLogin realm="stet", service="reader"',
    'X-Reader-Google-Bad-Token': 'true',
    'Google-Bad-Token': 'true',
  })

async function answered(call: string, made: Call): Promise<Response | undefined> {
  const atom = /^reader\/atom(?:\/(.*))?$/s.exec(call)
  if (atom) return contents(made, namesIn(atom[1], made.asked), 'atom')
  const name = /^reader\/api\/0\/(.+?)\/?$/s.exec(call)?.[1]
  if (name === undefined) return undefined
  const stream = /^stream\/contents(?:\/(.*))?$/s.exec(name)
  if (stream) return contents(made, namesIn(stream[1], made.asked), made.asked.one('output'))
  return (await reading(name, made)) ?? (made.request.method === 'POST' ? writing(name, made) : undefined)
}

/** The streams in a path and in the parameters; the reading list when there is none. */
function namesIn(path: string | undefined, asked: Parameters): string[] {
  const names = [path === undefined ? '' : decoded(path), ...asked.all('s')].filter(name => name !== '')
  return names.length > 0 ? names : [`${STATE}reading-list`]
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

async function reading(name: string, made: Call): Promise<Response | undefined> {
  const { house, user, asked, known } = made
  const inForm = (value: object): Response => answerIn(asked.one('output'), value)
  switch (name) {
    case 'token':
      return plain(await house.accounts.editTokenFor(user))
    case 'user-info':
      return inForm(userInfo(user))
    case 'subscription/list':
      return inForm(await subscriptionList(house, known))
    case 'subscription/export':
      return xmlAnswer(subscriptionsOpml(house.site().config.title, known.all))
    case 'tag/list':
      return inForm(await tagList(house, user.name, known))
    case 'unread-count':
      return inForm(await unreadCounts(house, user.name, known))
    case 'stream/items/ids':
      return inForm(
        itemRefs(await pageOf(house, user.name, namesIn(undefined, asked), asked, known, IDS), known),
      )
    case 'stream/items/count':
      return plain(
        String((await pageOf(house, user.name, namesIn(undefined, asked), asked, known, IDS)).items.length),
      )
    case 'stream/items/contents':
      return itemContents(made)
    case 'preference/list':
      return inForm({ prefs: [] })
    case 'preference/stream/list':
      return inForm({ streamprefs: {} })
    case 'friend/list':
      return inForm({ friends: [] })
    default:
      return undefined
  }
}

async function writing(name: string, made: Call): Promise<Response | undefined> {
  const { house, user, asked, known, request } = made
  switch (name) {
    case 'edit-tag':
      await editTags(house, user.name, asked)
      return plain('OK')
    case 'mark-all-as-read':
      return okOr404(await markAllRead(house, user.name, asked, known))
    case 'rename-tag':
    case 'disable-tag':
      return okOr404(await moveLabel(house, user.name, asked, known, keepingFor(made)))
  }
  if (!/^subscription\/(?:edit|quickadd|import)$/.test(name)) return undefined
  const keeping = keepingFor(made)
  if (!keeping) return plain('Only a keeper changes subscriptions.\n', 403)
  if (name === 'subscription/edit') return okOr404(await editSubscriptions(keeping, asked, known))
  if (name === 'subscription/quickadd')
    return answerIn('json', await quickAdd(house, keeping, asked.one('quickadd')))
  return plain(`OK: ${await importOpml(keeping, await request.text())}`)
}

const keepingFor = ({ house, user }: Call): Keeping | undefined =>
  user.role === 'keeper' ? house.keeping : undefined

const okOr404 = (done: boolean): Response => (done ? plain('OK') : plain('There is no such thing.\n', 404))

function itemRefs({ items, continuation }: Page, { of }: Subscriptions): object {
  return {
    itemRefs: items.map(({ number, source, taken }) => ({
      id: String(number),
      directStreamIds: [`feed/${of(source)?.number ?? source}`],
      timestampUsec: `${taken}000`,
    })),
    ...(continuation !== undefined && { continuation }),
  }
}

async function contents(made: Call, names: readonly string[], output: string): Promise<Response> {
  const { house, user, asked, known } = made
  if (!names.some(name => streamNamed(name))) return plain('There is no such stream.\n', 404)
  const { items, continuation } = await pageOf(house, user.name, names, asked, known, CONTENTS)
  return withItems(
    made,
    items.map(({ number }) => number),
    headOf(made, names[0]!, continuation),
    output,
  )
}

function itemContents(made: Call): Promise<Response> {
  const numbers = made.asked.all('i').flatMap(id => itemNumber(id) ?? [])
  const once = [...new Set(numbers)].slice(0, MOST_BY_ID)
  return withItems(made, once, headOf(made, `${STATE}reading-list`, undefined), made.asked.one('output'))
}

function headOf({ house, known, request }: Call, id: string, continuation: string | undefined): Head {
  const { config } = house.site()
  const stream = streamNamed(id)
  const feed = stream?.kind === 'feed' ? known.named(stream.name) : undefined
  return {
    id: feed ? `feed/${feed.number}` : id,
    title: feed?.title ?? (stream?.kind === 'label' ? stream.name : config.title),
    self: new URL(new URL(request.url).pathname, config.url).href,
    home: feed?.home || config.url,
    updated: house.clock.now(),
    ...(continuation !== undefined && { continuation }),
  }
}

async function withItems(
  { house, user, known }: Call,
  numbers: readonly number[],
  head: Head,
  output: string,
): Promise<Response> {
  const items = fullItems(house, user.name, numbers, known)
  if (output === 'atom') {
    const all: Full[] = []
    for await (const item of items) all.push(item)
    return xmlAnswer(atomText(head, all), 'application/atom+xml; charset=utf-8')
  }
  if (output === 'xml') {
    const all: object[] = []
    for await (const item of items) all.push(itemJson(item))
    return answerIn(output, { ...jsonHead(head), items: all })
  }
  return streamed(jsonPieces(head, items))
}

const jsonHead = ({ id, title, self, home, updated, continuation }: Head): object => ({
  direction: 'ltr',
  id,
  title,
  self: [{ href: self }],
  alternate: [{ href: home, type: 'text/html' }],
  updated: Math.floor(updated / 1000),
  ...(continuation !== undefined && { continuation }),
})

async function* jsonPieces(head: Head, items: ReturnType<typeof fullItems>): AsyncGenerator<string> {
  yield `${JSON.stringify(jsonHead(head)).slice(0, -1)},"items":[`
  let gap = ''
  for await (const item of items) {
    yield gap + JSON.stringify(itemJson(item))
    gap = ','
  }
  yield ']}'
}
