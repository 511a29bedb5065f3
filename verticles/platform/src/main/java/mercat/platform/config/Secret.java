package mercat.platform.config;

/**
 * A value that must not be seen: no log, no listing and no exception prints it.
 *
 * @param value what is to be kept
 */
public record Secret(String value) {
  static final String MASK = "********";

  @Override
  public String toString() {
    return MASK;
  }
}
