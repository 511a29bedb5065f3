-- The tables that verify reads, as the contexts make them, without what it does not look at.
create function link_log() returns trigger language plpgsql as $$
declare
  before bytea;
begin
  execute format('select link from %I.log where position = $1', tg_argv[0]) into before using new.first - 1;
  new.link := sha256(coalesce(before, '') || int8send(new.position) || int8send(new.first) || timestamptz_send(new.at)
                     || convert_to(new.events::text, 'UTF8'));
  return new;
end
$$;

do $$
declare
  name text;
begin
  foreach name in array array['accounts', 'catalog', 'inventory', 'notifications', 'orders', 'payments', 'promotions', 'sandbox'] loop
    execute format('create schema %I', name);
    if name <> 'sandbox' then
      execute format('create table %I.log (position bigint primary key, first bigint not null, events json not null,
                      at timestamptz not null default now(), link bytea)', name);
      execute format('create table %I.log_chain (only_row boolean primary key default true, first bigint not null)', name);
      execute format('insert into %I.log_chain (first) values (1)', name);
      execute format('create trigger link before insert on %I.log for each row execute function link_log(%L)', name, name);
      execute format('create view %1$I.log_event as
                      select first + place - 1 as position, (value ->> ''key'')::uuid as key, value ->> ''type'' as type,
                             value -> ''payload'' as payload, value ->> ''trace'' as trace, at
                        from %1$I.log, json_array_elements(events) with ordinality as event(value, place)', name);
      execute format('create table %I.log_head (only_row boolean primary key default true,
                      incarnation uuid not null default gen_random_uuid())', name);
      execute format('insert into %I.log_head default values', name);
      execute format('create table %I.cursor (source text primary key, position bigint not null,
                      incarnation uuid, moved_at timestamptz not null default now())', name);
      execute format('create table %I.parked (source text not null, position bigint not null, key uuid not null,
                      type text not null, payload json not null, error text not null, attempts int not null default 1,
                      parked_at timestamptz not null default now(), primary key (source, position))', name);
      execute format('create table %I.log_reader (follower text primary key, position bigint not null,
                      seen_at timestamptz not null default now())', name);
    end if;
  end loop;
end
$$;

create table inventory.stock (sku text primary key, on_hand bigint not null, reserved bigint not null default 0);
create table inventory.receipt (sku text, key text, quantity bigint, reason text, at timestamptz, primary key (sku, key));
create table inventory.reservation (order_id uuid primary key, state text not null, skus text[] not null,
  quantities bigint[] not null, shortages json, at timestamptz);

create table orders.orders (id uuid primary key, number bigint generated always as identity, buyer bytea,
  account uuid, idempotency_key text, email text, status text, payment_status text default 'none', reason text, currency text,
  subtotal bigint, discount bigint default 0, shipping bigint default 0, tax bigint default 0, total bigint,
  lines json, coupon text, placed_at timestamptz default now(), confirmed_at timestamptz,
  deadline_at timestamptz default now() + interval '15 minutes');

create table payments.payment (order_id uuid primary key, amount bigint, currency text, method text, token text,
  provider text not null default 'sandbox', state text, wanted text, reason text, refunded bigint default 0, attempts int,
  number bigint generated always as identity unique, next_at timestamptz, created_at timestamptz default now());
create table payments.refund (id uuid primary key, order_id uuid, amount bigint, state text, created_at timestamptz);
create table payments.posting (source_id uuid, kind text, account text, amount bigint, currency text,
  at timestamptz default now(), primary key (source_id, kind, account));
create table payments.account_balance (account text, currency text, balance bigint, primary key (account, currency));

create table promotions.coupon (code text primary key, uses_max bigint, uses_per_customer_max bigint,
  used bigint not null default 0);
create table promotions.redemption (order_id uuid primary key, state text not null, coupon text, customer uuid,
  discount bigint, currency text, refusal text, at timestamptz default now());
create table notifications.mail (id uuid primary key default gen_random_uuid(), kind text not null, subject uuid not null,
  occurrence uuid not null default '00000000-0000-0000-0000-000000000000', state text not null default 'kept',
  unique (subject, kind, occurrence));

create table sandbox.charge (charge_key uuid primary key, order_id uuid, amount bigint, currency text, token text,
  state text, refunded bigint default 0, at timestamptz default now());
create table sandbox.refund (refund_key uuid primary key, charge_key uuid not null, amount bigint not null,
  at timestamptz not null default now());
