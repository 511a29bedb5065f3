-- Staff finds a buyer's orders by e-mail, newest first. A number has its index since it is unique.
create index concurrently orders_buyer on orders (buyer, id);
