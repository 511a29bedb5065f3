package mercat.platform.config;

/** A setting that cannot be used; the message names it in full and says what to do, in one line. */
public final class SettingsException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public SettingsException(String message) {
    super(message);
  }
}
