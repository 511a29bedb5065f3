package mercat.lab.load;

import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads HTTP/1.1 responses off one connection, in the order in which they come. Only what a client
 * of Mercat needs: status, Content-Length or chunks; anything else is an error.
 */
public final class ResponseParser {
  private static final int RESPONSE_BYTES_MAX = 64 << 20;
  private static final int HEAD_BYTES_MAX = 64 << 10;

  private byte[] bytes = new byte[4096];
  private int length;
  private int scanned;

  public void feed(byte[] arrived) throws ProtocolException {
    if (length + arrived.length > RESPONSE_BYTES_MAX) {
      throw tooLarge();
    }
    if (length + arrived.length > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + arrived.length));
    }
    System.arraycopy(arrived, 0, bytes, length, arrived.length);
    length += arrived.length;
  }

  /**
   * The next final response, null until it is whole.
   *
   * @param keepsBody whether head and body are wanted; the status always is
   * @param isToHead whether the request was a HEAD, so that no body follows
   */
  public @Nullable RawResponse next(boolean keepsBody, boolean isToHead) throws ProtocolException {
    for (var headEnd = endOfHead(); headEnd > 0; headEnd = endOfHead()) {
      var head = text(0, headEnd);
      var status = status(head);
      if (status < 200) {
        consume(headEnd); // the final response follows
      } else if (isToHead || status == 204 || status == 304) {
        return given(status, keepsBody, headEnd, headEnd);
      } else if (RawResponse.header(head, "transfer-encoding").isPresent()) {
        return chunks(status, keepsBody, headEnd);
      } else {
        var end = headEnd + number(RawResponse.header(head, "content-length").orElse(""), 10);
        return length < end ? null : given(status, keepsBody, headEnd, end);
      }
    }
    return null;
  }

  /** Whether nothing has arrived that is not part of a response that was given. */
  public boolean isEmpty() {
    return length == 0;
  }

  private RawResponse given(int status, boolean keepsBody, int headEnd, int end) {
    return given(
        status,
        keepsBody,
        headEnd,
        end,
        Arrays.copyOfRange(bytes, headEnd, keepsBody ? end : headEnd));
  }

  private RawResponse given(int status, boolean keepsBody, int headEnd, int end, byte[] body) {
    var head = Arrays.copyOf(bytes, keepsBody ? headEnd : 0);
    consume(end);
    return new RawResponse(status, head, keepsBody ? body : head);
  }

  private void consume(int end) {
    System.arraycopy(bytes, end, bytes, 0, length - end);
    length -= end;
    scanned = 0;
  }

  /** Behind the empty line; 0 until that has arrived. */
  private int endOfHead() throws ProtocolException {
    for (; scanned + 3 < length; scanned++) {
      if (bytes[scanned] == '\r'
          && bytes[scanned + 1] == '\n'
          && bytes[scanned + 2] == '\r'
          && bytes[scanned + 3] == '\n') {
        return scanned + 4;
      }
    }
    if (length > HEAD_BYTES_MAX) {
      throw new ProtocolException("a head without an end");
    }
    return 0;
  }

  private static int status(String head) throws ProtocolException {
    var isLine = head.startsWith("HTTP/1.") && head.indexOf(' ') == 8 && head.indexOf(' ', 9) == 12;
    var status = isLine ? number(head.substring(9, 12), 10) : 0;
    if (status < 100 || status > 599) {
      throw new ProtocolException("not an HTTP/1.1 response");
    }
    return status;
  }

  private @Nullable RawResponse chunks(int status, boolean keepsBody, int headEnd)
      throws ProtocolException {
    var body = new byte[length - headEnd];
    var filled = 0;
    var at = headEnd;
    while (true) {
      var line = endOfLine(at);
      if (line < 0) {
        return null;
      }
      var size = number(text(at, line).split("[;\r]", 2)[0], 16);
      at = line + size + 2;
      if (at > length) {
        return null;
      }
      System.arraycopy(bytes, line, body, filled, size);
      filled += size;
      if (size == 0) {
        return given(status, keepsBody, headEnd, at, Arrays.copyOf(body, filled));
      }
    }
  }

  private int endOfLine(int from) {
    for (var at = from; at + 1 < length; at++) {
      if (bytes[at] == '\r' && bytes[at + 1] == '\n') {
        return at + 2;
      }
    }
    return -1;
  }

  private String text(int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private static int number(String digits, int radix) throws ProtocolException {
    try {
      var number = Integer.parseUnsignedInt(digits.strip(), radix);
      if (number < 0 || number > RESPONSE_BYTES_MAX) {
        throw tooLarge();
      }
      return number;
    } catch (NumberFormatException malformed) {
      throw new ProtocolException("not a length or status: '" + digits + "'");
    }
  }

  private static ProtocolException tooLarge() {
    return new ProtocolException("a response larger than " + RESPONSE_BYTES_MAX + " bytes");
  }
}
