-- A mail that somebody is to have: one row for each event that asks for one. No personal data: address and words are made
-- when it is sent, or read.
--   waiting  to be sent                              kept     nobody sends here, staff reads it
--   sent     a mail server has taken it over         bounced  its address is refused for good
--   parked   given up                                dropped  nobody is left to write to, or nothing to say
create table mail (
  id uuid primary key,                       -- UUIDv7; its Message-ID is made of it
  kind text not null,
  subject uuid not null,                     -- the account or the order that it is about
  occurrence uuid not null,                  -- which of several of this kind: of the refund, or of the position; else zero
  amount bigint not null,                    -- of a refund, else 0
  currency text not null,
  trace text not null,                       -- of the event, where it is recorded
  wanted_at timestamptz not null,            -- when the event happened
  -- What changes stands last: an update then writes little.
  state text not null check (state in ('waiting', 'kept', 'sent', 'bounced', 'parked', 'dropped')),
  attempts int not null default 0,
  reason text not null default '',           -- of the last failure: a code, never what a mail server wrote
  next_at timestamptz,                       -- when it is tried, or taken from whoever died over it; null when it is over
  ended_at timestamptz,
  unique (subject, kind, occurrence),
  check ((state = 'waiting') = (next_at is not null))
);
create index mail_due on mail (next_at) where next_at is not null;
create index mail_failed on mail (state, id) where state in ('bounced', 'parked', 'dropped');
