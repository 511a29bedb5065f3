-- What every schema has: its log, and how far it has come with the logs of others.

-- The context's events in the order of commits: a row holds those of one transaction, [{"key","type","trace","payload"}].
-- Positions are of events, dense, from 1: a row begins at `first` and ends at `position`.
create table log (
  position bigint primary key,
  first bigint not null,
  events json storage external not null,     -- compressing it would cost the server more than writing it
  at timestamptz not null default now(),
  check (1 <= first and first <= position)
);
revoke update, delete, truncate on log from ${role};

-- The same, one row an event, for people.
create view log_event as
  select log.first + event.place - 1 as position, (event.value ->> 'key')::uuid as key, event.value ->> 'type' as type,
         event.value -> 'payload' as payload, event.value ->> 'trace' as trace, log.at
    from log, json_array_elements(log.events) with ordinality as event(value, place);

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

-- How far this context has looked through a table of its own for rows that were left behind.
create table swept (
  what text primary key,
  number bigint not null default 0
);

-- How far each follower has read this log, for operators.
create table log_reader (
  follower text primary key,
  position bigint not null,
  seen_at timestamptz not null default now()
);
