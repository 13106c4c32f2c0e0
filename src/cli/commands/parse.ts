// stet parse: look at feeds as stet reads them.
import type { FeedHint } from '../../formats/feed/read.ts'
import type { Command } from '../command.ts'
import { EXIT } from '../context.ts'
import { eachFile, type Loaded } from '../files.ts'

/** Older readers, and the feeds made for them, take Content-Location for the base of relative addresses. */
function hintOf({ url, contentType, headers = {} }: Omit<Loaded, 'bytes'>): FeedHint {
  const contentLanguage = headers['content-language']
  const contentLocation = headers['content-location']
  return {
    whole: true,
    page: true,
    ...(url !== undefined && { url }),
    ...(contentType !== undefined && { contentType }),
    ...(contentLanguage !== undefined && { contentLanguage }),
    ...(contentLocation !== undefined && { contentLocation }),
  }
}

export const command: Command = {
  name: 'parse',
  summary: 'Print feeds as JSON Feed, one document a line',
  details: `For looking and testing: nothing is kept. Each line is {"file":…,"feed":{JSON Feed 1.1, what does not fit under "_stet"}} or {"file":…,"error":{"code":…,"message":…}}; docs/parse.md tells every member.
When FILE.http.json ({"url":…,"headers":{…}}) lies beside a file, it is taken as the answer's address and headers. Any number of files, in one process.`,
  args: [{ name: 'file', doc: 'Files; - for standard input.', many: true }],
  flags: [{ form: '--json', doc: 'JSON lines; this is the only form there is.' }],
  examples: ['stet parse feed.xml', 'curl -s https://example.org/feed | stet parse -'],
  async run(context, files) {
    const { readFeed, readIndex } = await import('../../formats/feed/read.ts')
    const { indexAsFeed, toJsonFeed } = await import('../../formats/feed/json.ts')
    await eachFile(context, files, ({ bytes, ...answer }) => {
      const read = readFeed(bytes, hintOf(answer))
      if (read.kind === 'feed') return { feed: toJsonFeed(read.feed, read.charset) }
      if (read.code === 'sitemap-index') return { feed: indexAsFeed(readIndex(bytes, hintOf(answer))) }
      return { error: { code: read.code, message: read.message } }
    })
    return EXIT.good
  },
}
