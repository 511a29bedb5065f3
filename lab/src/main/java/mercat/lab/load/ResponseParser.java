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

  /** How every response begins; a number sign stands for a digit. */
  private static final byte[] STATUS_LINE = ascii("HTTP/1.# ### ");

  private static final byte[] CONTENT_LENGTH = ascii("content-length:");
  private static final byte[] TRANSFER_ENCODING = ascii("transfer-encoding:");

  private byte[] bytes = new byte[4096];
  private int length;
  private int scanned;
  private int headEnd = -1;
  private int bodyLength;
  private boolean chunked;
  private int status;

  /** Takes what arrived. */
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
    while (headEnd >= 0 || readHead()) {
      if (status < 200) {
        consume(headEnd); // the final response follows
      } else if (isToHead || status == 204 || status == 304) {
        return whole(keepsBody, headEnd);
      } else if (chunked) {
        return chunks(keepsBody);
      } else if (bodyLength < 0) {
        throw new ProtocolException("a response without a length");
      } else {
        return length < headEnd + bodyLength ? null : whole(keepsBody, headEnd + bodyLength);
      }
    }
    return null;
  }

  /** Whether nothing has arrived that is not part of a response that was given. */
  public boolean isEmpty() {
    return length == 0;
  }

  private RawResponse whole(boolean keepsBody, int end) {
    return given(keepsBody, end, Arrays.copyOfRange(bytes, headEnd, keepsBody ? end : headEnd));
  }

  private RawResponse given(boolean keepsBody, int end, byte[] body) {
    var head = Arrays.copyOf(bytes, keepsBody ? headEnd : 0);
    var response = new RawResponse(status, head, keepsBody ? body : head);
    consume(end);
    return response;
  }

  private void consume(int end) {
    System.arraycopy(bytes, end, bytes, 0, length - end);
    length -= end;
    scanned = 0;
    headEnd = -1;
  }

  private boolean readHead() throws ProtocolException {
    for (; scanned + 3 < length; scanned++) {
      if (bytes[scanned] == '\r'
          && bytes[scanned + 1] == '\n'
          && bytes[scanned + 2] == '\r'
          && bytes[scanned + 3] == '\n') {
        headEnd = scanned + 4;
        parseHead();
        return true;
      }
    }
    if (length > HEAD_BYTES_MAX) {
      throw new ProtocolException("a head without an end");
    }
    return false;
  }

  private void parseHead() throws ProtocolException {
    if (headEnd < STATUS_LINE.length || !isStatusLine()) {
      throw new ProtocolException("not an HTTP/1.1 response");
    }
    status = (bytes[9] - '0') * 100 + (bytes[10] - '0') * 10 + (bytes[11] - '0');
    bodyLength = -1;
    chunked = false;
    for (var at = STATUS_LINE.length; at < headEnd - 4; at++) {
      if (bytes[at] == '\n') {
        if (startsWith(at + 1, CONTENT_LENGTH)) {
          bodyLength = number(at + 1 + CONTENT_LENGTH.length, 10);
        } else if (startsWith(at + 1, TRANSFER_ENCODING)) {
          chunked = true;
        }
      }
    }
  }

  private boolean isStatusLine() {
    for (var at = 0; at < STATUS_LINE.length; at++) {
      var wanted = STATUS_LINE[at];
      if (wanted == '#' ? bytes[at] < '0' || bytes[at] > '9' : bytes[at] != wanted) {
        return false;
      }
    }
    return bytes[9] >= '1' && bytes[9] <= '5';
  }

  private @Nullable RawResponse chunks(boolean keepsBody) throws ProtocolException {
    var body = new byte[length - headEnd];
    var filled = 0;
    var at = headEnd;
    while (true) {
      var line = endOfLine(at);
      if (line < 0) {
        return null;
      }
      var size = number(at, 16);
      var end = line + size + 2;
      if (end > length) {
        return null;
      }
      System.arraycopy(bytes, line, body, filled, size);
      filled += size;
      at = end;
      if (size == 0) {
        return given(keepsBody, at, Arrays.copyOf(body, filled));
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

  private int number(int from, int radix) throws ProtocolException {
    var at = from;
    while (bytes[at] == ' ') {
      at++;
    }
    var first = at;
    long number = 0;
    for (int digit = Character.digit(bytes[at], radix);
        digit >= 0;
        digit = Character.digit(bytes[++at], radix)) {
      number = number * radix + digit;
      if (number > RESPONSE_BYTES_MAX) {
        throw tooLarge();
      }
    }
    if (at == first) {
      throw new ProtocolException("a length that is no number");
    }
    return (int) number;
  }

  private boolean startsWith(int at, byte[] name) {
    if (at + name.length > headEnd) {
      return false;
    }
    for (var i = 0; i < name.length; i++) {
      var letter = bytes[at + i];
      if ((letter >= 'A' && letter <= 'Z' ? letter + 32 : letter) != name[i]) {
        return false;
      }
    }
    return true;
  }

  private static ProtocolException tooLarge() {
    return new ProtocolException("a response larger than " + RESPONSE_BYTES_MAX + " bytes");
  }

  private static byte[] ascii(String name) {
    return name.getBytes(StandardCharsets.US_ASCII);
  }
}
