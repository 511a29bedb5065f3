package mercat.platform.log;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import mercat.contracts.log.LogEntry;
import mercat.contracts.log.ReadLog;
import mercat.platform.database.LogWriter;
import org.jspecify.annotations.Nullable;

/**
 * The newest events of a log as far as this process wrote them itself: followers beside it need not
 * ask the database for what was just handed to it. Added to after COMMIT, so nothing is seen here
 * that is not there. Positions are dense: a stretch without a gap here is the whole stretch.
 */
public final class LogTail {
  private static final int EVENTS_MAX = 8_192;

  /** Of a busy shop, four times what so many events weigh; in memory it is some times that. */
  private static final int CHARACTERS_MAX = 8 * 1024 * 1024;

  private final ConcurrentSkipListMap<Long, LogWriter.Written> pages =
      new ConcurrentSkipListMap<>();
  private final AtomicInteger kept = new AtomicInteger();
  private final AtomicLong characters = new AtomicLong();
  private final ReaderBook readers = new ReaderBook();
  private final AtomicLong position = new AtomicLong();

  /**
   * Remembers what a transaction has added. Transactions may arrive in any order. What everybody
   * has who has read lately is forgotten: it would grow old in memory, and have to be collected
   * where collecting takes long. Whoever comes later reads from the database.
   */
  public void add(LogWriter.Written page) {
    pages.put(page.first(), page);
    position.accumulateAndGet(last(page), Math::max);
    int events = kept.addAndGet(page.events().size());
    long weight = characters.addAndGet(page.characters());
    long applied = readers.appliedByAll();
    for (var oldest = pages.firstEntry();
        oldest != null
            && (events > EVENTS_MAX
                || weight > CHARACTERS_MAX
                || last(oldest.getValue()) <= applied);
        oldest = pages.firstEntry()) {
      var gone = pages.remove(oldest.getKey());
      if (gone != null) {
        events = kept.addAndGet(-gone.events().size());
        weight = characters.addAndGet(-gone.characters());
      }
    }
  }

  /** How far each of the log's followers has read. */
  ReaderBook readers() {
    return readers;
  }

  /** The last position that this process has written; 0 when it has written none. */
  public long position() {
    return position.get();
  }

  /**
   * The stretch that was asked for, as far as it is here; null when its beginning is not.
   *
   * @param charactersMax what the events may weigh together before the answer ends early
   */
  ReadLog.@Nullable Entries read(ReadLog request, int charactersMax) {
    var found = pages.floorEntry(request.after() + 1);
    if (found == null || last(found.getValue()) <= request.after()) {
      return null;
    }
    var entries = new ArrayList<LogEntry>();
    long through = request.after();
    UUID incarnation = found.getValue().incarnation();
    long read = 0;
    for (var page = found.getValue();
        page != null && page.incarnation().equals(incarnation);
        page = pages.get(through + 1)) {
      collect(page, request, entries);
      through = last(page);
      read += page.characters();
      if (through - request.after() >= request.limit() || read > charactersMax) {
        break;
      }
    }
    return new ReadLog.Entries(incarnation, through, through - request.after(), entries);
  }

  private static void collect(LogWriter.Written page, ReadLog request, List<LogEntry> entries) {
    var types = request.types();
    long position = page.first();
    for (var event : page.events()) {
      boolean isWanted =
          types.isEmpty() || types.contains(event.event().getClass().getSimpleName());
      if (position > request.after() && isWanted) {
        entries.add(new LogEntry(position, event.key(), event.event(), event.trace(), page.at()));
      }
      position++;
    }
  }

  private static long last(LogWriter.Written page) {
    return page.first() + page.events().size() - 1;
  }
}
