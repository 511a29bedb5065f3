package mercat.verify;

/** What a follower has not applied yet, as SQL: such rows are on their way, not at fault. */
final class InFlight {
  private InFlight() {}

  /** A subquery of the keys in the source's log beyond the follower's cursor. */
  static String keys(String follower, String source) {
    return """
    (select (event.value ->> 'key')::uuid
     from (select coalesce(max(position), 0) as position from %1$s.cursor where source = '%2$s') c
     join %2$s.log l on l.position > c.position
     cross join lateral json_array_elements(l.events) with ordinality as event(value, place)
     where l.first + event.place - 1 > c.position)\
    """
        .formatted(follower, source);
  }
}
