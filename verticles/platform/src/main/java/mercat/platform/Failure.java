package mercat.platform;

import java.io.IOException;
import java.io.Serial;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Something broke. A business "no" is never a failure but a variant of the reply. Carries no stack
 * trace: the cause has one where it matters.
 */
public final class Failure extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final FailureKind kind;

  public Failure(FailureKind kind, String message, @Nullable Throwable cause) {
    super(message, cause, false, false);
    this.kind = kind;
  }

  /** The request can never work as it is; the message may be shown to the caller. */
  public static Failure invalid(String message) {
    return new Failure(FailureKind.INVALID, message, null);
  }

  public static Failure forbidden(String message) {
    return new Failure(FailureKind.FORBIDDEN, message, null);
  }

  public static Failure overloaded(String who) {
    return new Failure(FailureKind.OVERLOADED, who + " is overloaded", null);
  }

  public static Failure unavailable(String who, @Nullable Throwable cause) {
    return new Failure(FailureKind.UNAVAILABLE, who + " is unavailable", cause);
  }

  public static Failure deadlineExceeded(String what) {
    return new Failure(FailureKind.DEADLINE_EXCEEDED, what + " took too long", null);
  }

  public static Failure internal(String message, @Nullable Throwable cause) {
    return new Failure(FailureKind.INTERNAL, message, cause);
  }

  /**
   * The failure that a throwable amounts to: itself, or <em>invalid</em> for a refused argument,
   * <em>deadline exceeded</em> for a timeout, <em>unavailable</em> for a broken connection, or
   * <em>internal</em>.
   */
  public static Failure of(Throwable thrown) {
    return switch (thrown) {
      case Failure failure -> failure;
      case IllegalArgumentException refused -> invalid(String.valueOf(refused.getMessage()));
      case TimeoutException late ->
          new Failure(FailureKind.DEADLINE_EXCEEDED, "no answer in time", late);
      case IOException broken -> unavailable("the other side", broken);
      default -> internal(thrown.toString(), thrown);
    };
  }

  public FailureKind kind() {
    return kind;
  }
}
