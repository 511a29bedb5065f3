-- What an account proves beside its password: the codes of an authenticator (TOTP, RFC 6238).
create table second_factor (
  account uuid primary key references account on delete cascade,
  secret bytea not null,                     -- sealed under the key file
  confirmed_at timestamptz,                  -- null: nobody is asked for its codes yet
  last_step bigint not null default 0,       -- whose code was used last; neither it nor one before is taken again
  wrong int not null default 0,              -- codes in a row
  wrong_at timestamptz,
  recovery text[] not null default '{}'      -- keyed digests of the recovery codes that are left
);

-- A sign-in whose password was right and whose code is waited for. Its token is made as a refresh
-- token is.
create table sign_in_ticket (
  id uuid primary key,
  account uuid not null references account on delete cascade,
  tries int not null default 0,
  expires_at timestamptz not null
);
create index sign_in_ticket_account on sign_in_ticket (account);
create index sign_in_ticket_expires on sign_in_ticket (expires_at);
