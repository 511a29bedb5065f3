package mercat.lab.feed;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import mercat.lab.events.ConsumedEvent;
import mercat.lab.system.Io;

/**
 * What two topics told of each key of a log: repeats left out, each key's events in the order of
 * the topic. Both are read from files, by key, so that no more than an event of each is held.
 *
 * @param keys of the first topic
 * @param differing keys that are told otherwise by the second, or only by one of both
 */
record KeySequences(long keys, long differing) {
  /**
   * Compares two files, as {@link TopicComparison#tally} writes them.
   *
   * @param through up to this position of the log
   */
  static KeySequences compare(Path first, Path second, long through) {
    return Io.get(
        "cannot compare " + first + " and " + second,
        () -> {
          try (var one = EntryFile.read(first);
              var other = EntryFile.read(second)) {
            return compare(new Told(one, through), new Told(other, through));
          }
        });
  }

  private static KeySequences compare(Told first, Told second) throws IOException {
    long keys = 0;
    long differing = 0;
    while (!first.isAtEnd() || !second.isAtEnd()) {
      var key = second.isAtEnd() || first.isBefore(second) ? first.key() : second.key();
      keys += first.isOf(key) ? 1 : 0;
      boolean isSame = true;
      while (first.isOf(key) || second.isOf(key)) {
        isSame &= first.take(key) == second.take(key);
      }
      differing += isSame ? 0 : 1;
    }
    return new KeySequences(keys, differing);
  }

  /** One topic's events, and the one at which it stands. */
  private static final class Told {
    private final EntryFile.Reader file;
    private final long through;
    private Optional<ConsumedEvent> event = Optional.empty();

    Told(EntryFile.Reader file, long through) throws IOException {
      this.file = file;
      this.through = through;
      goOn();
    }

    private void goOn() throws IOException {
      do {
        event = Optional.ofNullable(file.next()).map(TopicEntry::event);
      } while (event.filter(this::isBeyond).isPresent());
    }

    private boolean isBeyond(ConsumedEvent each) {
      return each.position() < 1 || each.position() > through;
    }

    boolean isAtEnd() {
      return event.isEmpty();
    }

    boolean isBefore(Told other) {
      return !isAtEnd() && key().compareTo(other.key()) < 0;
    }

    String key() {
      return event.orElseThrow().key();
    }

    boolean isOf(String key) {
      return event.filter(each -> each.key().equals(key)).isPresent();
    }

    /** The position of the key's next event; 0 where it has no more. */
    long take(String key) throws IOException {
      if (!isOf(key)) {
        return 0;
      }
      long position = event.orElseThrow().position();
      goOn();
      return position;
    }
  }
}
