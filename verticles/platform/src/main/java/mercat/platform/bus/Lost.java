package mercat.platform.bus;

import java.io.Serial;
import mercat.platform.Failure;

/**
 * An attempt that got no answer at all: what breakers count. Whatever a context answers, it
 * answers.
 */
final class Lost extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final Failure failure;

  Lost(Failure failure) {
    super(failure.getMessage(), failure, false, false);
    this.failure = failure;
  }

  /** What the caller is told. */
  Failure failure() {
    return failure;
  }
}
