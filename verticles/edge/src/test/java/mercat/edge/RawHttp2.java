package mercat.edge;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import mercat.testkit.RawClient;
import org.jspecify.annotations.Nullable;

/** A connection of HTTP/2 whose frames are sent as the test makes them, right or wrong. */
final class RawHttp2 implements AutoCloseable {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;

  static final int END_STREAM = 1;
  static final int END_HEADERS = 4;

  /** Settings: what a stream may send before it is read, and how large headers may be. */
  static final int INITIAL_WINDOW_SIZE = 4;

  static final int MAX_HEADER_LIST_SIZE = 6;

  static final byte[] NOTHING = {};

  /** A message of Protocol Buffers that sets no field, framed. */
  static final byte[] EMPTY_MESSAGE = new byte[5];

  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  private final RawClient client;
  private final DataInputStream in;

  /**
   * What a server sent.
   *
   * @param payload in hexadecimal digits
   */
  record Frame(int type, int flags, int stream, String payload) {}

  private RawHttp2(RawClient client) throws IOException {
    this.client = client;
    this.in = new DataInputStream(client.socket().getInputStream());
  }

  /**
   * Connects, with room for hardly anything that is not read.
   *
   * @param settings pairs of a setting and its value
   */
  static RawHttp2 to(int port, int... settings) {
    try {
      var client = new RawHttp2(RawClient.to(port));
      var payload = ByteBuffer.allocate(settings.length / 2 * 6);
      for (int i = 0; i < settings.length; i += 2) {
        payload.putShort((short) settings[i]).putInt(settings[i + 1]);
      }
      client.send(PREFACE.getBytes(StandardCharsets.US_ASCII));
      client.send(frame(SETTINGS, 0, 0, payload.array()));
      return client;
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  static byte[] frame(int type, int flags, int stream, byte[] payload) {
    return ByteBuffer.allocate(9 + payload.length)
        .put((byte) (payload.length >> 16))
        .putShort((short) payload.length)
        .put((byte) type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }

  /** The head of a call, which is not over with it. */
  static byte[] head(int stream, String path, String... headers) {
    return frame(HEADERS, END_HEADERS, stream, fields(path, headers));
  }

  /** The fields of the head of a call, none of them compressed. */
  static byte[] fields(String path, String... headers) {
    var fields = new ByteArrayOutputStream();
    field(fields, ":method", "POST");
    field(fields, ":scheme", "http");
    field(fields, ":path", path);
    field(fields, ":authority", "localhost");
    field(fields, "content-type", "application/grpc");
    field(fields, "te", "trailers");
    for (int i = 0; i < headers.length; i += 2) {
      field(fields, headers[i], headers[i + 1]);
    }
    return fields.toByteArray();
  }

  private static void field(ByteArrayOutputStream fields, String name, String value) {
    fields.write(0); // literal, not indexed
    text(fields, name);
    text(fields, value);
  }

  /** RFC 7541, 5.2, without Huffman's code. */
  private static void text(ByteArrayOutputStream fields, String text) {
    var bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    int left = bytes.length;
    if (left < 127) {
      fields.write(left);
    } else {
      fields.write(127);
      for (left -= 127; left >= 128; left >>= 7) {
        fields.write((left & 127) | 128);
      }
      fields.write(left);
    }
    fields.writeBytes(bytes);
  }

  /** A message as calls carry it: not compressed, after its length. */
  static byte[] framed(byte[] message) {
    return of(new byte[1], number(message.length), message);
  }

  static byte[] of(byte[]... parts) {
    var all = new ByteArrayOutputStream();
    for (var part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  /** A number of 32 bits, as payloads have it. */
  static byte[] number(int number) {
    return ByteBuffer.allocate(4).putInt(number).array();
  }

  /** Sends bytes; whether the server still took them. */
  boolean offer(byte[] bytes) {
    return client.offer(new String(bytes, StandardCharsets.ISO_8859_1));
  }

  void send(byte[] bytes) {
    if (!offer(bytes)) {
      throw new AssertionError("the server has hung up");
    }
  }

  /** Has a call made, of one message. */
  void call(int stream, String path, byte[] message, String... headers) {
    send(of(head(stream, path, headers), frame(DATA, END_STREAM, stream, message)));
  }

  /** What comes next; null when the server has hung up. */
  @Nullable Frame next() {
    try {
      int length = (in.readUnsignedByte() << 16) | in.readUnsignedShort();
      int type = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      int stream = in.readInt();
      var payload = new byte[length];
      in.readFully(payload);
      return new Frame(type, flags, stream, HexFormat.of().formatHex(payload));
    } catch (EOFException | SocketException over) {
      return null;
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** All that comes until the server hangs up. */
  List<Frame> all() {
    var all = new ArrayList<Frame>();
    for (var frame = next(); frame != null; frame = next()) {
      all.add(frame);
    }
    return all;
  }

  /** The next of some type; what comes before it is passed over. */
  Frame next(int type) {
    for (var frame = next(); frame != null; frame = next()) {
      if (frame.type() == type) {
        return frame;
      }
    }
    throw new AssertionError("the server has hung up before a frame of type " + type);
  }

  @Override
  public void close() {
    client.close();
  }
}
