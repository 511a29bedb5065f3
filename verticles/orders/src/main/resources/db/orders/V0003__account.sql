-- The account of a customer who was signed in, or has claimed the order; null for a guest. `buyer` is the SHA-256 of the
-- normalised e-mail in either case, so that staff finds the order by it; the `claim` is made of the account.
alter table orders add column account uuid;
