-- Six orders, one of each fate, three of them with a coupon, one of them still on its way to inventory and payments. All consistent.
insert into inventory.receipt (sku, key, quantity) values ('A', 'r1', 60), ('A', 'r2', 40), ('B', 'r1', 10);
insert into inventory.stock values ('A', 97, 1), ('B', 8, 2);

insert into orders.orders (id, buyer, idempotency_key, status, payment_status, currency, subtotal, total, lines, confirmed_at)
values
  ('00000000-0000-0000-0000-000000000001', '\x01', 'k1', 'confirmed', 'captured', 'GBP', 700, 700,
   '[{"sku":"A","quantity":3,"unitPrice":100,"total":300},{"sku":"B","quantity":2,"unitPrice":200,"total":400}]', now()),
  ('00000000-0000-0000-0000-000000000002', '\x02', 'k1', 'rejected', 'voided', 'GBP', 99900, 99900,
   '[{"sku":"A","quantity":999,"unitPrice":100,"total":99900}]', null),
  ('00000000-0000-0000-0000-000000000003', '\x03', 'k1', 'rejected', 'declined', 'GBP', 100, 100,
   '[{"sku":"A","quantity":1,"unitPrice":100,"total":100}]', null),
  ('00000000-0000-0000-0000-000000000004', '\x04', 'k1', 'cancelled', 'refunded', 'GBP', 200, 200,
   '[{"sku":"B","quantity":1,"unitPrice":200,"total":200}]', now()),
  ('00000000-0000-0000-0000-000000000005', '\x05', 'k1', 'pending', 'none', 'GBP', 100, 100,
   '[{"sku":"A","quantity":1,"unitPrice":100,"total":100}]', null),
  ('00000000-0000-0000-0000-000000000006', '\x06', 'k1', 'confirmed', 'authorized', 'GBP', 400, 400,
   '[{"sku":"B","quantity":2,"unitPrice":200,"total":400}]', now());

update orders.orders set coupon = 'TEN', subtotal = 110, discount = 10,
       lines = '[{"sku":"A","quantity":1,"unitPrice":110,"total":110,"discount":10}]'
 where id = '00000000-0000-0000-0000-000000000003';
update orders.orders set coupon = 'TEN', subtotal = 230, discount = 30,
       lines = '[{"sku":"B","quantity":1,"unitPrice":230,"total":230,"discount":30}]'
 where id = '00000000-0000-0000-0000-000000000004';
update orders.orders set coupon = 'TEN', subtotal = 440, discount = 40,
       lines = '[{"sku":"B","quantity":2,"unitPrice":220,"total":440,"discount":40}]'
 where id = '00000000-0000-0000-0000-000000000006';
insert into promotions.coupon (code, uses_max, uses_per_customer_max, used) values ('TEN', 1, 1, 1);
insert into promotions.redemption (order_id, state, coupon, customer, discount, currency) values
  ('00000000-0000-0000-0000-000000000003', 'released', 'TEN', '00000000-0000-0000-0000-00000000000c', 10, 'GBP'),
  ('00000000-0000-0000-0000-000000000004', 'released', 'TEN', '00000000-0000-0000-0000-00000000000c', 30, 'GBP'),
  ('00000000-0000-0000-0000-000000000006', 'redeemed', 'TEN', '00000000-0000-0000-0000-00000000000c', 40, 'GBP');

insert into inventory.reservation (order_id, state, skus, quantities) values
  ('00000000-0000-0000-0000-000000000001', 'committed', '{A,B}', '{3,2}'),
  ('00000000-0000-0000-0000-000000000002', 'refused', '{A}', '{999}'),
  ('00000000-0000-0000-0000-000000000003', 'released', '{A}', '{1}'),
  ('00000000-0000-0000-0000-000000000004', 'released', '{B}', '{1}'),
  ('00000000-0000-0000-0000-000000000005', 'held', '{A}', '{1}'),
  ('00000000-0000-0000-0000-000000000006', 'held', '{B}', '{2}');

insert into orders.log (position, first, events) values
  (1, 1, '[{"key":"00000000-0000-0000-0000-000000000001","type":"OrderPlaced","trace":"","payload":{}}]'),
  (2, 2, '[{"key":"00000000-0000-0000-0000-000000000001","type":"OrderConfirmed","trace":"","payload":{}}]'),
  (3, 3, '[{"key":"00000000-0000-0000-0000-000000000002","type":"OrderPlaced","trace":"","payload":{}}]'),
  (4, 4, '[{"key":"00000000-0000-0000-0000-000000000002","type":"OrderRejected","trace":"","payload":{}}]'),
  (5, 5, '[{"key":"00000000-0000-0000-0000-000000000003","type":"OrderPlaced","trace":"","payload":{}}]'),
  (6, 6, '[{"key":"00000000-0000-0000-0000-000000000003","type":"OrderRejected","trace":"","payload":{}}]'),
  (7, 7, '[{"key":"00000000-0000-0000-0000-000000000004","type":"OrderPlaced","trace":"","payload":{}}]'),
  (8, 8, '[{"key":"00000000-0000-0000-0000-000000000004","type":"OrderConfirmed","trace":"","payload":{}}]'),
  (9, 9, '[{"key":"00000000-0000-0000-0000-000000000004","type":"OrderCancelled","trace":"","payload":{}}]'),
  (10, 10, '[{"key":"00000000-0000-0000-0000-000000000005","type":"OrderPlaced","trace":"","payload":{}}]'),
  (11, 11, '[{"key":"00000000-0000-0000-0000-000000000006","type":"OrderPlaced","trace":"","payload":{}}]'),
  (12, 12, '[{"key":"00000000-0000-0000-0000-000000000006","type":"OrderConfirmed","trace":"","payload":{}}]');
insert into accounts.log (position, first, events) values
  (1, 1, '[{"key":"00000000-0000-0000-0000-0000000000a1","type":"AccountRegistered","trace":"","payload":{}}]'),
  (3, 2, '[{"key":"00000000-0000-0000-0000-0000000000a1","type":"AccountErased","trace":"","payload":{}},{"key":"00000000-0000-0000-0000-0000000000a2","type":"AccountRegistered","trace":"","payload":{}}]');
insert into notifications.cursor (source, position) values ('accounts', 2), ('orders', 11), ('payments', 0);
insert into notifications.mail (kind, subject, state) values
  ('welcome', '00000000-0000-0000-0000-0000000000a1', 'dropped'),
  ('order_confirmed', '00000000-0000-0000-0000-000000000001', 'sent'),
  ('order_confirmed', '00000000-0000-0000-0000-000000000004', 'waiting'),
  ('order_cancelled', '00000000-0000-0000-0000-000000000004', 'waiting');
insert into inventory.cursor (source, position) values ('orders', 11);
insert into payments.cursor (source, position) values ('orders', 11);
insert into promotions.cursor (source, position) values ('orders', 11);
insert into orders.log_reader (follower, position) values ('inventory', 12), ('payments', 12), ('promotions', 12);

insert into payments.payment (order_id, amount, currency, state, wanted, refunded) values
  ('00000000-0000-0000-0000-000000000001', 700, 'GBP', 'captured', 'captured', 0),
  ('00000000-0000-0000-0000-000000000002', 0, 'XXX', 'voided', 'nothing', 0),
  ('00000000-0000-0000-0000-000000000003', 100, 'GBP', 'declined', 'nothing', 0),
  ('00000000-0000-0000-0000-000000000004', 200, 'GBP', 'captured', 'captured', 200),
  ('00000000-0000-0000-0000-000000000006', 400, 'GBP', 'authorized', null, 0);
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
insert into payments.log (position, first, events) values
  (1, 1, '[{"key":"00000000-0000-0000-0000-000000000001","type":"PaymentAuthorized","trace":"","payload":{}}]'),
  (2, 2, '[{"key":"00000000-0000-0000-0000-000000000001","type":"PaymentCaptured","trace":"","payload":{}}]'),
  (3, 3, '[{"key":"00000000-0000-0000-0000-000000000003","type":"PaymentDeclined","trace":"","payload":{}}]'),
  (4, 4, '[{"key":"00000000-0000-0000-0000-000000000004","type":"PaymentAuthorized","trace":"","payload":{}}]'),
  (5, 5, '[{"key":"00000000-0000-0000-0000-000000000004","type":"PaymentCaptured","trace":"","payload":{}}]'),
  (6, 6, '[{"key":"00000000-0000-0000-0000-000000000004","type":"PaymentRefunded","trace":"","payload":{}}]'),
  (7, 7, '[{"key":"00000000-0000-0000-0000-000000000006","type":"PaymentAuthorized","trace":"","payload":{}}]');
insert into orders.cursor (source, position) values ('payments', 7);
insert into payments.log_reader (follower, position) values ('orders', 7);

insert into sandbox.charge (charge_key, order_id, amount, currency, state, refunded) values
  ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000001', 700, 'GBP', 'captured', 0),
  ('00000000-0000-0000-0000-000000000003', '00000000-0000-0000-0000-000000000003', 100, 'GBP', 'declined', 0),
  ('00000000-0000-0000-0000-000000000004', '00000000-0000-0000-0000-000000000004', 200, 'GBP', 'captured', 200),
  ('00000000-0000-0000-0000-000000000006', '00000000-0000-0000-0000-000000000006', 400, 'GBP', 'authorized', 0);
