package mercat.verify;

/** I8: followers have caught up, or are about to; and no event was put aside unseen. */
@SuppressWarnings(
    "InlineFormatString") // statements stand together, above the code that fills them in
final class FollowersKeepUp implements Invariant {
  private static final int SECONDS_MAX = 60;

  private static final String BEHIND =
      """
      select '%1$s is behind %2$s by '
             || (select max(position) from %2$s.log) - c.position || ' events, the oldest waits for '
             || date_trunc('second', clock_timestamp() - l.at)
      from %1$s.cursor c
      join %2$s.log l on c.position + 1 between l.first and l.position
      where c.source = '%2$s'
        and l.at < clock_timestamp() - interval '%3$d seconds'\
      """;

  private static final String ANOTHER_LIFE =
      """
      select '%1$s follows ' || c.incarnation || ' of %2$s, whose log is now ' || h.incarnation
      from %1$s.cursor c, %2$s.log_head h
      where c.source = '%2$s' and c.incarnation is not null and c.incarnation <> h.incarnation\
      """;

  private static final String PARKED =
      """
      select '%1$s has put aside event ' || position || ' of ' || source || ' (' || type || ' of '
             || key || '): ' || left(error, 120)
      from %1$s.parked
      order by source, position\
      """;

  private static final String LAG =
      """
      select coalesce((select max(position) from %2$s.log), 0)
             - coalesce((select position from %1$s.cursor where source = '%2$s'), 0)\
      """;

  @Override
  public String id() {
    return "I8";
  }

  @Override
  public String promise() {
    return "followers have caught up, nothing is parked";
  }

  @Override
  public void examine(Examination examination) {
    var snapshot = examination.snapshot();
    for (var follower : snapshot.contexts()) {
      examination.faults(PARKED.formatted(follower));
      for (var source : snapshot.texts("select source from " + follower + ".cursor order by 1")) {
        examination.checked(1);
        examination.faults(BEHIND.formatted(follower, source, SECONDS_MAX));
        examination.faults(ANOTHER_LIFE.formatted(follower, source));
        var lag = snapshot.number(LAG.formatted(follower, source));
        if (lag > 0) {
          examination.note("%s: %d events of %s in flight".formatted(follower, lag, source));
        }
      }
    }
  }
}
