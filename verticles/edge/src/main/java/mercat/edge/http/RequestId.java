package mercat.edge.http;

import io.vertx.core.http.HttpServerRequest;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Names one request, in the response and in its problem: the client's name for it, or a new one.
 */
public final class RequestId {
  private static final int LENGTH_MAX = 64;

  private RequestId() {}

  static String of(HttpServerRequest request) {
    @Nullable String given = request.getHeader(CommonHeaders.REQUEST_ID);
    return given != null && isWellFormed(given) ? given : random();
  }

  /** A name for a request that nobody has read. */
  public static String random() {
    return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
  }

  private static boolean isWellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean isLetterOrDigit =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!isLetterOrDigit && c != '.' && c != '_' && c != '-') {
        return false;
      }
    }
    return !text.isEmpty() && text.length() <= LENGTH_MAX;
  }
}
