package mercat.lab.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import mercat.lab.load.Answer;
import org.jspecify.annotations.Nullable;

/** Reads answers off a connection one by one, and notices what is no answer. */
final class AnswerStream {
  private static final int HEAD_BYTES_MAX = 64 * 1024;
  private static final int BODY_BYTES_MAX = 64 * 1024 * 1024;
  private static final Pattern STATUS_LINE =
      Pattern.compile("HTTP/1\\.[01] ([1-5]\\d\\d) [^\\r\\n]*\\r\\n");

  private final InputStream in;

  AnswerStream(InputStream in) {
    this.in = in;
  }

  /** Says that what came is no HTTP. */
  static final class NoAnswerException extends IOException {
    private static final long serialVersionUID = 1L;

    NoAnswerException(String what) {
      super(what);
    }
  }

  /** The next final answer, null when the connection ends before one begins. */
  @Nullable Answer next(boolean isForHead) throws IOException {
    while (true) {
      var head = head();
      if (head.length == 0) {
        return null;
      }
      var status = status(head);
      if (status >= 200) {
        var bare = new Answer(status, head, new byte[0]);
        return isForHead || status == 204 || status == 304
            ? bare
            : new Answer(status, head, body(bare));
      }
    }
  }

  private byte[] head() throws IOException {
    var head = new ByteArrayOutputStream(512);
    int last4 = 0;
    while (last4 != 0x0d0a0d0a) {
      int next = in.read();
      if (next < 0) {
        if (head.size() > 0) {
          throw new NoAnswerException("a head that breaks off: " + head);
        }
        break;
      }
      head.write(next);
      last4 = last4 << 8 | next;
      if (head.size() > HEAD_BYTES_MAX) {
        throw new NoAnswerException("a head without an end");
      }
    }
    return head.toByteArray();
  }

  private static int status(byte[] head) throws NoAnswerException {
    var line = STATUS_LINE.matcher(new String(head, StandardCharsets.ISO_8859_1));
    if (!line.lookingAt()) {
      throw new NoAnswerException("no status line: " + new String(head, StandardCharsets.UTF_8));
    }
    return Integer.parseInt(line.group(1));
  }

  private byte[] body(Answer bare) throws IOException {
    var length = bare.header("Content-Length");
    if (length.isEmpty() || !length.get().matches("\\d{1,8}")) {
      throw new NoAnswerException("an answer without a length");
    }
    int announced = Integer.parseInt(length.get());
    if (announced > BODY_BYTES_MAX) {
      throw new NoAnswerException("an answer of " + announced + " bytes");
    }
    var body = in.readNBytes(announced);
    if (body.length < announced) {
      throw new EOFException("a body that breaks off");
    }
    return body;
  }
}
