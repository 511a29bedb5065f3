-- Somebody who may sign in. An erased account has no row.
create table account (
  id uuid primary key,
  email text not null,
  email_normal text not null unique,         -- as it is compared
  name text not null,
  password text not null,                    -- Argon2id, PHC string format
  roles text[] not null default '{customer}',
  verified_at timestamptz,                   -- when it was shown that the e-mail address is theirs
  created_at timestamptz not null default now()
);

create table address (
  id uuid primary key,
  account uuid not null references account on delete cascade,
  address json not null,
  created_at timestamptz not null default now()
);
create index address_account on address (account, created_at);

-- From a sign-in on. A revoked one is kept for as long as an access token of it may not have expired.
create table session (
  id uuid primary key,
  account uuid not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz
);
create index session_account on session (account, created_at) where revoked_at is null;
create index session_revoked on session (id) where revoked_at is not null;
create index session_expires on session (expires_at);

-- The tokens of a session, each exchanged once for the next. A token is its id and a keyed digest of
-- it: whoever reads this table has none.
create table refresh_token (
  id uuid primary key,
  session uuid not null references session on delete cascade,
  used_at timestamptz,
  successor uuid
);
create index refresh_token_session on refresh_token (session);

-- What the bearer of a secret link may do, the latest of each purpose; the link's token is made as a
-- refresh token is.
create table secret_link (
  account uuid not null references account on delete cascade,
  purpose text not null check (purpose in ('verify_email', 'reset_password')),
  id uuid not null unique,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  primary key (account, purpose)
);
create index secret_link_expires on secret_link (expires_at);

-- The keys of access tokens, P-256. The one that became active last signs; one that is not yet active
-- is published already.
create table signing_key (
  kid text primary key,
  public bytea not null,                     -- X.509
  private bytea not null,                    -- PKCS #8, sealed under the key file
  active_from timestamptz not null
);

-- Personal access tokens; the column roles holds scopes as well.
alter table staff_token add column expires_at timestamptz;
alter table staff_token add column last_used_at timestamptz;
