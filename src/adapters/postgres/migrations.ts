// The tables in PostgreSQL, step by step. A step that anybody has is never changed, only followed by another: what was
// applied is compared by digest. Texts are compared by their bytes (collate "C"), as everywhere in stet.

export interface Migration {
  readonly name: string
  /**
   * A stet that does not know this step may go on beside one that does: it adds tables, or columns that have defaults,
   * and gives nothing that was there another meaning. (Of the first step nobody is older.)
   */
  readonly additive: boolean
  readonly statements: readonly string[]
}

const TEXT = 'text collate "C"'

/** The catalogue and the words: derived from the files, made anew in one piece. */
export const CATALOGUE: readonly Migration[] = [
  {
    name: 'the catalogue and the words',
    additive: false,
    statements: [
      // Cut into parts by number, which is the moment of arrival and never changes; a date may. What leads to a number
      // is in tables of one piece, so that ids and paths stay unique over all parts.
      `create table articles (
        number bigint primary key, id ${TEXT} not null, source ${TEXT} not null, path ${TEXT} not null,
        author ${TEXT} not null, date bigint not null, revised bigint not null, data text not null,
        taken bigint not null) partition by range (number)`,
      'create table articles_rest partition of articles default',
      'create index on articles (date, number)',
      'create index on articles (source, date, number)',
      `create index on articles (md5(author), date, number) where author <> ''`,
      'create index on articles (revised)',
      'create index on articles (taken)',
      `create table names (number bigint primary key, id ${TEXT} not null unique, path ${TEXT} not null unique)`,
      `create table revisions (
        article ${TEXT} not null, n integer not null, digest ${TEXT} not null, title text not null,
        taken bigint not null, path ${TEXT} not null, primary key (article, n, taken)) partition by range (taken)`,
      'create table revisions_rest partition of revisions default',
      `create table labels (axis ${TEXT} not null, value ${TEXT} not null, date bigint not null, number bigint not null)`,
      'create unique index on labels (axis, md5(value), date, number)',
      'create index on labels (number)',
      `create table keys (key ${TEXT} primary key, number bigint not null)`,
      'create index on keys (number)',
      `create table entries (digest ${TEXT} primary key, number bigint not null)`,
      'create index on entries (number)',
      `create table sources (id ${TEXT} primary key, data text not null)`,
      `create table marks (
        reader ${TEXT} not null, article bigint not null, kind ${TEXT} not null, "on" integer not null,
        at bigint not null, primary key (reader, article, kind))`,
      'create index on marks (reader, kind, "on", article)',
      'create table unindexed (number bigint primary key)',
      `create table uncommitted (path ${TEXT} primary key)`,
      `create table notes (key ${TEXT} primary key, value text not null)`,
      `create table changes (
        at bigint not null, kind ${TEXT} not null, article ${TEXT} not null, source ${TEXT} not null,
        n bigint not null, title text, since bigint, primary key (article, kind, n))`,
      'create index on changes (at, article, kind, n)',
      'create index on changes (source, at, article, kind, n)',
      `create table pictures (
        digest ${TEXT} primary key, hash ${TEXT} not null, bytes bigint not null, data text not null)`,
      `create table addresses (
        url ${TEXT} not null, host ${TEXT} not null, state ${TEXT} not null, why ${TEXT}, due bigint,
        data text not null)`,
      'create unique index on addresses (md5(url))',
      'create index on addresses using hash (url)',
      'create index on addresses (host, due) where due is not null',
      `create table shown (url ${TEXT} not null, number bigint not null)`,
      'create unique index on shown (md5(url), number)',
      'create index on shown using hash (url)',
      'create index on shown (number)',
      'create table unsurveyed (number bigint primary key)',
      // What changes with every change; it begins at the present, so that a catalogue made anew is another one.
      `create table generations (name ${TEXT} primary key, n bigint not null)`,
      `insert into generations
        select name, (extract(epoch from clock_timestamp()) * 1000)::bigint
        from unnest(array['catalogue', 'words']) as name`,
      // Words without their places serve the index; the texts of words beside them tell whether words adjoin.
      `create table words (
        number bigint primary key, date bigint not null, month ${TEXT} not null, source ${TEXT} not null,
        tokens text[] collate "C" not null, title ${TEXT} not null, body ${TEXT} not null,
        length integer not null) partition by range (number)`,
      'create table words_rest partition of words default',
      'create index on words using gin (tokens)',
    ],
  },
  {
    name: 'filters of a search are folded: words are made again, the old ones serve meanwhile',
    additive: true,
    statements: ['insert into unindexed select number from articles on conflict do nothing'],
  },
  {
    name: 'articles whose page was refused are counted',
    additive: true,
    // In JSON a title with these letters has them otherwise.
    statements: [`create index on articles (source) where data like '%"refused":"%'`],
  },
]

/** The schedules, of sources and of looks: what is lost with them costs requests. */
export const SCHEDULE: readonly Migration[] = [
  {
    name: 'schedules of sources and looks, and the pen',
    additive: false,
    statements: [
      // One row: who writes the archive's files. Every holding has a number of its own.
      `create table pen (
        one boolean primary key default true check (one), holder text, epoch bigint not null default 0,
        until timestamptz not null default '-infinity', adding text)`,
      'insert into pen default values',
      ...['sources', 'looks'].flatMap(kind => [
        // `ready` is when a host may be claimed: when its first task is due, or while it is leased when the lease ends. `deaths`
        // count those who died with a host or a task in hand, one after another.
        `create table ${kind}_hosts (
        host ${TEXT} primary key, owner text, epoch bigint not null default 0, until bigint not null default 0,
        ready bigint, state text, deaths integer not null default 0) with (fillfactor = 70)`,
        `create index on ${kind}_hosts (ready) where ready is not null`,
        `create index on ${kind}_hosts (until) where owner is not null`,
        `create table ${kind}_tasks (
        id ${TEXT} primary key, host ${TEXT} not null, due bigint not null, state text not null,
        deaths integer not null default 0) with (fillfactor = 80)`,
        `create index on ${kind}_tasks (host, due, id)`,
      ]),
    ],
  },
  {
    name: 'how far heavy jobs are',
    additive: true,
    statements: [
      // Of jobs that pg-boss has in a schema of its own.
      'create table job_progress (id uuid primary key, worker text not null, progress text, at timestamptz not null default now())',
    ],
  },
]
