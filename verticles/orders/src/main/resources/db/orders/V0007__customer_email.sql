-- Under which e-mails customers ordered, so that staff finds their orders: a row for each of a customer's, not for each
-- order. A sweep writes it, from the first of customers' orders on.
create table customer_email (
  buyer bytea,                               -- SHA-256 of the normalised e-mail, as in `orders`
  account uuid,
  primary key (buyer, account)
);
create index customer_email_account on customer_email (account);
insert into swept (what, number)
select 'customer_email', coalesce(min(number) - 1, 0) from orders where account is not null;
