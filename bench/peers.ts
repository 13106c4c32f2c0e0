// What the served archive is measured beside, each a process of its own: the file server of Hono over the built site,
// and a Hono application that says hello.
// node bench/peers.ts FOLDER | hello
import { serve } from '@hono/node-server'
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'

const [what = 'hello'] = process.argv.slice(2)
const app = new Hono()
if (what === 'hello') app.get('/', context => context.text('hello'))
else app.use(serveStatic({ root: what }))
serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) =>
  console.log(`http://127.0.0.1:${port}/`),
)
