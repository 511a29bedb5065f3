package mercat.platform.mailbox;

import java.util.List;
import mercat.platform.Call;

/**
 * A request as it waits in a mailbox.
 *
 * @param call who asks, until when, and the trace that its effects continue
 * @param <Q> the request
 */
public record Asked<Q>(Q request, Call call) {
  /** The bare requests of a batch, in the same order. */
  public static <Q> List<Q> requests(List<Asked<Q>> batch) {
    return batch.stream().map(Asked::request).toList();
  }
}
