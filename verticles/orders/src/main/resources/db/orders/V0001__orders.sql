-- An order, from the moment it is taken. (`order` is a reserved word, hence the plural.)
create table orders (
  id uuid primary key,
  claim uuid not null unique,                -- of buyer and key, SHA-256 cut to 128 bits: what makes a repeat harmless
  number bigint generated always as identity unique,
  placed_at timestamptz not null default clock_timestamp(),   -- behind the number: drawn before, see Sweep
  deadline_at timestamptz not null,          -- past it an unresolved payment rejects the order
  buyer bytea not null,                      -- SHA-256 of the account, or of a guest's normalised e-mail
  idempotency_key text not null,
  body_hash bytea not null,                  -- SHA-256 of what was asked for: same key, other hash = refusal
  email text not null,
  currency text not null,
  subtotal bigint not null,
  discount bigint not null default 0,
  shipping bigint not null default 0,
  tax bigint not null default 0,
  total bigint not null,
  lines json not null,                       -- [{"sku","name","quantity","unitPrice","total"}], as they were when it was placed
  shipping_address json,
  payment_method text not null,
  -- What changes stands last: an update then writes little.
  payment_token text not null,               -- emptied when the order is settled
  status text not null default 'pending' check (status in ('pending', 'confirmed', 'rejected', 'cancelled', 'closed')),
  payment_status text not null default 'none',
  fulfilment_status text not null default 'none',
  reason text,                               -- why it was rejected
  refusal json,                              -- what a replay must say again: the shortages
  confirmed_at timestamptz,
  epoch int not null default 0,              -- counts take-overs of its process; every move compares it
  lease_until timestamptz,                   -- of one who took it over; null for whom it was stored by
  check (total = subtotal - discount + shipping + tax and subtotal >= 0 and total >= 0)
) with (fillfactor = 45);

-- What recovery looks through: orders that the sweep found pending, or that are in doubt. Hardly any order is
-- ever in it, and one that is not stays in its place on the page when it is confirmed.
create index orders_abandoned on orders (lease_until) where lease_until is not null;

insert into swept (what) values ('orders');

-- The key under which an order's token is made.
create table order_token_key (
  only_row boolean primary key default true check (only_row),
  key bytea not null
);
insert into order_token_key (key) values (uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
revoke insert, update, delete, truncate on order_token_key from ${role};
