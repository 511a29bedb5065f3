-- A sum over any number of payments fits no 64 bits: beyond them, money that the provider had taken could not be
-- booked. The version before goes on adding to it; a connection of it that has read balances is refused once.
alter table account_balance alter column balance type numeric;
