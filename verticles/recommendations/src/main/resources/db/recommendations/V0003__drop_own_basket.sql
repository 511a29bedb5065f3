-- unused since 0.1.0-m2

-- What a customer bought is asked of orders, which keep it anyway.
drop table own_basket;
drop index profile_erased;
