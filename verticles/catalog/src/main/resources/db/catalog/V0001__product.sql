-- What the shop sells. The version counts real changes of the row.
create table product (
  sku text primary key,
  name text not null,
  description text not null,
  price_minor bigint not null check (price_minor >= 0),
  currency text not null,
  category text not null,
  published boolean not null,
  version bigint not null,
  updated_at timestamptz not null default now()
);
create index product_category on product (category, sku) where published;
