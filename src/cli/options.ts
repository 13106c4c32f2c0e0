// Every setting of stet.yml, in one table: parsing, defaults, `stet help settings`, the reference page and its test
// read it here.
import type { Duration } from '../model/time.ts'
import type { OptionType } from './values.ts'

export interface Option {
  readonly type: OptionType
  /** As it would be written in stet.yml; '' for none. */
  readonly default: string
  readonly doc: string
  /** An environment variable by another name than the usual one. */
  readonly env?: string
  /** The variable counts only where the file says nothing: it is not ours alone. */
  readonly fileFirst?: boolean
}
export type OptionTable = Readonly<Record<string, Option>>

export const options = {
  archive: {
    type: 'text',
    default: '',
    doc: 'Where the files of the archive are: s3://bucket/prefix for object storage, else the folder of stet.yml.',
  },
  's3.endpoint': {
    type: 'text',
    default: '',
    doc: 'Address of the S3-compatible server; else AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, or that of Amazon.',
  },
  's3.region': { type: 'text', default: '', doc: 'Region of the bucket; else AWS_REGION, or us-east-1.' },
  's3.keyId': { type: 'text', default: '', doc: 'Key id for object storage; else AWS_ACCESS_KEY_ID.' },
  's3.secret': {
    type: 'text',
    default: '',
    doc: 'Secret for object storage; else AWS_SECRET_ACCESS_KEY. Better in the environment than in a file.',
  },
  'site.title': { type: 'text', default: 'stet', doc: 'What the archive is called.' },
  'site.description': { type: 'text', default: '', doc: 'One sentence on what the archive is.' },
  'site.url': {
    type: 'address',
    default: 'http://127.0.0.1:4000/',
    doc: 'Where the site is published, for feeds and sitemaps; may have a path.',
  },
  'site.language': {
    type: ['en', 'zh-Hans', 'zh-Hant'],
    default: 'en',
    doc: 'Language of the interface; articles keep theirs.',
  },
  'site.timezone': {
    type: 'timezone',
    default: 'UTC',
    doc: 'Zone in which times are shown (IANA name, Asia/Shanghai).',
  },
  'site.pictures': {
    type: ['kept', 'linked'],
    default: 'kept',
    doc: 'Pictures that pages show: those this archive keeps, so that a page asks nobody else, or also those still at the outlets.',
  },
  'site.search': {
    type: 'boolean',
    default: 'true',
    doc: 'Build the files by which a browser searches without a server.',
  },
  'site.markdown': {
    type: 'boolean',
    default: 'true',
    doc: 'Write each article as Markdown beside its page. Searching without a server reads it: without the one there is not the other.',
  },
  'site.text': {
    type: 'boolean',
    default: 'false',
    doc: 'Write each article’s text alone, without any marks, as .txt beside its page. `stet serve` has it without.',
  },
  'site.gather': {
    type: 'integer',
    default: '8',
    doc: 'In a large archive, how many articles the lists of tags, categories, authors and days take in together, where so many come in a day; until then these stand on the front page, in their source’s list and in the feeds of both. 0: each at once.',
  },
  'site.gatherFrom': {
    type: 'integer',
    default: '10000',
    doc: 'How many articles make an archive a large one.',
  },
  'site.theme': {
    type: 'text',
    default: 'theme',
    doc: 'Folder with a look of your own, relative to the archive: style.css, and HTML for head, masthead, article-top, article-end and footer.',
  },
  'site.cname': {
    type: 'text',
    default: '',
    doc: 'Host name for GitHub Pages: `stet build` writes it to CNAME.',
  },
  'site.output': {
    type: 'text',
    default: '_site',
    doc: 'Folder that `stet build` writes to, relative to the archive.',
  },
  store: {
    type: 'text',
    default: '',
    doc: 'Where catalogue, words and schedule are: a PostgreSQL database, postgres://user@host:5432/database, or nothing for files in .stet. A password is better kept in the variable, or in PGPASSWORD or ~/.pgpass: stet.yml may be published.',
  },
  'poll.interval': {
    type: 'duration',
    default: '1h',
    doc: 'The least time between two polls of one source; a source may have its own.',
  },
  'poll.longest': {
    type: 'duration',
    default: '8h',
    doc: 'The most time between two polls of a source that answers.',
  },
  'poll.perHost': { type: 'integer', default: '1', doc: 'Requests under way to one host at a time.' },
  'poll.pause': { type: 'duration', default: '500ms', doc: 'Pause between two requests to one host.' },
  'poll.pauseHere': {
    type: 'duration',
    default: '100ms',
    doc: 'The same for servers on this machine (loopback), which need less of it; never more than poll.pause.',
  },
  'poll.crawlDelay': {
    type: 'duration',
    default: '30s',
    doc: 'Most of the Crawl-delay of a robots.txt that is obeyed, for pages and pictures.',
  },
  'poll.historyPages': {
    type: 'integer',
    default: '500',
    doc: 'Most pages of a feed that `stet add --history` reads back in one run; the next run goes on.',
  },
  'poll.hosts': {
    type: 'integer',
    default: '32',
    doc: 'Hosts asked at a time, and requests under way in all.',
  },
  'net.timeout': { type: 'duration', default: '60s', doc: 'For a whole exchange, redirects and all.' },
  'net.connectTimeout': { type: 'duration', default: '10s', doc: 'Until a connection stands.' },
  'net.idleTimeout': { type: 'duration', default: '20s', doc: 'Between two bytes of an answer.' },
  'net.maxBytes': {
    type: 'bytes',
    default: '50MB',
    doc: 'Most bytes of an answer, before and after decompression.',
  },
  'net.maxHeaderBytes': { type: 'bytes', default: '64KiB', doc: 'Most bytes of the headers of an answer.' },
  'net.maxRedirects': { type: 'integer', default: '10', doc: 'Redirects followed for one request.' },
  'net.contact': {
    type: 'text',
    default: '',
    doc: 'An address or mail address in the User-Agent, so that a publisher can reach the keeper; site.url when empty.',
  },
  'net.allowPrivate': {
    type: 'text',
    default: '',
    doc: 'Private addresses that may be asked all the same: literal address:port pairs, with commas between.',
    env: 'STET_ALLOW_PRIVATE',
  },
  'net.dns': {
    type: 'text',
    default: '',
    doc: "address:port of a DNS server to ask instead of the system's.",
    env: 'STET_DNS',
  },
  'read.time': {
    type: 'duration',
    default: '30s',
    doc: 'How much processor time the reading of one feed or page may take; then it is ended, and the source says so.',
  },
  'read.memory': {
    type: 'bytes',
    default: '512MB',
    doc: 'How much memory the reading of one feed or page may take; then it is ended.',
  },
  'jobs.buildAfter': {
    type: 'duration',
    default: '0s',
    doc: 'So long after stet worker brought news the site is built by one of the workers; 0s for never.',
  },
  'looks.after': {
    type: 'durations',
    default: '1h 6h 1d 3d 7d 30d 180d',
    doc: 'When the page of an article is looked at again, counted from when it was first taken; never to look at none.',
  },
  'looks.perHost': {
    type: 'integer',
    default: '1000',
    doc: 'Most pages of one host looked at again in one poll; the rest is for the next.',
  },
  'looks.time': {
    type: 'duration',
    default: '5m',
    doc: 'How long one poll may go on looking again; the rest is for the next.',
  },
  'keep.maxEntries': {
    type: 'integer',
    default: '20000',
    doc: 'Most entries taken of one answer; the first ones are.',
  },
  'keep.maxField': { type: 'integer', default: '2000', doc: 'Most characters of a title, a name or a tag.' },
  'keep.maxText': {
    type: 'bytes',
    default: '8MB',
    doc: 'Most characters of one article’s text; the rest is cut off, and the poll says so.',
  },
  'keep.captures': {
    type: 'boolean',
    default: 'true',
    doc: 'Keep raw exchanges as WARC files: evidence, and what a better reader can start from.',
  },
  'keep.pictures': {
    type: 'boolean',
    default: 'true',
    doc: 'Fetch and keep the pictures of every article after a poll.',
  },
  'keep.picturesPerArticle': { type: 'integer', default: '50', doc: 'Pictures kept of one article.' },
  'keep.pictureBytes': { type: 'bytes', default: '20MB', doc: 'Most bytes of one picture.' },
  'keep.pictureTotal': {
    type: 'bytes',
    default: '0',
    doc: 'Bytes of pictures after which no more are fetched; 0 for any number.',
  },
  'keep.pictureTime': {
    type: 'duration',
    default: '5m',
    doc: 'How long one poll may go on fetching pictures; the rest is for the next, or for `stet pictures fetch`.',
  },
  'image.policy': {
    type: ['known', 'signed', 'open'],
    default: 'known',
    doc: 'Whose pictures `/image/?url=` serves: those of this archive’s articles and of signed requests, only those of signed requests, or anybody’s.',
  },
  'image.open': {
    type: 'boolean',
    default: 'false',
    doc: 'A switch for image.policy: open.',
    env: 'STET_IMG_OPEN',
  },
  'image.secret': {
    type: 'text',
    default: '',
    doc: 'What `stet sign` signs with. Nothing is signed without one.',
  },
  'image.host': {
    type: 'text',
    default: '',
    doc: 'A host name (with its port, if it has one) under which `/?url=` is the picture proxy: old addresses of images.weserv.nl work there.',
  },
  'image.timeoutMs': {
    type: 'integer',
    default: '10000',
    doc: 'Milliseconds for fetching a picture that somebody waits for, redirects and all.',
    env: 'STET_IMG_TIMEOUT_MS',
  },
  'image.maxBytes': {
    type: 'bytes',
    default: '100MiB',
    doc: 'Most bytes of a picture that is fetched for the proxy.',
    env: 'STET_IMG_MAX_BYTES',
  },
  'image.workMs': {
    type: 'integer',
    default: '10000',
    doc: 'Milliseconds of work on one picture, after which it is given up.',
  },
  'image.cache': {
    type: 'bytes',
    default: '1GB',
    doc: 'Bytes of derived pictures kept in .stet/pictures, for the proxy and for pages each; those not used for longest go first.',
  },
  'image.perClient': {
    type: 'integer',
    default: '2500',
    doc: 'Pictures that one client may have made in ten minutes; 0 for any number.',
  },
  'watch.allow': {
    type: 'duration',
    default: '26h',
    doc: 'How long this archive may go without a poll before `stet status`, `stet doctor` and the health feed say so.',
  },
  'watch.command': {
    type: 'text',
    default: '',
    doc: 'A command, run by the shell in the archive’s folder when something about a source goes wrong or comes right, with JSON on its standard input.',
  },
  'watch.url': {
    type: 'text',
    default: '',
    doc: 'An http or https address that gets the same JSON by POST.',
  },
  'git.commit': {
    type: 'boolean',
    default: 'false',
    doc: 'Commit to git after each poll that brought something.',
  },
  'serve.host': { type: 'text', default: '127.0.0.1', doc: 'Address to listen on; 0.0.0.0 for every one.' },
  'serve.port': {
    type: 'integer',
    default: '4000',
    doc: 'Port to listen on. Here the variable, which other programs use too, counts only where the file says nothing.',
    env: 'PORT',
    fileFirst: true,
  },
  'serve.private': {
    type: 'boolean',
    default: 'false',
    doc: 'Ask everybody to sign in (see `stet user`); without it the site is open to read.',
  },
  'serve.headersTimeout': {
    type: 'duration',
    default: '10s',
    doc: 'Time for a request to say what it wants; who takes longer is sent away.',
  },
  'serve.requestTimeout': {
    type: 'duration',
    default: '30s',
    doc: 'Time for a whole request with its body. Who reads an answer may pause four times as long.',
  },
  'serve.trustedProxies': {
    type: 'text',
    default: '',
    doc: 'Addresses and networks of proxies whose X-Forwarded-* headers are believed, with commas between; loopback for this machine.',
  },
  'serve.accessLog': {
    type: 'text',
    default: '',
    doc: 'File for one line an answer in the combined log format, relative to the archive; - for standard error.',
  },
  'websub.subscribe': {
    type: 'boolean',
    default: 'true',
    doc: 'Let hubs push the news of sources that name one, while the archive is served at a public site.url.',
  },
  'websub.hubs': {
    type: 'text',
    default: '',
    doc: 'WebSub hubs that are told when the site changes, and that feeds name, with commas between.',
  },
} as const satisfies OptionTable

export type OptionKey = keyof typeof options

type ValueOf<T extends OptionType> = T extends 'integer' | 'bytes'
  ? number
  : T extends 'duration'
    ? Duration
    : T extends 'boolean'
      ? boolean
      : T extends readonly (infer Choice)[]
        ? Choice
        : string

/** A setting of each option, typed as its row says. */
export type Settings = { readonly [K in OptionKey]: ValueOf<(typeof options)[K]['type']> }

/** The environment variable that overrides an option: STET_POLL_PER_HOST for poll.perHost. */
export const variableOf = (key: OptionKey): string =>
  (options[key] as Option).env ??
  `STET_${key
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replaceAll('.', '_')
    .toUpperCase()}`
