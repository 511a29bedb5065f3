package mercat.verify;

/**
 * I9: every log has each position once, from the first to the last; nobody has read further than it
 * goes; and every change that it should tell of is in it, once.
 */
@SuppressWarnings(
    "InlineFormatString") // statements stand together, above the code that fills them in
final class LogsAreWhole implements Invariant {
  private static final String HOLES =
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
      order by position\
      """;

  private static final String TORN =
      """
      select 'log of %1$s: the row of positions ' || first || ' to ' || position || ' has '
             || json_array_length(events) || ' events'
      from %1$s.log
      where json_array_length(events) <> position - first + 1
      order by position\
      """;

  private static final String CURSOR_BEYOND_END =
      """
      select 'log of %2$s ends at ' || coalesce((select max(position) from %2$s.log), 0)
             || ', but %1$s has followed it to ' || position || ': its tail is missing'
      from %1$s.cursor
      where source = '%2$s'
        and position > coalesce((select max(position) from %2$s.log), 0)\
      """;

  private static final String READER_BEYOND_END =
      """
      select 'log of %1$s ends at ' || coalesce((select max(position) from %1$s.log), 0)
             || ', but ' || follower || ' has read it to ' || position || ': its tail is missing'
      from %1$s.log_reader
      where position > coalesce((select max(position) from %1$s.log), 0)\
      """;

  private static final String PARKED_AHEAD =
      """
      select '%1$s has put aside event ' || p.position || ' of ' || p.source
             || ', which it has not come to'
      from %1$s.parked p
      left join %1$s.cursor c on c.source = p.source
      where p.position > coalesce(c.position, 0)\
      """;

  private static final String ORDER_UNTOLD =
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
         or coalesce(t.cancelled, 0) <> (o.status = 'cancelled')::int\
      """;

  private static final String CAPTURE_UNTOLD =
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
      where b.key is null or coalesce(t.times, 0) <> 1\
      """;

  @Override
  public String id() {
    return "I9";
  }

  @Override
  public String promise() {
    return "every log has each position once, in order, and tells of every change";
  }

  @Override
  public void examine(Examination examination) {
    var snapshot = examination.snapshot();
    for (var context : snapshot.contexts()) {
      examination.checked(
          snapshot.number("select coalesce(max(position), 0) from " + context + ".log"));
      examination.faults(HOLES.formatted(context));
      examination.faults(TORN.formatted(context));
      examination.faults(READER_BEYOND_END.formatted(context));
      examination.faults(PARKED_AHEAD.formatted(context));
      for (var source : snapshot.texts("select source from " + context + ".cursor order by 1")) {
        examination.faults(CURSOR_BEYOND_END.formatted(context, source));
      }
    }
    examination.faults(ORDER_UNTOLD);
    examination.faults(CAPTURE_UNTOLD);
  }
}
