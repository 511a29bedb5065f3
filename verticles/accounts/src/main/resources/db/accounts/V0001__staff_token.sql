-- Bearer tokens of the back office. Only their SHA-256 is known here.
create table staff_token (
  hash bytea primary key,
  name text not null unique,
  roles text[] not null,
  created_at timestamptz not null default now(),
  revoked_at timestamptz
);
