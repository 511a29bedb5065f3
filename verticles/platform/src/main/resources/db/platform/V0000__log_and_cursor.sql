-- What every schema has: its log, and how far it has come with the logs of others.

-- The context's events in the order of commits. Positions are dense, from 1.
create table log (
  position bigint primary key,
  key uuid not null,
  type text not null,
  payload json not null,
  trace text not null default '',
  at timestamptz not null default now()
);
revoke update, delete, truncate on log from ${role};

-- One row: an appender locks it before it draws positions. The incarnation names the life of this log.
create table log_head (
  only_row boolean primary key default true check (only_row),
  incarnation uuid not null default gen_random_uuid()
);
insert into log_head default values;

-- How far this context has applied the log of a source; moved by compare-and-set, with the effects.
create table cursor (
  source text primary key,
  position bigint not null,
  incarnation uuid,
  moved_at timestamptz not null default now()
);

-- Events that could not be applied, and later ones of the same key.
create table parked (
  source text not null,
  position bigint not null,
  key uuid not null,
  type text not null,
  payload json not null,
  error text not null,
  attempts int not null,
  parked_at timestamptz not null default now(),
  primary key (source, position)
);

-- How far each follower has read this log, for operators.
create table log_reader (
  follower text primary key,
  position bigint not null,
  seen_at timestamptz not null default now()
);
