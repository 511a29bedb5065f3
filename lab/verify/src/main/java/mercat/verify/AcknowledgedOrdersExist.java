package mercat.verify;

import java.util.List;

/** I1: what a client was told is what the database knows. */
final class AcknowledgedOrdersExist implements Invariant {
  private static final int AT_ONCE = 10_000;

  private static final String DIFFERENT =
      """
      select 'order ' || a.id || ' (key ' || a.key || ') was acknowledged as ' || a.status
             || ' over ' || a.total || ' ' || a.currency || ', '
             || case
                  when o.id is null then 'but does not exist'
                  else 'but is ' || o.status || ' over ' || o.total || ' ' || o.currency
                       || ', key ' || o.idempotency_key
                end
      from unnest(?::text[], ?::text[], ?::bigint[], ?::text[], ?::text[])
             as a(id, key, total, currency, status)
      left join orders.orders o on o.id = a.id::uuid
      where o.id is null
         or o.total <> a.total
         or o.currency <> a.currency
         or o.idempotency_key <> a.key
         or (a.status in ('confirmed', 'closed')
             and (o.confirmed_at is null or o.status in ('pending', 'rejected')))\
      """;

  @Override
  public String id() {
    return "I1";
  }

  @Override
  public String promise() {
    return "every acknowledged order exists, with the same total";
  }

  @Override
  public void examine(Examination examination) {
    var acks = examination.acks();
    if (acks.isEmpty()) {
      examination.note("nothing to compare: give what clients were told with --acks FILE");
    }
    examination.checked(acks.size());
    for (var from = 0; from < acks.size(); from += AT_ONCE) {
      compare(examination, acks.subList(from, Math.min(acks.size(), from + AT_ONCE)));
    }
  }

  private static void compare(Examination examination, List<Ack> acks) {
    examination.faults(
        DIFFERENT,
        acks.stream().map(Ack::id).toArray(String[]::new),
        acks.stream().map(Ack::key).toArray(String[]::new),
        acks.stream().map(Ack::total).toArray(Long[]::new),
        acks.stream().map(Ack::currency).toArray(String[]::new),
        acks.stream().map(Ack::status).toArray(String[]::new));
  }
}
