package mercat.platform.bus;

import java.io.Serial;
import mercat.platform.Failure;

/**
 * An attempt that got no response at all: what breakers count. A response of any kind, a failure
 * included, is none of these.
 */
final class NoResponseException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final Failure failure;

  NoResponseException(Failure failure) {
    super(failure.getMessage(), failure, false, false);
    this.failure = failure;
  }

  /** What the caller is told. */
  Failure failure() {
    return failure;
  }
}
