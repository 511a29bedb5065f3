package mercat.node;

import java.io.Serial;

/** Why a node cannot start, in one clear line. */
final class CannotStart extends RuntimeException {
  /** A database, a peer or a port is not available. */
  private static final int UNAVAILABLE = 69;

  /** The configuration is wrong. */
  private static final int BAD_CONFIGURATION = 78;

  @Serial private static final long serialVersionUID = 1;

  private final int exitCode;

  private CannotStart(int exitCode, String why, Throwable cause) {
    super(why, cause);
    this.exitCode = exitCode;
  }

  static CannotStart unavailable(String why, Throwable cause) {
    return new CannotStart(UNAVAILABLE, why, cause);
  }

  static CannotStart badConfiguration(String why, Throwable cause) {
    return new CannotStart(BAD_CONFIGURATION, why, cause);
  }

  /** What refuses says all. */
  static CannotStart unavailable(Throwable refused) {
    return unavailable(String.valueOf(refused.getMessage()), refused);
  }

  static CannotStart badConfiguration(Throwable wrong) {
    return badConfiguration(String.valueOf(wrong.getMessage()), wrong);
  }

  int exitCode() {
    return exitCode;
  }
}
