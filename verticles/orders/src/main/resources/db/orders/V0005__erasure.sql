-- Erased accounts, of whose orders nobody may tell any more who bought. Each stays until no request can still be under way
-- that was made by it.
create table erasure (
  account uuid primary key,
  begun_at timestamptz not null default now()
);
