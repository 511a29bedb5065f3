package mercat.edge.connection;

import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import mercat.edge.http.CommonHeaders;
import mercat.edge.http.ErrorCode;
import mercat.edge.http.Problem;
import org.jspecify.annotations.Nullable;

/** What a request's head must be before anything else is asked of it. */
public final class HeaderRules {
  public static final int BYTES_MAX = 8 * 1024;

  /** One request for the stock of 100 SKUs fits, every character but the first and last encoded. */
  public static final int LINE_BYTES_MAX = 20 * 1024;

  private static final int LINES_MAX = 100;
  private static final int HOST_LENGTH_MAX = 255;

  private HeaderRules() {}

  static Problem malformed(String why) {
    return Problem.of(ErrorCode.INVALID_REQUEST, "this is not well-formed HTTP: " + why);
  }

  /** Why the head is refused, null when it is not. */
  static @Nullable Problem refusal(HttpRequest request) {
    int lines = 0;
    int hosts = 0;
    for (var header = request.headers().iteratorCharSequence(); header.hasNext(); lines++) {
      var field = header.next();
      var name = field.getKey();
      if (name.isEmpty()) {
        return malformed("a header has no name");
      }
      if (isCalled(name, "Host")) {
        hosts++;
        if (!isHost(field.getValue())) {
          return Problem.invalid("header:Host", "is not a host");
        }
      } else if (isCalled(name, "Transfer-Encoding") && !isCalled(field.getValue(), "chunked")) {
        return Problem.invalid("header:Transfer-Encoding", "may only be chunked");
      }
    }
    if (lines > LINES_MAX) {
      return Problem.of(ErrorCode.HEADERS_TOO_LARGE, "at most " + LINES_MAX + " header lines");
    }
    if (hosts > 1 || (hosts == 0 && request.protocolVersion().equals(HttpVersion.HTTP_1_1))) {
      return Problem.invalid("header:Host", "is required, once");
    }
    return null;
  }

  /** Refuses a request line with control characters or bytes beyond ASCII. */
  static void requireVisible(String uri) {
    for (int i = 0; i < uri.length(); i++) {
      char c = uri.charAt(i);
      if (c <= ' ' || c >= 0x7f) {
        throw malformed("a character in the request line is not allowed");
      }
    }
  }

  /** Why a request could not be read. */
  public static Problem unreadable(@Nullable Throwable cause) {
    return switch (cause) {
      case Problem problem -> problem;
      case TooLongHttpLineException tooLong ->
          Problem.of(ErrorCode.URI_TOO_LONG, "at most " + LINE_BYTES_MAX + " bytes");
      case TooLongHttpHeaderException tooLong ->
          Problem.of(ErrorCode.HEADERS_TOO_LARGE, "at most " + BYTES_MAX + " bytes in all");
      case null, default -> malformed("its head cannot be read");
    };
  }

  private static boolean isHost(CharSequence text) {
    return text.length() <= HOST_LENGTH_MAX && CommonHeaders.isMadeOf(text, "-._~:[]%");
  }

  private static boolean isCalled(CharSequence name, String wanted) {
    return name.length() == wanted.length() && wanted.equalsIgnoreCase(name.toString());
  }
}
