-- One attempt per order, and the end that orders wants for it. The primary key is the guard against a
-- second live charge.
--   sent        committed before the provider was asked; its answer goes to whoever waits for it
--   authorized  the provider holds the amount         declined  it refused
--   unknown     it has not told; only its evidence leaves this state
--   capturing   the capture was committed before the provider was asked
--   captured    taken, posted to the ledger           voided    nothing is held
create table payment (
  order_id uuid primary key,
  number bigint generated always as identity unique,
  created_at timestamptz not null default clock_timestamp(),   -- behind the number: drawn before, see Sweep
  amount bigint not null check (amount >= 0),
  currency text not null,
  method text not null,
  token text not null,
  -- What changes stands last: an update then writes little.
  state text not null check (state in ('sent', 'authorized', 'declined', 'unknown', 'capturing', 'captured', 'voided')),
  wanted text check (wanted in ('captured', 'nothing')),
  reason text not null default '',
  refunded bigint not null default 0,        -- what went back, by refunds that are done
  attempts int not null default 0,
  next_at timestamptz,                       -- when a worker looks; null where it goes well or is over
  check (refunded >= 0 and refunded <= amount)
) with (fillfactor = 40);
create index payment_due on payment (next_at) where next_at is not null;
insert into swept (what) values ('payment');

create table refund (
  id uuid primary key,
  order_id uuid not null,
  amount bigint not null check (amount > 0),
  currency text not null,
  state text not null check (state in ('sent', 'done')),
  next_at timestamptz not null,
  created_at timestamptz not null default now()
);
create index refund_sent on refund (next_at) where state = 'sent';
create index refund_order on refund (order_id);

-- The ledger, double entry. An entry is (source_id, kind) and sums to zero per currency; postings are only
-- ever inserted, a correction is a new entry.
create table posting (
  source_id uuid not null,                   -- the order of a capture, the refund of a refund
  kind text not null check (kind in ('capture', 'refund')),
  account text not null,
  amount bigint not null,
  currency text not null,
  at timestamptz not null default now(),
  primary key (source_id, kind, account)
);
revoke update, delete, truncate on posting from ${role};

create function refuse_unbalanced() returns trigger language plpgsql as $$
begin
  if exists (select from inserted group by source_id, kind, currency having sum(amount) <> 0) then
    raise exception 'an entry does not sum to zero' using errcode = '23514';
  end if;
  return null;
end $$;
create trigger balanced after insert on posting
  referencing new table as inserted
  for each statement execute function refuse_unbalanced();

-- What each account holds: the sum of its postings, kept beside them for reading.
create table account_balance (
  account text not null,
  currency text not null,
  balance bigint not null,
  primary key (account, currency)
);
