package mercat.lab.verify;

/** What a follower has not applied yet, as SQL: such rows are on their way, not at fault. */
final class InFlight {
  private InFlight() {}

  /** A subquery of the keys in the source's log beyond the follower's cursor. */
  static String keys(String follower, String source) {
    return """
    (select l.key from %2$s.log l
     where l.position
           > coalesce((select c.position from %1$s.cursor c where c.source = '%2$s'), 0))\
    """
        .formatted(follower, source);
  }
}
