package mercat.contracts.log;

import java.util.UUID;
import mercat.contracts.Message;
import mercat.contracts.Request;
import org.jspecify.annotations.Nullable;

/**
 * Asks a context how far its log goes, and for the link of the last row, which stands for all of
 * the chain before it.
 *
 * @param source the context whose log it is
 */
public record ReadLogHead(String source) implements Request<ReadLogHead.Head>, Addressed {
  @Override
  public String context() {
    return source;
  }

  /**
   * The end of a log.
   *
   * @param incarnation names the life of this log
   * @param chainFirst the first position that the chain covers
   * @param position of the last event, 0 when there is none
   * @param link of the last row, 64 hexadecimal digits; null when it has none
   */
  public record Head(UUID incarnation, long chainFirst, long position, @Nullable String link)
      implements Message {}
}
