-- Six orders, one of each fate, one of them still on its way to inventory and payments. All consistent.
insert into inventory.receipt (sku, key, quantity) values ('A', 'r1', 60), ('A', 'r2', 40), ('B', 'r1', 10);
insert into inventory.stock values ('A', 97, 1), ('B', 8, 2);

insert into orders.orders (id, buyer, idempotency_key, status, payment_status, currency, subtotal, total, lines, confirmed_at)
values
  ('00000000-0000-0000-0000-000000000001', '\x01', 'k1', 'confirmed', 'captured', 'GBP', 700, 700,
   '[{"sku":"A","quantity":3,"unitPrice":100,"total":300},{"sku":"B","quantity":2,"unitPrice":200,"total":400}]', now()),
  ('00000000-0000-0000-0000-000000000002', '\x02', 'k1', 'rejected', 'none', 'GBP', 99900, 99900,
   '[{"sku":"A","quantity":999,"unitPrice":100,"total":99900}]', null),
  ('00000000-0000-0000-0000-000000000003', '\x03', 'k1', 'rejected', 'declined', 'GBP', 100, 100,
   '[{"sku":"A","quantity":1,"unitPrice":100,"total":100}]', null),
  ('00000000-0000-0000-0000-000000000004', '\x04', 'k1', 'cancelled', 'refunded', 'GBP', 200, 200,
   '[{"sku":"B","quantity":1,"unitPrice":200,"total":200}]', now()),
  ('00000000-0000-0000-0000-000000000005', '\x05', 'k1', 'pending', 'none', 'GBP', 100, 100,
   '[{"sku":"A","quantity":1,"unitPrice":100,"total":100}]', null),
  ('00000000-0000-0000-0000-000000000006', '\x06', 'k1', 'confirmed', 'authorized', 'GBP', 400, 400,
   '[{"sku":"B","quantity":2,"unitPrice":200,"total":400}]', now());

insert into inventory.reservation (order_id, state, skus, quantities) values
  ('00000000-0000-0000-0000-000000000001', 'committed', '{A,B}', '{3,2}'),
  ('00000000-0000-0000-0000-000000000002', 'refused', '{A}', '{999}'),
  ('00000000-0000-0000-0000-000000000003', 'released', '{A}', '{1}'),
  ('00000000-0000-0000-0000-000000000004', 'released', '{B}', '{1}'),
  ('00000000-0000-0000-0000-000000000005', 'held', '{A}', '{1}'),
  ('00000000-0000-0000-0000-000000000006', 'held', '{B}', '{2}');

insert into orders.log (position, key, type, payload) values
  (1, '00000000-0000-0000-0000-000000000001', 'OrderPlaced', '{}'),
  (2, '00000000-0000-0000-0000-000000000001', 'OrderConfirmed', '{}'),
  (3, '00000000-0000-0000-0000-000000000002', 'OrderPlaced', '{}'),
  (4, '00000000-0000-0000-0000-000000000002', 'OrderRejected', '{}'),
  (5, '00000000-0000-0000-0000-000000000003', 'OrderPlaced', '{}'),
  (6, '00000000-0000-0000-0000-000000000003', 'OrderRejected', '{}'),
  (7, '00000000-0000-0000-0000-000000000004', 'OrderPlaced', '{}'),
  (8, '00000000-0000-0000-0000-000000000004', 'OrderConfirmed', '{}'),
  (9, '00000000-0000-0000-0000-000000000004', 'OrderCancelled', '{}'),
  (10, '00000000-0000-0000-0000-000000000005', 'OrderPlaced', '{}'),
  (11, '00000000-0000-0000-0000-000000000006', 'OrderPlaced', '{}'),
  (12, '00000000-0000-0000-0000-000000000006', 'OrderConfirmed', '{}');
insert into inventory.cursor (source, position) values ('orders', 11);
insert into payments.cursor (source, position) values ('orders', 11);
insert into orders.log_reader (follower, position) values ('inventory', 12), ('payments', 12);

insert into payments.payment (order_id, amount, currency, state, wanted, refunded, open) values
  ('00000000-0000-0000-0000-000000000001', 700, 'GBP', 'captured', 'captured', 0, false),
  ('00000000-0000-0000-0000-000000000002', 0, 'XXX', 'voided', 'nothing', 0, false),
  ('00000000-0000-0000-0000-000000000003', 100, 'GBP', 'declined', 'nothing', 0, false),
  ('00000000-0000-0000-0000-000000000004', 200, 'GBP', 'captured', 'captured', 200, false),
  ('00000000-0000-0000-0000-000000000006', 400, 'GBP', 'authorized', null, 0, true);
insert into payments.refund (id, order_id, amount, state) values
  ('00000000-0000-0000-0000-0000000000f4', '00000000-0000-0000-0000-000000000004', 200, 'done');
insert into payments.posting (source_id, kind, account, amount, currency) values
  ('00000000-0000-0000-0000-000000000001', 'capture', 'provider:sandbox', 700, 'GBP'),
  ('00000000-0000-0000-0000-000000000001', 'capture', 'sales', -700, 'GBP'),
  ('00000000-0000-0000-0000-000000000004', 'capture', 'provider:sandbox', 200, 'GBP'),
  ('00000000-0000-0000-0000-000000000004', 'capture', 'sales', -200, 'GBP'),
  ('00000000-0000-0000-0000-0000000000f4', 'refund', 'provider:sandbox', -200, 'GBP'),
  ('00000000-0000-0000-0000-0000000000f4', 'refund', 'sales', 200, 'GBP');
insert into payments.account_balance values ('provider:sandbox', 'GBP', 700), ('sales', 'GBP', -700);
insert into payments.log (position, key, type, payload) values
  (1, '00000000-0000-0000-0000-000000000001', 'PaymentAuthorized', '{}'),
  (2, '00000000-0000-0000-0000-000000000001', 'PaymentCaptured', '{}'),
  (3, '00000000-0000-0000-0000-000000000003', 'PaymentDeclined', '{}'),
  (4, '00000000-0000-0000-0000-000000000004', 'PaymentAuthorized', '{}'),
  (5, '00000000-0000-0000-0000-000000000004', 'PaymentCaptured', '{}'),
  (6, '00000000-0000-0000-0000-000000000004', 'PaymentRefunded', '{}'),
  (7, '00000000-0000-0000-0000-000000000006', 'PaymentAuthorized', '{}');
insert into orders.cursor (source, position) values ('payments', 7);
insert into payments.log_reader (follower, position) values ('orders', 7);

insert into sandbox.charge (charge_key, order_id, amount, currency, state, refunded) values
  ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001', 700, 'GBP', 'captured', 0),
  ('00000000-0000-0000-0000-000000000003', '00000000-0000-0000-0000-000000000003', 100, 'GBP', 'declined', 0),
  ('00000000-0000-0000-0000-000000000004', '00000000-0000-0000-0000-000000000004', 200, 'GBP', 'captured', 200),
  ('00000000-0000-0000-0000-000000000006', '00000000-0000-0000-0000-000000000006', 400, 'GBP', 'authorized', 0);
