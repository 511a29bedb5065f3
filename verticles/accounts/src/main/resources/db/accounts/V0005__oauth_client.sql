-- Clients of OAuth 2: other systems, and front ends. Of a secret its SHA-256 suffices: it is 256
-- random bits, which nobody finds by trying, however fast a try is.
create table oauth_client (
  id text primary key,
  name text not null,
  secret bytea,                              -- null for a public client
  scopes text[] not null,
  redirect_uris text[] not null,
  session uuid not null unique,              -- of the tokens that it gets for itself
  created_at timestamptz not null default now(),
  revoked_at timestamptz
);

-- A session that a client holds for somebody, and what it was given to do. A client's own session
-- is nobody's: its account is the session itself.
alter table session add column client text references oauth_client;
alter table session add column scopes text[];

-- What a client exchanges, once, for the tokens of a session.
create table authorization_code (
  id uuid primary key,
  session uuid not null references session on delete cascade,
  redirect_uri text not null,
  challenge text not null,
  nonce text not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index authorization_code_session on authorization_code (session);
create index authorization_code_expires on authorization_code (expires_at);
