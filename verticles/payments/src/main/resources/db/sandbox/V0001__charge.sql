-- The sandbox provider's own record: what it holds and took, whatever payments believes.
create table charge (
  charge_key uuid primary key,
  order_id uuid not null,
  amount bigint not null,
  currency text not null,
  token text not null,
  state text not null check (state in ('authorized', 'declined', 'captured', 'voided')),
  reason text not null default '',
  refunded bigint not null default 0,
  at timestamptz not null default now(),
  check (refunded >= 0 and refunded <= amount)
) with (fillfactor = 50);

create table refund (
  refund_key uuid primary key,
  charge_key uuid not null,
  amount bigint not null,
  at timestamptz not null default now()
);
