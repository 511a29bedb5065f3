-- A guest's orders are found by e-mail, a customer's by account: an order stands in one of the two indexes.
create index concurrently orders_guest on orders (buyer, id) where account is null;
