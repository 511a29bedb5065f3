package mercat.node;

import java.io.Serial;

/** Why a node cannot start, in one clear line. */
final class CannotStart extends RuntimeException {
  /** A database, a peer or a port is not available. */
  static final int UNAVAILABLE = 69;

  /** The configuration is wrong. */
  static final int BAD_CONFIGURATION = 78;

  @Serial private static final long serialVersionUID = 1;

  private final int exitCode;

  CannotStart(int exitCode, String why, Throwable cause) {
    super(why, cause);
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }
}
