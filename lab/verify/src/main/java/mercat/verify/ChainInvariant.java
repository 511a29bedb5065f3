package mercat.verify;

/**
 * The chain of every log: each row bears the SHA-256 of the link before it and of what it holds
 * itself. Computed here anew, in one pass over the rows in their order.
 */
final class ChainInvariant {
  /** What a row's link must be, given the link of the row before it. */
  private static final String LINK =
      """
      sha256(coalesce(before, ''::bytea) || int8send(position) || int8send(first)
             || timestamptz_send(at) || convert_to(events::text, 'UTF8'))\
      """;

  private ChainInvariant() {}

  /** Each row of each log is as it was written, and stands where it was written. */
  static void isIntact(Examination examination) {
    for (var context : examination.snapshot().contexts()) {
      if (!examination.snapshot().has(context + ".log_chain")) {
        examination.note("the log of %s has no chain yet".formatted(context));
        continue;
      }
      examination.checked("select count(link) from " + context + ".log");
      isIntact(examination, context);
      if (examination.snapshot().has("audit.checkpoint")) {
        isAsSigned(examination, context);
      }
      examination.noteAny(
          "select count(*) from %1$s.log where position < (select first from %1$s.log_chain)"
              .formatted(context),
          "rows of the log of %s are from before its chain".formatted(context));
    }
  }

  private static void isIntact(Examination examination, String context) {
    examination.faults(
        """
        select 'log of %1$s has ' || count(*) || ' beginnings of its chain instead of one'
        from %1$s.log_chain
        having count(*) <> 1
        """
            .formatted(context));
    examination.faults(
        """
        select 'log of %1$s: the row of positions ' || first || ' to ' || position
               || case
                    when position < beginning then ' has a link, but the chain begins at ' || beginning
                    when link is null then ' has no link'
                    else ' is not what was written after position ' || first - 1
                  end
        from (select position, first, at, events, link, lag(link) over (order by position) as before
              from %1$s.log) as rows
        cross join (select first as beginning from %1$s.log_chain) as chain
        where case
                when position < beginning then link is not null
                else link is distinct from %2$s
              end
        order by position
        """
            .formatted(context, LINK));
  }

  /** The log still bears the links that audit's checkpoints name. */
  private static void isAsSigned(Examination examination, String context) {
    examination.faults(
        """
        select 'log of %1$s: the row that ends at position ' || head.position
               || case when l.position is null then ' is missing' else ' was written anew, or one before it' end
               || ': checkpoint ' || min(head.number) || ' bears another link'
        from (select number, (log ->> 'position')::bigint as position, log ->> 'link' as link
              from audit.checkpoint
              cross join lateral json_array_elements(statement::json -> 'logs') as log
              where log ->> 'context' = '%1$s' and log ->> 'link' is not null) as head
        left join %1$s.log l on l.position = head.position
        where encode(l.link, 'hex') is distinct from head.link
        group by head.position, l.position
        order by head.position
        """
            .formatted(context));
  }
}
