-- Somebody whom an outside provider knows, and their account here.
create table federated_identity (
  issuer text not null,
  subject text not null,
  account uuid not null references account on delete cascade,
  created_at timestamptz not null default now(),
  primary key (issuer, subject)
);
create index federated_identity_account on federated_identity (account);

-- Whoever signs in at an outside provider may have none.
alter table account alter column password drop not null;
