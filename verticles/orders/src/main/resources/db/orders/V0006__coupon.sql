-- What an order's discount came by; null for most. The shares of its lines stand in `lines`, as "discount".
alter table orders add column coupon text;
