-- unused since 0.1.0-m2
drop index orders_buyer;
