-- Where other systems are told of events. Secrets are sealed under a key that is not in the database.
create table webhook_endpoint (
  id uuid primary key,
  url text not null,
  events text[] not null,                    -- types, empty for all
  description text not null,
  created_at timestamptz not null default now(),
  removed_at timestamptz,                    -- its rows go little by little, then this one
  enabled boolean not null default true,
  off_reason text not null default '',
  failing_since timestamptz,                 -- null once an attempt succeeds
  secret bytea,                              -- null once it is removed
  former_secret bytea,
  former_until timestamptz,
  rotation uuid,                             -- the last: a repeat of it changes nothing
  check (removed_at is null or not enabled and secret is null and former_secret is null)
);

-- One event for one endpoint. Ids and amounts, no personal data.
create table webhook_delivery (
  endpoint uuid not null,
  id uuid not null,                          -- UUIDv7: the webhook-id of every attempt
  source text not null,                      -- whose log the event stands in, and where; a test: nowhere
  position bigint,
  type text not null,
  subject uuid not null,                     -- the order or account that it is about; of a test the endpoint
  body text not null check (length(body) <= 4096),
  trace text not null,                       -- of the event, where it is recorded
  wanted_at timestamptz not null,            -- when the event happened
  -- What changes stands last: an update then writes little.
  state text not null check (state in ('waiting', 'delivered', 'parked')),
  attempts int not null default 0,
  status int,                                -- of the last answer, null for none
  reason text not null default '',           -- of the last failure: a code, never what an endpoint wrote
  last_at timestamptz,
  next_at timestamptz,                       -- when it is tried, or taken from whoever died over it; null when it is over
  ended_at timestamptz,
  primary key (endpoint, id),
  unique (endpoint, source, position),
  check ((state = 'waiting') = (next_at is not null))
);
create index webhook_delivery_due on webhook_delivery (endpoint, next_at) where next_at is not null;
