-- Coupons, and how often each is redeemed now. A bug in a decision becomes an error here, not a use too many.
create table coupon (
  code text collate "C" primary key,         -- ordered as Java orders: whoever locks, locks ascending
  percent int check (percent between 1 and 100),
  amount bigint check (amount > 0),
  currency text,                             -- of the amount
  minimum_subtotal bigint check (minimum_subtotal >= 0),
  minimum_currency text,
  starts_at timestamptz,
  ends_at timestamptz,
  uses_max bigint check (uses_max > 0),
  uses_per_customer_max bigint check (uses_per_customer_max > 0),
  version bigint not null check (version > 0),   -- counts real changes of the coupon, not its uses
  changed_at timestamptz not null default now(),
  used bigint not null default 0,
  check ((percent is null) <> (amount is null)),
  check ((amount is null) = (currency is null)),
  check ((minimum_subtotal is null) = (minimum_currency is null)),
  check (used >= 0 and used <= uses_max)
) with (fillfactor = 50);

-- One row per order that was asked for, whatever became of its redemption.
--   redeemed   the order uses the coupon (counted in coupon.used)
--   refused    it could not; refusal tells the buyer again
--   released   the order has ended; without a coupon it is a tombstone that a late redeem finds
create table redemption (
  order_id uuid primary key,
  state text not null check (state in ('redeemed', 'refused', 'released')),
  coupon text collate "C",
  customer uuid,                             -- a keyed digest, which orders alone can make
  discount bigint,
  currency text,
  refusal text,
  at timestamptz not null default now(),
  check (state = 'released' or coupon is not null and customer is not null)
) with (fillfactor = 70);

-- What one buyer has redeemed.
create index redemption_customer on redemption (coupon, customer) where state = 'redeemed';
