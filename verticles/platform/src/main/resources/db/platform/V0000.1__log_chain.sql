-- Each row of the log bears a link, the SHA-256 of the link before it and of all that the row holds, so that a row which
-- was changed, removed or moved later does not fit its neighbours. The table makes it, whoever appends: nodes of the
-- version before link as well, and a role that may only insert cannot choose its links.
lock table log_head, log in access exclusive mode;   -- in the order in which an appender takes them

alter table log add column link bytea;

-- Where the chain begins: rows before this position were written when there was none.
create table log_chain (
  only_row boolean primary key default true check (only_row),
  first bigint not null
);
insert into log_chain (first) select coalesce(max(position), 0) + 1 from log;
revoke insert, update, delete, truncate on log_chain from ${role};

-- The row before is the last: its appender held the row of log_head until it could be seen here. Numbers and the time are
-- of eight bytes each, the link before of 32 or none, so that only one row makes these bytes.
create function link_log() returns trigger language plpgsql as $$
begin
  new.link := sha256(
    coalesce((select link from ${flyway:defaultSchema}.log where position = new.first - 1), '')
    || int8send(new.position) || int8send(new.first) || timestamptz_send(new.at)
    || convert_to(new.events::text, 'UTF8'));
  return new;
end
$$;
create trigger link before insert on log for each row execute function link_log();
