-- The version counts real changes of the row, from 1.
create table __table__ (
  id uuid primary key,
  name text not null check (name <> ''),
  version bigint not null check (version > 0),
  changed_at timestamptz not null default now()
);
