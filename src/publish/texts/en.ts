// The interface in English.
import type { Saw } from '../../model/tombstone.ts'
import type { Texts } from './catalogue.ts'
import { grouped } from './number.ts'

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
)

const counted = (n: number, one: string, many: string): string => `${grouped(n)} ${n === 1 ? one : many}`

const SAW: Readonly<Record<Saw, string>> = {
  '404': 'not found (404)',
  '410': 'gone (410)',
  'front-page': 'the front page',
  'section-page': 'a section page',
  'error-page': 'an error page',
  notice: 'a page that says it is not there',
  'empty-page': 'an empty page',
  'other-page': 'a page without the article',
}

export const english: Texts = {
  lang: 'en',
  locale: 'en_GB',
  tagline: 'News that stays: an archive that outlives its sources.',
  titleGap: ' · ',
  sentences: all => all.join(' '),

  number: grouped,
  day: ({ year, month, day }) => `${day} ${MONTHS[month - 1]} ${year}`,
  dayOfYear: ({ month, day }) => `${day} ${MONTHS[month - 1]}`,
  weekday: ({ weekday }) => WEEKDAYS[weekday]!,
  weekdays: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
  month: (year, month) => `${MONTHS[month - 1]} ${year}`,
  monthOfYear: month => MONTHS[month - 1]!,
  year: year => String(year),

  skip: 'Skip to the text',
  navigation: 'Navigation',
  latest: 'Latest',
  axis: { source: 'Sources', category: 'Categories', tag: 'Tags', author: 'Authors' },
  archive: 'By date',
  feeds: 'Feeds',
  about: 'About',
  colophon: 'Colophon',
  search: 'Search',
  searchFor: 'Search titles and texts',
  theme: 'Switch between light and dark',
  smaller: 'Smaller type',
  larger: 'Larger type',
  older: 'Older',
  newer: 'Newer',
  newest: 'Newest',
  pages: 'Pages',
  page: n => `Page ${grouped(n)}`,
  none: 'There are no articles here yet.',

  articles: n => counted(n, 'article', 'articles'),
  sources: n => counted(n, 'source', 'sources'),
  atLeast: n => (n <= 1 ? String(n) : `${grouped(n)}+`),
  since: date => `since ${date}`,
  lastKept: when => `Last kept: ${when}.`,
  holdings: (articles, sources, since) =>
    `${counted(articles, 'article', 'articles')} from ${counted(sources, 'source', 'sources')}, the oldest of ${since}.`,
  span: (from, to) => (from === to ? from : `${from} to ${to}`),

  untitled: source => `(Untitled, ${source})`,
  by: 'By',
  published: 'Published',
  taken: 'Kept since',
  revised: 'This version taken',
  original: 'Original',
  originalGone: 'Original address (withdrawn)',
  undated: 'The source gives no date',
  language: 'Language',
  fingerprint: 'Fingerprint of the content (SHA-256)',
  provenance: 'Provenance',
  partial: 'The source gave only a part of this article.',
  text: 'Text',
  textOf: {
    feed: 'from the feed',
    page: 'from the article’s page',
    partial: 'a part, from the article’s page',
  },
  refused: why => `The article’s page did not give its text (${why}).`,
  attachments: 'Attachments',
  picture: 'Picture at its source',
  film: 'Film or sound at its source',
  revisions: 'Versions',
  current: 'Current version',
  revision: n => `Version ${n}`,
  present: n => `This is version ${n}, the newest so far. It stays at this address.`,
  earlier: (n, of) => `This is an earlier version: ${n} of ${of}.`,
  toCurrent: 'Read the current version',
  inSource: 'In the same source',
  related: 'Earlier on the same',
  rhythm: (unit, most, first, last) =>
    `Articles a ${unit} from ${first} to ${last}, ${most === 1 ? 'never more than one' : `at most ${grouped(most)}`}.`,
  inFigures: 'In figures',
  gaps: 'Silences',
  gap: (from, until, days) => `No article here is dated from ${from} to ${until}: ${grouped(days)} days.`,
  withdrawnMark: 'withdrawn',
  revisedMark: 'revised',
  withdrawn: (since, confirmed) =>
    `The source has withdrawn this article: first seen on ${since}, confirmed on ${confirmed}. The archive keeps its last text.`,
  redacted: 'The keeper of this archive has removed the content of this article.',
  evidence: 'Evidence',
  saw: (what, redirect) => (redirect === undefined ? SAW[what] : `a redirect (${redirect}) to ${SAW[what]}`),
  capture: 'captured exchange',
  wasGone: (since, returned) =>
    `The source had withdrawn this article: gone on ${since}, back on ${returned}.`,
  plain: 'Plain text (Markdown)',
  save: 'Keep for reading offline',
  saved: 'Kept on this device',
  lost: 'The file of this article was not found in the archive. stet verify tells why.',

  history: 'History',
  historyLead:
    'Each state of this article that was kept, the latest first, beside the one before it. What was taken out is struck through; what was put in is underlined.',
  toHistory: 'What was changed, state by state',
  oneColumn: 'In one column',
  twoColumns: 'Side by side',
  parts: { title: 'title', text: 'text', lead: 'lead picture', author: 'author', date: 'date' },
  changedParts: parts => `Changed: ${parts.join(', ')}.`,
  cameAndWent: (came, went) =>
    `${counted(came, 'character', 'characters')} came, ${counted(went, 'character', 'characters')} went.`,
  unchanged: n => `${counted(n, 'paragraph', 'paragraphs')} unchanged`,
  removedMark: 'removed:',
  addedMark: 'added:',
  movedFrom: n => `Moved here; was paragraph ${grouped(n)}`,
  movedTo: n => `Moved; is paragraph ${grouped(n)} now`,

  record: 'Changes',
  recordLead:
    'What sources changed, took away and brought back after this archive had kept it, as far as it looked again.',
  recordOf: {
    edited: 'Edited articles',
    retitled: 'Changed titles',
    withdrawn: 'Withdrawn articles',
    returned: 'Articles that came back',
  },
  kinds: {
    edited: 'Edited',
    retitled: 'Title changed',
    withdrawn: 'Withdrawn',
    returned: 'Back again',
    redacted: 'Removed by the keeper',
  },
  changes: n => counted(n, 'change', 'changes'),
  allChanges: 'All',
  noChanges: 'No change is on record here.',
  titleBefore: 'Before:',
  plotTitle: 'Share of articles edited and withdrawn, by source',
  plotWhat:
    'For each source a bar for the share of its kept articles that it edited, and a thinner one for those it withdrew. The table below has the figures.',
  asTable: 'As a table',
  figureHeads: [
    'Source',
    'Articles',
    'Edited',
    'Title changed',
    'Withdrawn',
    'Came back',
    'Half of first edits within',
  ],
  spreadTitle: 'Time until the first edit',
  spreadSteps: ['< 1 h', '< 6 h', '< 1 day', '< 3 days', '< 7 days', '< 30 days', 'later'],
  lasted: (n, unit) =>
    unit === 'minutes' ? `${n} min` : unit === 'hours' ? `${n} h` : counted(n, 'day', 'days'),

  health: 'State of the sources',
  healthLead:
    'Which sources have fallen silent or changed their ways, as far as this archive can tell. It can be followed as a feed:',
  allWell: 'Nothing is wrong that this archive knows of.',
  happened: 'What happened',
  over: 'Over',
  trouble: {
    silent: ({ source, since, usual, now }) =>
      `${source}: nothing new since ${since} (${counted(now, 'day', 'days')}); its longest pause was ${counted(usual, 'day', 'days')}`,
    errors: ({ source, since }) =>
      `${source} cannot be read${since === '' ? '; it never could' : `; it was last read on ${since}`}`,
    stopped: ({ source }) => `${source}: its server says that it was removed for good`,
    summaries: ({ source, since }) =>
      `${source}: since ${since} its articles are a few lines, where they were whole texts`,
    pictures: ({ source, since }) =>
      `${source}: since ${since} its articles have no pictures, where most had`,
    repeats: ({ source, since, now }) =>
      `${source}: since ${since} it repeats old articles as new ones (${now} % of the last)`,
    unfound: ({ source, since, usual, now }) =>
      `${source}: since ${since} many of its articles are not at their addresses (${now} of ${usual} that were looked for): its site has changed`,
    moved: ({ source, url }) => `${source} has moved for good to ${url}`,
    job: ({ since, now }) =>
      `This archive did not look at its sources after ${since}, for ${counted(now, 'day', 'days')}`,
    clock: () => 'The clock of this archive’s machine cannot be right',
  },
  lookedLast: day => `As seen at the last look at the sources, on ${day}.`,
  neverLooked: 'The sources have not been looked at yet.',
  looked: day => `This archive last looked at its sources on ${day}, {days} days ago.`,

  listOf: {
    source: value => value,
    category: value => `Category: ${value}`,
    tag: value => `Tag: ${value}`,
    author: value => `By ${value}`,
  },
  homepage: 'Website',
  allArticles: 'All articles',
  feedsLead:
    'Follow this archive in any reader: all of it, in three formats that hold the same, or one source, category or tag, in RSS, which every reader reads. ',
  fullText: 'All of them carry the full text of the latest articles.',
  sourcesFile: 'The list of all sources (OPML), for any reader',
  aboutKept:
    'Each article here is kept as a plain file: title, date, author and address as published, and its cleaned text, without need of any database.',
  aboutChanges:
    'When a source changes an article, the new version is added and the old one stays readable. When a source withdraws an article, its text stays here with the date and the evidence. That an article has left a feed proves nothing.',
  aboutRights:
    'The rights in the articles are their authors’ and publishers’; each names its source and links to the original.',
  aboutMade: 'This site is made by stet, a proof-reader’s word: “let it stand”.',
  colophonType:
    'Set in the type of your own device: nothing is loaded for looks. Lines hold about 38 Han characters or 70 Latin letters. The dots under the name are a proof-reader’s: stet, let it stand.',
  colophonPrivacy:
    'These pages ask nobody else for anything, set no cookies and count no readers. Light or dark, the size of type and what you keep for reading offline stay on your device.',
  colophonForms:
    'Every article is also plain Markdown: put .md in place of .html. Feeds carry full texts. What was once kept has a lasting address.',
  keys: 'Keys',
  keysDo: [
    'next, previous article',
    'open it',
    'keep it for reading offline',
    'search',
    'light or dark',
    'this list',
  ],
  missingTitle: 'No such page',
  missing:
    'There is nothing at this address. It may be mistyped; articles that were kept do not disappear from here.',
  offlineTitle: 'You are offline',
  offline:
    'The archive cannot be reached just now, and this page has not been kept on this device. What you have read or kept here can still be read.',
  gathers: ['The newest articles stand on the ', 'front page', ' first and come in here a few at a time.'],
  toFront: 'To the front page',
  searchHelp:
    'Separate words with spaces; put a phrase in quotation marks. Simplified and Traditional Chinese find each other. Narrow with source:NAME, tag:NAME, author:NAME, category:NAME, after:2021-04, before:2022, has:picture.',
  searchLoading: 'Loading the index…',
  searchWithout:
    'Without JavaScript, searches are answered where stet serve runs; every article can be reached by date and by source.',
  searchMore: 'More results',
  searchAbout: 'about',
  searchNothing: 'Nothing found. Try a shorter word, or leave out the quotation marks.',
  results: (n, query) => `“${query}”: ${counted(n, 'article', 'articles')}`,
  withoutFilter: filter => `Search without ${filter}`,
  byDate: 'By date',
  byMatch: 'By match',
  searchHere: 'Search in this source only',
}
