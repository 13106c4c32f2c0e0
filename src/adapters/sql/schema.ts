// The catalogue's tables, in SQL that every engine understands. `data` is a whole noun as JSON; the columns beside it are
// what queries ask for.

/** Each step brings a catalogue from the version of its position to the next. Steps are never changed, only added. */
export const STEPS: readonly (readonly string[])[] = [
  [
    `create table articles (
      number integer primary key, id text not null unique, source text not null, path text not null unique,
      author text not null, date bigint not null, revised bigint not null, data text not null)`,
    'create index articles_date on articles (date, number)',
    'create index articles_source on articles (source, date, number)',
    `create index articles_author on articles (author, date, number) where author <> ''`,
    'create index articles_revised on articles (revised)',
    `create table labels (
      axis text not null, value text not null, date bigint not null, number integer not null,
      primary key (axis, value, date, number))`,
    'create index labels_number on labels (number)',
    'create table keys (key text primary key, number integer not null)',
    'create table entries (digest text primary key, number integer not null)',
    `create table revisions (
      article text not null, n integer not null, digest text not null, title text not null, taken bigint not null,
      path text not null, primary key (article, n))`,
    'create table sources (id text primary key, data text not null)',
    `create table marks (
      reader text not null, article integer not null, kind text not null, "on" integer not null, at bigint not null,
      primary key (reader, article, kind))`,
    'create table unindexed (number integer primary key)',
    'create table uncommitted (path text primary key)',
    'create table notes (key text primary key, value text not null)',
  ],
  [
    `create table pictures (
      digest text primary key, hash text not null, bytes bigint not null, data text not null)`,
    `create table addresses (
      url text primary key, host text not null, state text not null, why text, due bigint, data text not null)`,
    'create index addresses_due on addresses (host, due) where due is not null',
    `create index addresses_missing on addresses (url) where state = 'missing'`,
    'create table shown (url text not null, number integer not null, primary key (url, number))',
    'create index shown_number on shown (number)',
    'create table unsurveyed (number integer primary key)',
    'insert into unsurveyed select number from articles',
  ],
  [
    'alter table articles add column taken bigint not null default 0',
    'create index marks_kind on marks (reader, kind, "on", article)',
    // The new column is filled from the files: a catalogue that is not whole is made again.
    "delete from notes where key = 'whole'",
  ],
  [
    `create table changes (
      at bigint not null, kind text not null, article text not null, source text not null, n bigint not null,
      title text, since bigint, primary key (article, kind, n))`,
    'create index changes_at on changes (at, article, kind, n)',
    'create index changes_source on changes (source, at, article, kind, n)',
    // The new table is filled from the files: a catalogue that is not whole is made again.
    "delete from notes where key = 'whole'",
  ],
  // The words beside the catalogue know since now which source they are from, and are made again with it.
  ["delete from notes where key = 'whole'"],
  // What is there has a state, and so a name (state.ts).
  [
    `insert or ignore into notes (key, value)
      select 'state', lower(hex(randomblob(16))) where exists (select 1 from articles)`,
  ],
  // Filters of a search are folded since now: words are made again, the old ones serve meanwhile.
  ['insert or ignore into unindexed select number from articles'],
  // In JSON a title with these letters has them otherwise.
  [`create index articles_refused on articles (source) where data like '%"refused":"%'`],
]
