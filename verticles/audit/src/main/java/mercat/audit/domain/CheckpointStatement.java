package mercat.audit.domain;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import mercat.contracts.log.ReadLogHead.Head;
import org.jspecify.annotations.Nullable;

/**
 * What a checkpoint says. It stands as it was written, so the order of its fields is that here.
 *
 * @param number counts checkpoints, from 1
 * @param previous SHA-256 of the statement before, 64 hexadecimal digits; empty for the first
 * @param logs how far each goes, by context
 */
public record CheckpointStatement(long number, Instant at, String previous, List<LogHead> logs) {
  public CheckpointStatement {
    logs = List.copyOf(logs);
  }

  /**
   * How far a log goes.
   *
   * @param chainFirst the first position that the chain covers
   * @param position of the last event, 0 when there is none
   * @param link of the last row, 64 hexadecimal digits; null, and not written, when there is none
   */
  public record LogHead(
      String context, UUID incarnation, long chainFirst, long position, @Nullable String link) {
    static LogHead of(String context, Head head) {
      return new LogHead(
          context, head.incarnation(), head.chainFirst(), head.position(), head.link());
    }
  }

  /** Before the first. */
  public static CheckpointStatement none() {
    return new CheckpointStatement(0, Instant.EPOCH, "", List.of());
  }

  /**
   * The next statement; this one when no log has grown. A log whose owner did not answer stands as
   * it stood here.
   *
   * @param digest SHA-256 of this statement as it was written; empty for none
   * @param answered the logs as they are now
   */
  public CheckpointStatement next(Instant now, String digest, Map<String, Head> answered) {
    var heads = new TreeMap<String, LogHead>();
    logs.forEach(log -> heads.put(log.context(), log));
    answered.forEach((context, head) -> heads.put(context, LogHead.of(context, head)));
    var next = List.copyOf(heads.values());
    return next.equals(logs) ? this : new CheckpointStatement(number + 1, now, digest, next);
  }
}
