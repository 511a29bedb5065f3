-- Whose a payment is, from its first attempt on; empty where there was none. The version before knows the sandbox only.
alter table payment add column provider text not null default 'sandbox';

-- Which of Stripe's payment intents counts for an order. It is committed before it is confirmed, and no other is ever
-- confirmed; null: none ever will be. tries counts answers by which Stripe said that it had failed.
create table stripe_intent (
  order_id uuid primary key,
  intent_id text,
  tries int not null default 0,
  created_at timestamptz not null default now()
);
