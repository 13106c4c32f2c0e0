// Reader apps for desktops, on a screen that nobody sees, against the served archive.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite'
import { after, test } from 'node:test'
import { without } from '../debian.ts'
import { archive, PASSWORD, run, screen, until } from './reader-world.ts'
import { newFolder } from './world.ts'

// Qt looks for a screen even to say its version.
process.env.QT_QPA_PLATFORM = 'offscreen'
const noScreen = without('Xvfb', ['xvfb'], '-help') || without('xdotool', ['xdotool'])

/** A program under way. */
function started(command: string, args: readonly string[], env: Readonly<Record<string, string>>) {
  const child = spawn(command, args, { env: { ...process.env, LANG: 'C.UTF-8', ...env }, stdio: 'ignore' })
  after(() => child.kill('SIGKILL'))
  let ended = false
  child.on('close', () => {
    ended = true
  })
  return {
    async end(): Promise<void> {
      child.kill('SIGTERM')
      await until(`${command} has ended`, () => ended)
    },
    hasEnded: () => ended,
  }
}

/** What a program's own database says; nothing while it is not there or busy. */
function rows(path: string, text: string): Record<string, SQLOutputValue>[] {
  if (!existsSync(path)) return []
  const db = new DatabaseSync(path, { readOnly: true })
  try {
    return db.prepare(text).all()
  } catch {
    return []
  } finally {
    db.close()
  }
}

/** A password as RSS Guard keeps it (SimpleCrypt, version 3), here without checksum: each byte under key and its neighbour. */
function encrypted(text: string, key: bigint): string {
  const bytes = Buffer.from(`?${text}`)
  let last = 0
  for (const [at, byte] of bytes.entries()) {
    last ^= byte ^ Number((key >> BigInt(8 * (at % 8))) & 255n)
    bytes[at] = last
  }
  return Buffer.concat([Buffer.from([3, 0]), bytes]).toString('base64')
}

test('RSS Guard syncs, reads, stars and marks all read, and the marks are kept and shown', {
  skip: noScreen || without('rssguard', ['rssguard']),
}, async () => {
  const { server, marked, page } = await archive()
  const home = newFolder()
  const data = join(home, 'data')
  const database = join(data, 'database/database.db')
  const config = join(data, 'config/config.ini')
  const env = { HOME: home, XDG_RUNTIME_DIR: home, QTWEBENGINE_DISABLE_SANDBOX: '1' }
  // The first start makes its files.
  const first = started('rssguard', ['-d', data], env)
  const tables = "select name from sqlite_master where name = 'Accounts'"
  await until('RSS Guard has made its files', () => existsSync(config) && rows(database, tables).length > 0)
  await first.end()

  const KEY = 0x0123456789abcdefn
  writeFileSync(join(data, 'config/key.private'), String(KEY))
  const account = {
    service: 1024,
    username: 'li',
    password: encrypted(PASSWORD, KEY),
    url: server.url.replace(/\/$/, ''),
    batch_size: 100,
    download_only_unread: false,
  }
  const db = new DatabaseSync(database)
  db.exec('delete from Accounts')
  db.prepare("insert into Accounts (type, custom_data) values ('greader', ?)").run(JSON.stringify(account))
  db.close()
  writeFileSync(
    config,
    `${readFileSync(config, 'utf8').replace(/^\[feeds\]$/m, '[feeds]\nfeeds_update_on_startup=true\nfeeds_update_on_startup_delay=5')}
[keyboard]
m_actionSelectNextItem=Ctrl+Alt+F
m_actionSelectNextMessage=Ctrl+Alt+N
m_actionSwitchImportanceOfSelectedMessages=Ctrl+Alt+S
m_actionMarkAllItemsRead=Ctrl+Alt+A
m_actionQuit=Ctrl+Q
`,
  )
  const count = (where: string): number =>
    Number(rows(database, `select count(*) as n from Messages where ${where}`)[0]?.n ?? 0)
  const shown = await screen()
  const start = () =>
    started('rssguard', ['-d', data], { ...env, QT_QPA_PLATFORM: 'xcb', DISPLAY: shown.display })
  const reading = start()
  await until('three articles have come', () => count('is_read = 0') === 3)
  assert.deepEqual(
    rows(database, 'select title from Feeds').map(({ title }) => title),
    ['某报'],
  )
  assert.match(
    String(rows(database, "select contents from Messages where title = '第3条新闻'")[0]?.contents),
    /正文3/,
  )
  assert.equal(marked('read'), 0)
  await shown.window('RSS Guard')
  await shown.press(
    ['ctrl+alt+f', 'ctrl+alt+f', 'ctrl+alt+n'],
    'one is read',
    () => count('is_read = 1') === 1,
  )
  await shown.press(['ctrl+alt+s'], 'it is starred', () => count('is_read = 1 and is_important = 1') === 1)
  const [starred] = rows(database, 'select title from Messages where is_important = 1')
  await shown.press(['ctrl+alt+a'], 'all are read', () => count('is_read = 1') === 3)
  await shown.press(['ctrl+q'], 'it has ended', reading.hasEnded)
  // What it remembers it tells when it syncs again.
  const again = start()
  await until('all are read', () => marked('read') === 3)
  await until('one is starred', () => marked('starred') === 1)
  await again.end()
  assert.match(await page('read/?show=starred'), new RegExp(String(starred!.title)))
  assert.doesNotMatch(await page('read/'), /第[123]条新闻/)
  await server.end()
})

test('Liferea subscribes, syncs, reads, stars and marks all read, and the marks are kept and shown', {
  skip:
    noScreen || without('liferea', ['liferea']) || without('dbus-run-session', ['dbus-daemon', 'dbus-bin']),
}, async () => {
  const { server, outlet, root, marked, page } = await archive()
  const home = newFolder()
  const shown = await screen()
  mkdirSync(join(home, 'config/liferea'), { recursive: true })
  writeFileSync(
    join(home, 'config/liferea/feedlist.opml'),
    `<?xml version="1.0" encoding="UTF-8"?>
<opml version="1.0"><head><title>Liferea</title></head><body>
<outline title="stet" text="stet" type="source" id="stetsrc" sourceType="fl_google_reader" xmlUrl="${server.url.replace(/\/$/, '')}" updateInterval="-1" username="li" password="${PASSWORD}"/>
</body></opml>
`,
  )
  const env = {
    HOME: home,
    DISPLAY: shown.display,
    XDG_CONFIG_HOME: join(home, 'config'),
    XDG_DATA_HOME: join(home, 'data'),
    XDG_CACHE_HOME: join(home, 'cache'),
    XDG_RUNTIME_DIR: home,
    GSETTINGS_BACKEND: 'keyfile',
    WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
    NO_AT_BRIDGE: '1',
  }
  const inSession = { env: { ...process.env, ...env } }
  await run('gsettings', ['set', 'net.sf.liferea', 'confirm-mark-all-read', 'false'], inSession)
  const liferea = started(
    'dbus-run-session',
    ['--', 'sh', '-c', 'echo "$DBUS_SESSION_BUS_ADDRESS" > "$HOME/bus"; exec liferea'],
    env,
  )
  const database = join(home, 'data/liferea/liferea.db')
  const count = (where: string): number =>
    Number(rows(database, `select count(*) as n from items where ${where}`)[0]?.n ?? 0)
  await until('three articles have come', () => count('read = 0') === 3)
  assert.equal(marked('read'), 0)
  await shown.window('Liferea')
  await shown.press(['ctrl+n'], 'one is read', () => count('read = 1') === 1)
  await until('one is read here too', () => marked('read') === 1)
  await shown.press(['ctrl+t'], 'it is starred', () => count('marked = 1') === 1)
  await until('one is starred here too', () => marked('starred') === 1)
  const [starred] = rows(database, 'select title from items where marked = 1')
  assert.match(await page('read/?show=starred'), new RegExp(String(starred!.title)))
  await shown.press(['ctrl+r'], 'all are read', () => count('read = 1') === 3)
  await until('all are read here too', () => marked('read') === 3)
  assert.doesNotMatch(await page('read/'), /第[123]条新闻/)

  const bus = { DBUS_SESSION_BUS_ADDRESS: readFileSync(join(home, 'bus'), 'utf8').trim() }
  await run(
    'gdbus',
    [
      'call',
      '--session',
      '--dest',
      'org.gnome.feed.Reader',
      '--object-path',
      '/org/gnome/feed/Reader',
    ].concat(['--method', 'org.gnome.feed.Reader.Subscribe', `${outlet.origin}/other`]),
    { env: { ...inSession.env, ...bus } },
  )
  await until('the other paper is followed', () =>
    readFileSync(join(root, 'stet.yml'), 'utf8').includes('/other'),
  )
  await until('its articles are there', async () => /第[78]条新闻/.test(await page('read/')))
  await liferea.end()
  await server.end()
})
