// stet user: who may sign in to the served archive.
import { StetError } from '../../model/error.ts'
import { isSameName, newName } from '../../model/reader-name.ts'
import { iso } from '../../model/time.ts'
import { ROLES, type Role, type Users } from '../../model/user.ts'
import { type Command, textFlag } from '../command.ts'
import { type Context, EXIT } from '../context.ts'
import { askSecret } from '../secret.ts'

const ACTIONS = ['add', 'list', 'password', 'api-password', 'remove'] as const
type Action = (typeof ACTIONS)[number]

export const command: Command = {
  name: 'user',
  summary: 'Add, list, change and remove those who may sign in',
  details: `ACTION is add, list, password, api-password or remove. Passwords are asked for at a terminal, else read from the first line of standard input; they have 8 to 200 characters.
Names are kept in their plain spelling (NFKC: full-width letters become plain ones); one that holds what cannot be seen, or differs from another user's only in case, is refused.
A reader reads, stars and labels; a keeper also changes sources. The first user is a keeper, later ones are readers, unless --role says otherwise.
Reader apps (Google Reader API, Fever) take the same name and password, until api-password gives them one of their own: then that one opens nothing but the apps.
Users stand in .private/ of the archive, as salted hashes that only you can read; git, Jekyll and the site pass it by. Marks (state/NAME.ndjson) stay when a user is removed; with --marks they go too, for good.`,
  args: [
    { name: 'action', doc: `One of ${ACTIONS.join(', ')}.` },
    { name: 'name', doc: 'The user; letters and digits of any script, and . _ @ -', optional: true },
  ],
  flags: [
    { form: '--role <role>', doc: 'For add: reader or keeper.' },
    { form: '--marks', doc: 'For remove: also the marks, whether there is such a user still or not.' },
    { form: '--json', doc: 'For list: one JSON object a line.' },
  ],
  examples: [
    'stet user add li',
    'stet user api-password li',
    'echo "$SECRET" | stet user add wang --role keeper',
    'stet user list',
  ],
  async run(context, [action = '', name], flags) {
    const { folderUsers } = await import('../../adapters/fs/users.ts')
    const users = folderUsers(context.config().root, context.clock.now)
    if (!ACTIONS.includes(action as Action))
      throw new StetError(
        'usage',
        `"${action}" is nothing to do with a user; expected one of ${ACTIONS.join(', ')}`,
      )
    if (action === 'list') return list(context, users, flags)
    if (name === undefined) throw new StetError('usage', `name the user: stet user ${action} NAME`)
    if (action === 'remove' && flags.marks) await forget(context, users, name)
    else if (action === 'add') await add(context, users, name, flags)
    else await change(context, users, name, action as 'password' | 'api-password' | 'remove')
    return EXIT.good
  },
}

async function list(context: Context, users: Users, flags: Readonly<Record<string, unknown>>) {
  for (const { name, role, apiPassword, added } of await users.all()) {
    const line = { name, role, added: iso(added), apiPassword: apiPassword !== undefined }
    context.print(flags.json ? JSON.stringify(line) : [name, role, line.added].join('\t'))
  }
  return EXIT.good
}

async function add(
  context: Context,
  users: Users,
  given: string,
  flags: Readonly<Record<string, unknown>>,
): Promise<void> {
  const made = newName(given)
  if (made.kind === 'bad') throw new StetError('usage', `"${given}" cannot be a name: ${made.why}`)
  const { name } = made
  const all = await users.all()
  if (all.some(user => user.name === name))
    throw new StetError(
      'usage',
      `there is a user "${name}" already; \`stet user password ${name}\` changes the password`,
    )
  const alike = all.find(user => isSameName(user.name, name))
  if (alike)
    throw new StetError(
      'usage',
      `"${name}" differs from the user "${alike.name}" only in case or width; choose another name`,
    )
  const role = textFlag(flags, 'role') ?? (all.length === 0 ? 'keeper' : 'reader')
  if (!ROLES.includes(role as Role))
    throw new StetError('usage', `--role is "${role}"; expected reader or keeper`)
  const { newUser } = await import('../../serve/accounts/accounts.ts')
  await users.put(await newUser(name, await password(context, name), role as Role, context.clock))
  context.print(`added ${name}, ${role}`)
  if (name !== given) context.say(`"${given}" is written ${name}, which is how to sign in.`)
}

async function change(
  context: Context,
  users: Users,
  given: string,
  action: 'password' | 'api-password' | 'remove',
): Promise<void> {
  const { userNamed, withPassword, withApiPassword } = await import('../../serve/accounts/accounts.ts')
  const user = await userNamed(users, given)
  if (!user) throw new StetError('not-found', `there is no user "${given}"; \`stet user list\` shows them.`)
  const { name } = user
  if (action === 'remove') {
    await users.remove(name)
    context.print(`removed ${name}; the marks stay`)
    return
  }
  const next = await password(context, name)
  await users.put(await (action === 'password' ? withPassword(user, next) : withApiPassword(user, next)))
  context.print(action === 'password' ? `changed the password of ${name}` : `${name} has a password for apps`)
}

/** The user first, so that nobody marks meanwhile; then the marks. */
async function forget(context: Context, users: Users, name: string): Promise<void> {
  const { openWorld } = await import('../wire.ts')
  const { markingOf } = await import('../marks.ts')
  const world = await openWorld(context, { write: true })
  try {
    const was = await users.remove(name)
    if (!was && !(await world.store.readers()).includes(name))
      throw new StetError('not-found', `there is neither a user "${name}" nor marks of one.`)
    await markingOf(context, world).forget(name)
    context.print(`removed ${name} and the marks`)
  } finally {
    await world.close()
  }
}

async function password(context: Context, name: string): Promise<string> {
  const { LONGEST_PASSWORD, SHORTEST_PASSWORD } = await import('../../serve/accounts/password.ts')
  const given = await askSecret(context, `Password of ${name}: `)
  if (given.length < SHORTEST_PASSWORD || given.length > LONGEST_PASSWORD)
    throw new StetError(
      'usage',
      `the password has ${given.length} characters; expected ${SHORTEST_PASSWORD} to ${LONGEST_PASSWORD}`,
    )
  return given
}
