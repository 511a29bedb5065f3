package mercat.platform.log;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.UUID;
import mercat.contracts.log.LogEntry;
import mercat.contracts.log.ReadEvents;
import mercat.platform.log.EventFeed.Place;

/**
 * Puts stretches of several logs into one: of each log in its order, among logs by the time of what
 * comes next in each.
 */
final class FeedMerge {
  /** What events may weigh together before a page ends early, characters of JSON. */
  static final int PAGE_CHARACTERS_MAX = 256 * 1024;

  private static final Comparator<Head> EARLIEST =
      Comparator.comparing(Head::at).thenComparing(Head::context);

  private final Map<String, Place> places;
  private final PriorityQueue<Head> heads = new PriorityQueue<>(EARLIEST);

  /** The first event of a stretch that is not taken yet. */
  private record Head(String context, UUID incarnation, List<LogEntry> entries, int index) {
    LogEntry entry() {
      return entries.get(index);
    }

    Instant at() {
      return entry().at();
    }
  }

  /**
   * A merge that holds nothing yet.
   *
   * @param places from which the stretches go on
   */
  FeedMerge(Map<String, Place> places) {
    this.places = new HashMap<>(places);
  }

  void add(String context, ReadEvents.Reply.Found found) {
    var entries = found.entries();
    if (entries.isEmpty()) {
      places.put(context, new Place(found.incarnation(), found.through()));
    } else {
      long before = entries.getFirst().position() - 1;
      places.put(context, new Place(found.incarnation(), before));
      heads.add(new Head(context, found.incarnation(), entries, 0));
    }
  }

  /** Takes what comes next, fewer than the limit when that is heavy, but one if there is any. */
  List<CloudEvent> take(int limit) {
    var taken = new ArrayList<CloudEvent>();
    int characters = 0;
    while (taken.size() < limit && characters < PAGE_CHARACTERS_MAX && !heads.isEmpty()) {
      var head = heads.remove();
      var event = CloudEvent.of(head.context(), head.incarnation(), head.entry());
      characters += event.characters();
      taken.add(event);
      places.put(head.context(), new Place(head.incarnation(), head.entry().position()));
      int next = head.index() + 1;
      if (next < head.entries().size()) {
        heads.add(new Head(head.context(), head.incarnation(), head.entries(), next));
      }
    }
    return taken;
  }

  /** How far each log was taken. */
  Map<String, Place> places() {
    return places;
  }
}
