-- unused since 0.1.0-m2

-- What a customer bought in one confirmed order, whatever it was.
create table own_basket (
  account uuid,
  order_id uuid,
  skus text[] not null,                      -- the first 100 lines
  primary key (account, order_id)
);
insert into own_basket (account, order_id, skus)
select account, order_id, skus from basket where account is not null;

-- What was bought together is said of nobody, and nothing was bought together with a single product.
delete from basket where cardinality(skus) = 1;
alter table basket drop column account;

-- Whoever buys needs no profile any more for erasing to be heard.
delete from profile where not is_registered and not is_erased;

-- Whether a customer is erased is asked with every order, and hardly anybody is.
create index profile_erased on profile (account) where is_erased;

grant truncate on own_basket to ${role};
