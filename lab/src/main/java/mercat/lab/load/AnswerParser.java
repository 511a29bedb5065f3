package mercat.lab.load;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads HTTP/1.1 answers from a connection that carries one at a time. Only what a load needs:
 * status, Content-Length or chunks; anything else is a broken connection.
 */
final class AnswerParser {
  private static final int ANSWER_BYTES_MAX = 64 << 20;
  private static final byte[] CONTENT_LENGTH = lower("content-length:");
  private static final byte[] TRANSFER_ENCODING = lower("transfer-encoding:");

  private byte[] bytes = new byte[4096];
  private int length;
  private int headEnd = -1;
  private int bodyLength;
  private boolean chunked;
  private int status;

  /** Takes what arrived; gives the answer once it is whole. */
  @Nullable Answer feed(byte[] arrived, boolean keepBody) {
    append(arrived);
    if (headEnd < 0 && !readHead(Math.max(0, length - arrived.length - 3))) {
      return null;
    }
    if (chunked) {
      return chunks(keepBody);
    }
    var end = headEnd + bodyLength;
    if (length < end) {
      return null;
    }
    if (length > end) {
      throw new IllegalStateException("more bytes than the answer announced");
    }
    var answer =
        keepBody
            ? new Answer(
                status, Arrays.copyOf(bytes, headEnd), Arrays.copyOfRange(bytes, headEnd, end))
            : new Answer(status, Answer.NOTHING, Answer.NOTHING);
    reset();
    return answer;
  }

  private void append(byte[] arrived) {
    if (length + arrived.length > ANSWER_BYTES_MAX) {
      throw new IllegalStateException("answer larger than " + ANSWER_BYTES_MAX + " bytes");
    }
    if (length + arrived.length > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + arrived.length));
    }
    System.arraycopy(arrived, 0, bytes, length, arrived.length);
    length += arrived.length;
  }

  private boolean readHead(int from) {
    for (var at = from; at + 3 < length; at++) {
      if (bytes[at] == '\r'
          && bytes[at + 1] == '\n'
          && bytes[at + 2] == '\r'
          && bytes[at + 3] == '\n') {
        headEnd = at + 4;
        parseHead();
        return true;
      }
    }
    return false;
  }

  private void parseHead() {
    if (headEnd < 16 || bytes[0] != 'H' || bytes[8] != ' ') {
      throw new IllegalStateException("not an HTTP/1.1 answer");
    }
    status = (bytes[9] - '0') * 100 + (bytes[10] - '0') * 10 + (bytes[11] - '0');
    bodyLength = -1;
    for (var at = 12; at < headEnd - 4; at++) {
      if (bytes[at] == '\n') {
        if (startsWith(at + 1, CONTENT_LENGTH)) {
          bodyLength = number(at + 1 + CONTENT_LENGTH.length, 10);
        } else if (startsWith(at + 1, TRANSFER_ENCODING)) {
          chunked = true;
        }
      }
    }
    if (bodyLength < 0) {
      if (!chunked && status != 204 && status != 304) {
        throw new IllegalStateException("answer without a length");
      }
      bodyLength = 0;
    }
  }

  private @Nullable Answer chunks(boolean keepBody) {
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
        var answer =
            keepBody
                ? new Answer(status, Arrays.copyOf(bytes, headEnd), Arrays.copyOf(body, filled))
                : new Answer(status, Answer.NOTHING, Answer.NOTHING);
        reset();
        return answer;
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

  private int number(int from, int radix) {
    var at = from;
    while (bytes[at] == ' ') {
      at++;
    }
    long number = 0;
    for (int digit = Character.digit(bytes[at], radix);
        digit >= 0;
        digit = Character.digit(bytes[++at], radix)) {
      number = number * radix + digit;
      if (number > ANSWER_BYTES_MAX) {
        throw new IllegalStateException("answer larger than " + ANSWER_BYTES_MAX + " bytes");
      }
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

  private void reset() {
    length = 0;
    headEnd = -1;
    chunked = false;
  }

  private static byte[] lower(String name) {
    return name.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  }
}
