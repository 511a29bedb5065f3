package mercat.verify;

/** What must hold of the contexts' logs and of those who follow them. */
final class LogInvariants {
  private static final int BEHIND_SECONDS_MAX = 60;

  /** Waits for a broker that is somebody else's: how far it has come is noted, and no fault. */
  private static final String FEED = "feed";

  private LogInvariants() {}

  /**
   * A subquery of the keys in the source's log beyond the follower's cursor: such rows are on their
   * way, not at fault.
   */
  static String inFlight(String follower, String source) {
    return """
    (select (event.value ->> 'key')::uuid
     from (select coalesce(max(position), 0) as position from %1$s.cursor where source = '%2$s') c
     join %2$s.log l on l.position > c.position
     cross join lateral json_array_elements(l.events) with ordinality as event(value, place)
     where l.first + event.place - 1 > c.position)\
    """
        .formatted(follower, source);
  }

  /** Caught up, or about to be. */
  static void followersKeepUp(Examination examination) {
    for (var follower : examination.snapshot().contexts()) {
      examination.faults(
          """
          select '%1$s has put aside event ' || position || ' of ' || source || ' (' || type || ' of '
                 || key || '): ' || left(error, 120)
          from %1$s.parked
          order by source, position
          """
              .formatted(follower));
      for (var source : examination.snapshot().sources(follower)) {
        examination.checked(1);
        keepsUp(examination, follower, source);
      }
    }
  }

  private static void keepsUp(Examination examination, String follower, String source) {
    if (!follower.equals(FEED)) {
      isNotBehind(examination, follower, source);
    }
    examination.faults(
        """
        select '%1$s follows ' || c.incarnation || ' of %2$s, whose log is now ' || h.incarnation
        from %1$s.cursor c, %2$s.log_head h
        where c.source = '%2$s' and c.incarnation is not null and c.incarnation <> h.incarnation
        """
            .formatted(follower, source));
    var lag =
        examination
            .snapshot()
            .number(
                """
                select coalesce((select max(position) from %2$s.log), 0)
                       - coalesce((select position from %1$s.cursor where source = '%2$s'), 0)
                """
                    .formatted(follower, source));
    if (lag > 0) {
      examination.note("%s: %d events of %s in flight".formatted(follower, lag, source));
    }
  }

  private static void isNotBehind(Examination examination, String follower, String source) {
    examination.faults(
        """
        select '%1$s is behind %2$s by '
               || (select max(position) from %2$s.log) - c.position || ' events, the oldest waits for '
               || date_trunc('second', clock_timestamp() - l.at)
        from %1$s.cursor c
        join %2$s.log l on c.position + 1 between l.first and l.position
        where c.source = '%2$s'
          and l.at < clock_timestamp() - interval '%3$d seconds'
        """
            .formatted(follower, source, BEHIND_SECONDS_MAX));
  }

  /**
   * Each position once, from the first to the last; nobody has read further than the log goes; and
   * every change that it should tell of is in it, once.
   */
  static void logsAreWhole(Examination examination) {
    for (var context : examination.snapshot().contexts()) {
      examination.checked("select coalesce(max(position), 0) from " + context + ".log");
      isWhole(examination, context);
      for (var source : examination.snapshot().sources(context)) {
        examination.faults(
            """
            select 'log of %2$s ends at ' || coalesce((select max(position) from %2$s.log), 0)
                   || ', but %1$s has followed it to ' || position || ': its tail is missing'
            from %1$s.cursor
            where source = '%2$s'
              and position > coalesce((select max(position) from %2$s.log), 0)
            """
                .formatted(context, source));
      }
    }
    examination.faults(
        """
        with told as (
          select key,
                 count(*) filter (where type = 'OrderPlaced') as placed,
                 count(*) filter (where type = 'OrderConfirmed') as confirmed,
                 count(*) filter (where type = 'OrderRejected') as rejected,
                 count(*) filter (where type = 'OrderCancelled') as cancelled
          from orders.log_event
          group by key)
        select 'order ' || coalesce(o.id, t.key) || ' is ' || coalesce(o.status, 'missing')
               || ', but the log of orders tells of: placed ' || coalesce(t.placed, 0)
               || ', confirmed ' || coalesce(t.confirmed, 0) || ', rejected '
               || coalesce(t.rejected, 0) || ', cancelled ' || coalesce(t.cancelled, 0)
        from orders.orders o
        full join told t on t.key = o.id
        where o.id is null
           or coalesce(t.placed, 0) <> 1
           or coalesce(t.confirmed, 0) <> (o.confirmed_at is not null)::int
           or coalesce(t.rejected, 0) <> (o.status = 'rejected')::int
           or coalesce(t.cancelled, 0) <> (o.status = 'cancelled')::int
        """);
    examination.faults(
        """
        with told as (
          select key, count(*) as times from payments.log_event where type = 'PaymentCaptured' group by key),
        booked as (
          select distinct source_id as key from payments.posting where kind = 'capture')
        select 'capture of order ' || key || ' is '
               || case when b.key is null then 'not in the ledger' else 'in the ledger' end
               || ', the log of payments tells of it ' || coalesce(t.times, 0) || ' times'
        from told t
        full join booked b using (key)
        where b.key is null or coalesce(t.times, 0) <> 1
        """);
  }

  private static void isWhole(Examination examination, String context) {
    examination.faults(
        """
        select 'log of %1$s: '
               || case
                    when first <= before then 'position ' || first || ' is there twice'
                    when first - before = 2 then 'position ' || before + 1 || ' is missing'
                    else 'positions ' || before + 1 || ' to ' || first - 1 || ' are missing'
                  end
        from (select first, position, lag(position, 1, 0::bigint) over (order by position) as before
              from %1$s.log) as neighbours
        where first <> before + 1
        order by position
        """
            .formatted(context));
    examination.faults(
        """
        select 'log of %1$s: the row of positions ' || first || ' to ' || position || ' has '
               || json_array_length(events) || ' events'
        from %1$s.log
        where json_array_length(events) <> position - first + 1
        order by position
        """
            .formatted(context));
    examination.faults(
        """
        select 'log of %1$s ends at ' || coalesce((select max(position) from %1$s.log), 0)
               || ', but ' || follower || ' has read it to ' || position || ': its tail is missing'
        from %1$s.log_reader
        where position > coalesce((select max(position) from %1$s.log), 0)
        """
            .formatted(context));
    examination.faults(
        """
        select '%1$s has put aside event ' || p.position || ' of ' || p.source
               || ', which it has not come to'
        from %1$s.parked p
        left join %1$s.cursor c on c.source = p.source
        where p.position > coalesce(c.position, 0)
        """
            .formatted(context));
  }
}
