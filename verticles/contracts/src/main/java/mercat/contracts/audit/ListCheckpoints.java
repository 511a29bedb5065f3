package mercat.contracts.audit;

import java.util.List;
import mercat.contracts.Message;
import mercat.contracts.Page;
import mercat.contracts.Request;

/**
 * Asks audit, for staff, for its checkpoints, oldest first.
 *
 * @param after the last number of the page before, 0 for the first page
 * @param limit 1 to {@link Page#LIMIT_MAX}
 */
public record ListCheckpoints(long after, int limit) implements Request<ListCheckpoints.Listed> {
  public ListCheckpoints {
    if (after < 0) {
      throw new IllegalArgumentException("after must not be negative");
    }
    Page.requireLimit(limit);
  }

  /**
   * A page.
   *
   * @param more whether there are more behind the last of them
   */
  public record Listed(List<Checkpoint> checkpoints, boolean more) implements Message {
    public Listed {
      checkpoints = List.copyOf(checkpoints);
    }
  }
}
