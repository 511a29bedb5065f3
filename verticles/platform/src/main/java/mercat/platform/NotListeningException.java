package mercat.platform;

import java.io.IOException;
import java.io.Serial;

/** A port on which a node is to listen is taken, or may not be used. */
public final class NotListeningException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  /**
   * Why a node does not listen.
   *
   * @param setting that names the port
   */
  public NotListeningException(String setting, String host, int port, Throwable cause) {
    super(
        "cannot listen on %s port %d (%s): %s".formatted(host, port, setting, cause.getMessage()),
        cause);
  }
}
