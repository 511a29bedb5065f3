-- Somebody who has registered. What they buy stands in their baskets.
create table profile (
  account uuid primary key,
  is_registered boolean not null default false,   -- false: bought before it was heard here that they registered; or erased
  is_erased boolean not null default false,       -- true: nothing may be noted of them any more, however late it is heard
  check (not (is_registered and is_erased))
);

-- What was bought together in one confirmed order. The newest order has the greatest id (UUIDv7).
create table basket (
  order_id uuid primary key,
  account uuid,                              -- null: a guest, or erased
  skus text[] not null                       -- the first 100 lines
);
create index basket_account on basket (account, order_id) where account is not null;

-- The same by product, of orders of more than one.
create table purchase (
  sku text,
  order_id uuid,
  primary key (sku, order_id)
);

-- What the catalog has withdrawn and not published again.
create table withdrawn_product (
  sku text primary key
);

-- A log that is followed from its beginning finds the tables that it fills empty.
grant truncate on profile, basket, purchase, withdrawn_product to ${role};
