-- What the staff did, gathered from the logs of all contexts: a row for each StaffActed, in the order of its time. Rows are
-- only ever inserted.
create table staff_action (
  number bigint generated always as identity primary key,
  context text not null,
  position bigint not null,
  at timestamptz not null,
  trace text not null,
  actor text not null,
  operation text not null,
  entity text not null,
  before json not null,
  after json not null,
  unique (context, position)
);
create index on staff_action (at, number);
create index on staff_action (entity, at, number);
create index on staff_action (actor, at, number);
revoke update, delete, truncate on staff_action from ${role};

-- How far every log went at a moment, signed. The statement stands as it was signed.
create table checkpoint (
  number bigint primary key,
  at timestamptz not null,
  statement text not null,
  signature bytea not null,
  key bytea not null
);
revoke update, delete, truncate on checkpoint from ${role};
