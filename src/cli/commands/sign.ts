// stet sign: an address of the picture proxy that works whatever its policy.
import { randomBytes } from 'node:crypto'
import { StetError } from '../../model/error.ts'
import { type Command, textFlag } from '../command.ts'
import { EXIT } from '../context.ts'

export const command: Command = {
  name: 'sign',
  summary: 'Sign an address for the picture proxy',
  details: `Prints the address under which this archive's picture proxy draws a picture from URL for whoever asks, although no article shows it. URL is the picture's own address, with what to make of it in --query, or an address of a proxy that has both (\`https://images.weserv.nl/?url=…&w=300\`). The setting image.secret must be the server's.`,
  args: [{ name: 'url', doc: 'The picture’s address, or a proxy’s with `url=` in it.' }],
  flags: [{ form: '--query <options>', doc: 'What to make of it: w=300&output=webp…' }],
  examples: ["stet sign https://outlet.example/photo.jpg --query 'w=300&output=webp'"],
  async run(context, [url = ''], flags) {
    const { settings } = context.config()
    const secret = settings['image.secret']
    if (secret === '')
      throw new StetError(
        'config',
        `image.secret is not set, so nothing can be signed. Put one into stet.yml (and keep it there: other secrets make other signatures):\n\nimage:\n  secret: ${randomBytes(24).toString('base64url')}\n`,
      )
    const { signed } = await import('../../serve/image/sign.ts')
    const query = signed(queryFor(url, textFlag(flags, 'query') ?? ''), secret)
    if (query === undefined) throw new StetError('usage', `"${url}" is not an address of a picture`)
    context.print(`${settings['site.url'].replace(/\/*$/, '/')}image/?${query}`)
    return EXIT.good
  },
}

function queryFor(url: string, more: string): string {
  const at = url.indexOf('?')
  const own = at < 0 ? '' : url.slice(at + 1)
  const base = /(?:^|&)url=/i.test(own) ? own : `url=${encodeURIComponent(url)}`
  return more === '' ? base : `${base}&${more.replace(/^[?&]/, '')}`
}
