-- What there is of each SKU. A bug in a decision becomes an error here, not an oversell.
create table stock (
  sku text collate "C" primary key,          -- ordered as Java orders: whoever locks, locks ascending
  on_hand bigint not null,
  reserved bigint not null default 0,
  check (reserved >= 0 and reserved <= on_hand)
) with (fillfactor = 50);

-- Deliveries. The key makes a repeat harmless.
create table receipt (
  sku text collate "C" not null,
  key text not null,
  quantity bigint not null check (quantity > 0),
  reason text not null,
  at timestamptz not null default now(),
  primary key (sku, key)
);
revoke update, delete, truncate on receipt from ${role};

-- One row per order, whatever became of its reservation; its lines are the two arrays.
--   held       the lines are promised (in stock.reserved)
--   refused    there was not enough; shortages tells the buyer again
--   committed  sold: gone from on_hand
--   released   available again; without lines it is a tombstone that a late reserve finds
create table reservation (
  order_id uuid primary key,
  state text not null check (state in ('held', 'refused', 'committed', 'released')),
  skus text[] not null,
  quantities bigint[] not null,
  shortages json,
  at timestamptz not null default now(),
  check (cardinality(skus) = cardinality(quantities))
) with (fillfactor = 50);
