package mercat.verify;

/** Nobody answers where the system should be, or what it needs cannot be had. */
public final class UnreachableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnreachableException(String message, Throwable cause) {
    super(message, cause);
  }

  public UnreachableException(String message) {
    super(message);
  }
}
