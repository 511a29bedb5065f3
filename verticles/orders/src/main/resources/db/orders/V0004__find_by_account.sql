-- A customer reads their own, newest first. A guest's order is not in it, and costs it nothing.
create index concurrently orders_account on orders (account, id) where account is not null;
